#include "server/chat/standing_matcher.h"

#include <utility>

#include <absl/strings/str_cat.h>

#include "common/base/ids.h"
#include "common/base/status.h"
#include "server/chat/question_mapping.h"
#include "server/chat/timeline/chat_names.h"
#include "server/chat/timeline/timeline.h"

namespace cameramonit::chat {
namespace {

constexpr char kReader[] = "standing_questions";
/// Messages that are remembered as told, to ask the table less; forgetting them all costs a look-up each.
constexpr std::size_t kRemembered = 100'000;

/// The matcher reads events as the service itself; whoever asked is told only what they may see at that moment.
rpc::Principal ourselves() {
  rpc::Principal who;
  who.kind = rpc::Principal::Kind::kService;
  return who;
}

rpc::Principal ownerOf(const StoredStandingQuestion& stored) {
  rpc::Principal who;
  who.kind = rpc::Principal::Kind::kUser;
  who.name = stored.user;
  return who;
}

}  // namespace

absl::Status StandingMatcher::readQuestions() {
  if (!stale_.exchange(false)) return absl::OkStatus();
  auto active = parts_.standing.active();
  if (!active.ok()) {
    stale_ = true;
    return active.status();
  }
  std::vector<WatchedQuestion> watched;
  for (StoredStandingQuestion& stored : *active) {
    const auto question = fromProto(stored.question.question());
    if (!question.ok()) continue;
    AnswerContext context;
    context.timeZoneName = stored.question.question().daily().time_zone();
    context.channel = projectOf(stored.question.name());
    WatchedQuestion& one = watched.emplace_back(WatchedQuestion{std::move(stored), filterOf(*question, context)});
    if (one.stored.question.has_last_match_time()) one.lastTold = timeOf(one.stored.question.last_match_time());
  }
  watched_.replace(std::move(watched));
  return absl::OkStatus();
}

v1::Message StandingMatcher::messageOf(const Match& match, absl::Time now) {
  const events::v1::Event& event = *match.event;
  v1::Message message;
  message.set_name(match.message);
  message.set_author(v1::Message::AUTHOR_CAMERA);
  *message.mutable_time() = timestampOf(now);
  *message.mutable_text() = event.sentence();
  message.mutable_text()->mutable_pl()->append(" [1]");
  message.mutable_text()->mutable_en()->append(" [1]");
  message.set_standing_question(match.question->stored.question.name());
  v1::Citation& citation = *message.add_citations();
  citation.set_number(1);
  citation.set_event(event.name());
  *citation.mutable_time() = event.start_time();
  citation.set_still(event.still());
  citation.set_clip(event.clip());
  citation.set_channel(channelOfResource(event.name()));
  *citation.mutable_sentence() = event.sentence();
  return message;
}

std::vector<StandingMatcher::Match> StandingMatcher::newMatches(
    const google::protobuf::RepeatedPtrField<events::v1::Event>& events) {
  std::vector<Match> found;
  std::unordered_set<std::string> here;
  for (const events::v1::Event& event : events) {
    for (WatchedQuestion* question : watched_.meaning(event)) {
      const std::string& about = event.tracked_object().empty() ? event.name() : event.tracked_object();
      std::string message = absl::StrCat(
          chatOf(channelOfResource(event.name())), "/messages/",
          base::stableUuid(timeOf(event.start_time()), absl::StrCat(question->stored.question.name(), "\n", about)));
      if (told_.contains(message) || !here.insert(message).second) continue;
      found.push_back({question, &event, std::move(message)});
    }
  }
  return found;
}

absl::Status StandingMatcher::tell(const google::protobuf::RepeatedPtrField<events::v1::Event>& events) {
  std::vector<Match> found = newMatches(events);
  if (found.empty()) return absl::OkStatus();
  // Memory knows what this process told lately; the table knows the rest.
  std::vector<std::string> names;
  for (const Match& match : found) names.push_back(match.message);
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto stored, parts_.turns.known(names));
  const absl::Time now = parts_.clock.now();
  std::vector<StoredMessage> messages;
  std::vector<std::string> questions;
  for (const Match& match : found) {
    const v1::Question& asked = match.question->stored.question.question();
    const bool tooSoon =
        asked.has_at_most_every() && now - match.question->lastTold < absl::Seconds(asked.at_most_every().seconds());
    if (tooSoon || stored.contains(match.message)) continue;
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool mayKnow,
                                 parts_.peers.maySee(ownerOf(match.question->stored), match.event->name()));
    if (!mayKnow) continue;
    match.question->lastTold = now;
    messages.push_back({messageOf(match, now), match.question->stored.user});
    questions.push_back(match.question->stored.question.name());
  }
  if (!messages.empty()) {
    absl::Status written = parts_.turns.put(messages).status();
    if (written.ok()) written = parts_.standing.recordMatches(questions, now);
    if (!written.ok()) {
      stale_ = true;  // when each was told last is read again
      return written;
    }
    parts_.told();
  }
  if (told_.size() > kRemembered) told_.clear();
  for (const StoredMessage& one : messages) told_.insert(one.message.name());
  told_.insert(stored.begin(), stored.end());
  return absl::OkStatus();
}

absl::Status StandingMatcher::matchNew() {
  if (position_ < 0) {
    CAMERAMONIT_ASSIGN_OR_RETURN(position_, parts_.states.position(kReader));
  }
  CAMERAMONIT_RETURN_IF_ERROR(readQuestions());
  for (bool more = true; more;) {
    events::v1::ListEventChangesRequest request;
    request.set_revision(position_);
    // Nobody waits for anything: what happens meanwhile is passed over.
    request.set_from_now(watched_.empty());
    const auto found = parts_.peers.eventChanges(ourselves(), request);
    if (base::errorReason(found.status()) == type::v1::ERROR_REASON_REVISION_COMPACTED) {
      position_ = 0;
      return found.status();
    }
    CAMERAMONIT_RETURN_IF_ERROR(found.status());
    CAMERAMONIT_RETURN_IF_ERROR(tell(found->updated()));
    more = found->more();
    if (found->revision() == position_) return absl::OkStatus();
    position_ = found->revision();
    CAMERAMONIT_RETURN_IF_ERROR(parts_.states.setPosition(kReader, position_));
  }
  return absl::OkStatus();
}

bool StandingMatcher::poll() {
  if (const absl::Status status = matchNew(); !status.ok()) {
    parts_.log.warn("standing_questions.delayed", {{"status", status.ToString()}});
  }
  return true;
}

}  // namespace cameramonit::chat
