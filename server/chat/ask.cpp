#include "server/chat/ask.h"

#include <algorithm>
#include <utility>

#include <absl/strings/str_cat.h>

#include "common/base/ids.h"
#include "common/base/status.h"
#include "server/chat/answer/phrasebook.h"
#include "server/chat/question_mapping.h"
#include "server/chat/timeline/chat_names.h"
#include "server/chat/timeline/timeline.h"
#include "server/chat/understand/fold.h"
#include "storage/sql/request_key.h"

namespace cameramonit::chat {
namespace {

constexpr char kMethod[] = "cameramonit.chat.v1.ChatService/Ask";
constexpr std::size_t kLongestText = 100'000;
constexpr std::size_t kLongestStoredText = 4'000;
constexpr double kUnsure = 0.5;
constexpr int kLookBack = 20;

/// At most `limit` bytes, not cutting a code point in two.
std::string cut(const std::string& text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
  return text.substr(0, limit);
}

/// protobuf refuses text that is no UTF-8, and a control character has nothing to say.
std::string cleaned(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = codePointAt(text, i);
    if (point.value == 0xFFFD) {
      result += "\xEF\xBF\xBD";
    } else if (point.value >= 0x20 || point.value == '\n') {
      result += text.substr(i, point.length);
    } else {
      result += ' ';
    }
    i += point.length;
  }
  return result;
}

const std::string& inLanguage(const type::v1::LocalizedText& text, const std::string& language) {
  return language == "en" ? text.en() : text.pl();
}

}  // namespace

absl::StatusOr<AnswerContext> AskDesk::contextOf(const rpc::Principal& who, const std::string& channel) const {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto place, parts_.peers.place(who, channel));
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto places, parts_.peers.places(who));
  AnswerContext context;
  context.now = parts_.clock.now();
  context.timeZoneName = place.timeZone;
  if (!absl::LoadTimeZone(place.timeZone, &context.timeZone)) context.timeZone = absl::UTCTimeZone();
  context.channel = channel;
  for (const PeersClient::Place& other : places) {
    if (projectOf(other.channel.name()) != projectOf(channel)) continue;
    context.cameras.push_back({other.channel.name(), other.channel.display_name()});
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto labels, parts_.peers.labels(who, projectOf(channel)));
  for (const events::v1::Label& label : labels) {
    if (label.object_class().empty()) context.names.push_back(label.display_name());
  }
  return context;
}

std::optional<Question> AskDesk::previousQuestion(const rpc::Principal& who, const std::string& chat) const {
  const auto turns = parts_.turns.before(chat, who.name, {}, kLookBack);
  if (!turns.ok()) return std::nullopt;
  for (const v1::Message& turn : *turns) {
    if (!turn.has_understanding()) continue;
    auto question = fromProto(turn.understanding().question());
    if (question.ok()) return *std::move(question);
  }
  return std::nullopt;
}

absl::StatusOr<ReadQuestion> AskDesk::understandRequest(const rpc::Principal& who, const v1::AskRequest& request,
                                                        const AnswerContext& context,
                                                        QuestionReader::Effort effort) const {
  if (!request.has_question()) {
    return parts_.reader.read(cut(request.text(), kLongestText), context, previousQuestion(who, request.chat()),
                              effort);
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(Question question, fromProto(request.question()));
  // A question names channels that its asker may see, or none.
  std::erase_if(question.cameras, [&](const std::string& camera) {
    return std::none_of(context.cameras.begin(), context.cameras.end(),
                        [&](const AnswerContext::Camera& known) { return known.channel == camera; });
  });
  return parts_.reader.take(question, context, previousQuestion(who, request.chat()));
}

absl::StatusOr<Answer> AskDesk::answerTo(const rpc::Principal& who, const std::string& text, const ReadQuestion& read,
                                         const AnswerContext& context, const std::string& seed) const {
  Answer result;
  if (read.shown.confidence() < kUnsure && read.shown.has_asked_back()) {
    result.sentences.push_back(read.shown.asked_back());
    return result;
  }
  if (read.command) return standing_.obey(who.name, read, context);
  if (read.question.intent == Intent::kNotify) return standing_.keep(who.name, text, read, context, seed);
  UserEvents events(parts_.peers, who);
  return answer(read.question, context, events);
}

absl::StatusOr<v1::Message> AskDesk::store(const rpc::Principal& who, v1::Message message) const {
  CAMERAMONIT_ASSIGN_OR_RETURN(auto stored, parts_.turns.put({{std::move(message), who.name}}));
  return std::move(stored.front());
}

absl::StatusOr<std::pair<v1::Message, bool>> AskDesk::storeAsked(const rpc::Principal& who,
                                                                 const v1::AskRequest& request, absl::Time now) const {
  const std::string text = cleaned(cut(request.text(), kLongestStoredText));
  v1::Message asked;
  asked.set_name(absl::StrCat(request.chat(), "/messages/", base::newUuid(now)));
  asked.set_author(v1::Message::AUTHOR_USER);
  *asked.mutable_time() = timestampOf(now);
  asked.mutable_text()->set_pl(text);
  asked.mutable_text()->set_en(text);
  return parts_.turns.putOnce(sql::requestKey(who.name, kMethod, request.request_id(), request), now,
                              {std::move(asked), who.name});
}

void AskDesk::sayAgain(const v1::Message& reply, Stream& stream) {
  const bool english = reply.understanding().question().language() == type::v1::LANGUAGE_EN;
  v1::AskResponse part;
  *part.mutable_understanding() = reply.understanding();
  stream.push(part);
  part.set_text(inLanguage(reply.text(), english ? "en" : "pl"));
  stream.push(part);
  for (const v1::Citation& citation : reply.citations()) {
    *part.mutable_citation() = citation;
    stream.push(part);
  }
  *part.mutable_answer() = reply;
  stream.push(part);
}

absl::Status AskDesk::name(const rpc::Principal& who, const v1::AskRequest& request, const NamingWish& wish,
                           Stream& stream) const {
  const absl::Time now = parts_.clock.now();
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto stored, storeAsked(who, request, now));
  const v1::Message& said = stored.first;
  v1::AskResponse part;
  *part.mutable_asked() = said;
  stream.push(part);
  const absl::Time saidAt = timeOf(said.time());
  const std::string replyName =
      absl::StrCat(request.chat(), "/messages/", base::stableUuid(saidAt + absl::Milliseconds(1), said.name()));
  if (!stored.second) {
    if (const auto before = parts_.turns.get(replyName, who.name); before.ok()) {
      sayAgain(*before, stream);
      return absl::OkStatus();
    }
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(v1::Message reply, parts_.naming.fulfil(who, request.chat(), wish, request.about()));
  part.set_text(inLanguage(reply.text(), wish.language));
  stream.push(part);
  reply.set_name(replyName);
  *reply.mutable_time() = timestampOf(std::max(parts_.clock.now(), saidAt + absl::Milliseconds(1)));
  reply.set_answers(said.name());
  CAMERAMONIT_ASSIGN_OR_RETURN(*part.mutable_answer(), store(who, std::move(reply)));
  stream.push(part);
  return absl::OkStatus();
}

absl::Status AskDesk::ask(const rpc::Principal& who, const v1::AskRequest& request, Stream& stream) const {
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::string channel, channelOf(request.chat()));
  CAMERAMONIT_ASSIGN_OR_RETURN(const AnswerContext context, contextOf(who, channel));
  const std::optional<NamingWish> wish =
      request.has_question() || !NamingDesk::mayName(who) ? std::nullopt : namingWishIn(request.text());
  if (wish.has_value()) return name(who, request, *wish, stream);
  // The asker's words are understood before they are part of the conversation that they lean on.
  CAMERAMONIT_ASSIGN_OR_RETURN(ReadQuestion read,
                               understandRequest(who, request, context, QuestionReader::Effort::kModel));
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto stored, storeAsked(who, request, context.now));
  const v1::Message& asked = stored.first;
  v1::AskResponse part;
  *part.mutable_asked() = asked;
  stream.push(part);
  const absl::Time askedAt = timeOf(asked.time());
  const std::string replyName =
      absl::StrCat(request.chat(), "/messages/", base::stableUuid(askedAt + absl::Milliseconds(1), asked.name()));
  if (const bool repeated = !stored.second; repeated) {
    if (const auto reply = parts_.turns.get(replyName, who.name); reply.ok()) {
      sayAgain(*reply, stream);
      return absl::OkStatus();
    }
  }
  *part.mutable_understanding() = read.shown;
  stream.push(part);

  CAMERAMONIT_ASSIGN_OR_RETURN(const Answer found, answerTo(who, asked.text().pl(), read, context, asked.name()));
  v1::Message reply;
  for (const type::v1::LocalizedText& sentence : found.sentences) {
    const char* gap = reply.text().pl().empty() ? "" : " ";
    absl::StrAppend(reply.mutable_text()->mutable_pl(), gap, sentence.pl());
    absl::StrAppend(reply.mutable_text()->mutable_en(), gap, sentence.en());
    part.set_text(absl::StrCat(gap, inLanguage(sentence, read.question.language)));
    stream.push(part);
  }
  for (const v1::Citation& citation : found.citations) {
    *part.mutable_citation() = citation;
    stream.push(part);
    *reply.add_citations() = citation;
  }
  for (const v1::HourCount& hour : found.hours) *reply.add_hours() = hour;
  const absl::Time answeredAt = std::max(parts_.clock.now(), askedAt + absl::Milliseconds(1));
  reply.set_name(replyName);
  reply.set_author(v1::Message::AUTHOR_CAMERA);
  *reply.mutable_time() = timestampOf(answeredAt);
  reply.set_answers(asked.name());
  *reply.mutable_understanding() = std::move(read.shown);
  CAMERAMONIT_ASSIGN_OR_RETURN(*part.mutable_answer(), store(who, std::move(reply)));
  stream.push(part);
  return absl::OkStatus();
}

}  // namespace cameramonit::chat
