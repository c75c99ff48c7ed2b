#include "server/chat/naming_desk.h"

#include <algorithm>
#include <utility>

#include <absl/strings/str_cat.h>

#include "common/base/ids.h"
#include "common/base/status.h"
#include "server/chat/answer/phrasebook.h"
#include "server/chat/known_names.h"
#include "server/chat/timeline/chat_names.h"
#include "server/chat/timeline/timeline.h"

namespace cameramonit::chat {
namespace {

constexpr int kLookBack = 30;

type::v1::LocalizedText phrase(const std::string& key, const std::string& name = "", int count = 0) {
  type::v1::LocalizedText text;
  const auto say = [&](const char* language) {
    return Phrasebook::of(language).sentence(key, {{"name", name}, {"count", absl::StrCat(count)}});
  };
  text.set_pl(say("pl"));
  text.set_en(say("en"));
  return text;
}

v1::Message spoken(type::v1::LocalizedText text) {
  v1::Message message;
  message.set_author(v1::Message::AUTHOR_CAMERA);
  *message.mutable_text() = std::move(text);
  return message;
}

/// The confirmation of a name.
v1::Message noteOf(const events::v1::GiveLabelResponse& given) {
  const std::string& name = given.label().display_name();
  const bool alone = given.look_alikes() == 0;
  v1::Message message = spoken(phrase(alone ? "naming_given" : "naming_given_others", name, given.look_alikes()));
  v1::NamingNote& note = *message.mutable_naming();
  note.set_label(given.label().name());
  note.set_target(given.target());
  note.set_display_name(name);
  note.set_look_alikes(given.look_alikes());
  return message;
}

bool isGone(const absl::Status& status) {
  const auto reason = base::errorReason(status);
  return reason == type::v1::ERROR_REASON_LABEL_UNKNOWN || reason == type::v1::ERROR_REASON_LABEL_NOT_GIVEN;
}

}  // namespace

bool NamingDesk::mayName(const rpc::Principal& who) {
  return who.isService() || who.hasRole(type::v1::ROLE_SUPERVISOR) || who.hasRole(type::v1::ROLE_ADMIN);
}

absl::StatusOr<events::v1::GiveLabelResponse> NamingDesk::give(const rpc::Principal& who, const std::string& target,
                                                               const std::string& word, events::v1::Label::Scope scope,
                                                               const std::string& requestId) const {
  events::v1::GiveLabelRequest request;
  request.set_target(target);
  request.set_display_name(word);
  request.set_object_class(kindOfWord(word, parts_.understander));
  request.set_scope(scope);
  request.set_request_id(requestId);
  return parts_.peers.giveLabel(who, request);
}

absl::StatusOr<std::string> NamingDesk::lastTold(const rpc::Principal& who, const std::string& chat) const {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto turns, parts_.turns.before(chat, who.name, {}, kLookBack));
  for (const v1::Message& turn : turns) {
    if (turn.author() == v1::Message::AUTHOR_USER) continue;
    if (turn.has_naming()) return turn.naming().target();
    if (!turn.citations().empty()) return turn.citations(0).event();
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::string channel, channelOf(chat));
  events::v1::EventFilter filter;
  filter.add_parents(channel);
  for (const events::v1::EventKind kind : openingKinds()) filter.add_kinds(kind);
  UserEvents events(parts_.peers, who);
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto newest, events.list(filter, /*oldestFirst=*/false, 1));
  return newest.empty() ? std::string() : newest.front().name();
}

absl::StatusOr<std::optional<v1::Message>> NamingDesk::lastNaming(const rpc::Principal& who,
                                                                  const std::string& chat) const {
  CAMERAMONIT_ASSIGN_OR_RETURN(auto turns, parts_.turns.before(chat, who.name, {}, kLookBack));
  for (v1::Message& turn : turns) {
    if (turn.has_naming() && !turn.naming().taken_back()) return std::move(turn);
  }
  return std::nullopt;
}

absl::Status NamingDesk::undo(const rpc::Principal& who, v1::Message& note) const {
  if (note.naming().taken_back()) return absl::OkStatus();
  events::v1::TakeLabelBackRequest request;
  request.set_label(note.naming().label());
  request.set_target(note.naming().target());
  const absl::Status taken = parts_.peers.takeLabelBack(who, request).status();
  if (!taken.ok() && !isGone(taken)) return taken;
  note.mutable_naming()->set_taken_back(true);
  *note.mutable_text() = phrase("naming_taken_back", note.naming().display_name());
  CAMERAMONIT_ASSIGN_OR_RETURN(auto stored, parts_.turns.put({{note, who.name}}));
  note = std::move(stored.front());
  return absl::OkStatus();
}

absl::StatusOr<v1::Message> NamingDesk::reject(const rpc::Principal& who, const std::string& target,
                                               const std::string& word) const {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto names, parts_.peers.namesGivenTo(who, target));
  for (const events::v1::GivenName& name : names) {
    // "To nie to" means whatever it is called; a word means that one.
    if (!word.empty() && !findName(word, {name.display_name()}, parts_.understander).has_value()) continue;
    events::v1::RejectLabelRequest request;
    request.set_label(name.label());
    request.set_target(target);
    CAMERAMONIT_RETURN_IF_ERROR(parts_.peers.rejectLabel(who, request).status());
    return spoken(phrase("naming_rejected", name.display_name()));
  }
  return spoken(phrase("naming_not_called"));
}

absl::StatusOr<v1::Message> NamingDesk::fulfil(const rpc::Principal& who, const std::string& chat,
                                               const NamingWish& wish, const std::string& about) const {
  if (wish.kind == NamingWish::Kind::kUndo) {
    CAMERAMONIT_ASSIGN_OR_RETURN(auto note, lastNaming(who, chat));
    if (!note.has_value()) return spoken(phrase("naming_nothing_to_undo"));
    CAMERAMONIT_RETURN_IF_ERROR(undo(who, *note));
    return spoken(phrase("naming_taken_back", note->naming().display_name()));
  }
  std::string target = about;
  if (target.empty()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(target, lastTold(who, chat));
  }
  if (target.empty()) return spoken(phrase("naming_of_what"));
  if (wish.kind == NamingWish::Kind::kReject) return reject(who, target, wish.word);
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto given, give(who, target, wish.word, {}, ""));
  return noteOf(given);
}

absl::StatusOr<v1::NameObjectResponse> NamingDesk::name(const rpc::Principal& who,
                                                        const v1::NameObjectRequest& request) const {
  CAMERAMONIT_RETURN_IF_ERROR(channelOf(request.chat()).status());
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto given,
                               give(who, request.target(), request.text(), request.scope(), request.request_id()));
  v1::Message note = noteOf(given);
  const absl::Time now = parts_.clock.now();
  // A retry writes the same message again.
  const std::string id =
      request.request_id().empty()
          ? base::newUuid(now)
          : base::stableUuid(timeOf(given.label().create_time()), absl::StrCat(who.name, "\n", request.request_id()));
  note.set_name(absl::StrCat(request.chat(), "/messages/", id));
  *note.mutable_time() = timestampOf(now);
  CAMERAMONIT_ASSIGN_OR_RETURN(auto stored, parts_.turns.put({{std::move(note), who.name}}));
  if (!request.message().empty()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(v1::Message question, parts_.turns.get(request.message(), who.name));
    question.mutable_supervisor_question()->set_answer(given.label().display_name());
    CAMERAMONIT_RETURN_IF_ERROR(parts_.turns.put({{std::move(question), ""}}).status());
  }
  v1::NameObjectResponse response;
  *response.mutable_message() = std::move(stored.front());
  *response.mutable_label() = given.label();
  return response;
}

absl::StatusOr<v1::Message> NamingDesk::takeBack(const rpc::Principal& who, const std::string& message) const {
  CAMERAMONIT_ASSIGN_OR_RETURN(v1::Message note, parts_.turns.get(message, who.name));
  if (!note.has_naming()) {
    return base::notFound(type::v1::ERROR_REASON_MESSAGE_UNKNOWN, "This message tells of no name.",
                          {{"message", message}});
  }
  CAMERAMONIT_RETURN_IF_ERROR(undo(who, note));
  return note;
}

absl::StatusOr<v1::Message> NamingDesk::dismiss(const rpc::Principal& who, const std::string& message) const {
  CAMERAMONIT_ASSIGN_OR_RETURN(v1::Message question, parts_.turns.get(message, who.name));
  if (!question.has_supervisor_question()) {
    return base::notFound(type::v1::ERROR_REASON_MESSAGE_UNKNOWN, "This message asks a supervisor nothing.",
                          {{"message", message}});
  }
  question.mutable_supervisor_question()->set_dismissed(true);
  CAMERAMONIT_ASSIGN_OR_RETURN(auto stored, parts_.turns.put({{std::move(question), ""}}));
  return std::move(stored.front());
}

}  // namespace cameramonit::chat
