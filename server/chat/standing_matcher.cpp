#include "server/chat/standing_matcher.h"

#include <algorithm>
#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

#include "common/base/ids.h"
#include "common/base/status.h"
#include "server/chat/question_mapping.h"
#include "server/chat/timeline/chat_names.h"
#include "server/chat/timeline/timeline.h"

namespace cameramonit::chat {
namespace {

constexpr char kReader[] = "standing_questions";

/// The matcher reads events as the service itself; each question was made with its owner's rights.
rpc::Principal ourselves() {
  rpc::Principal who;
  who.kind = rpc::Principal::Kind::kService;
  return who;
}

template <typename List, typename Value>
bool allows(const List& list, const Value& value) {
  return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
}

bool inside(const events::v1::DailyWindow& daily, absl::Time time) {
  absl::TimeZone zone;
  if (!absl::LoadTimeZone(daily.time_zone(), &zone)) return false;
  const absl::CivilMinute civil = absl::ToCivilMinute(time, zone);
  const int minute = civil.hour() * 60 + civil.minute();
  const bool overnight = daily.end_minute() <= daily.start_minute();
  const bool started = minute >= daily.start_minute();
  const bool notOver = minute < daily.end_minute();
  return overnight ? started || notOver : started && notOver;
}

/// Wanted features of one key are alternatives, of different keys all needed; without a key any key will do.
bool hasFeatures(const events::v1::EventFilter& filter, const events::v1::Event& event) {
  return std::all_of(filter.features().begin(), filter.features().end(), [&](const events::v1::Feature& wanted) {
    return std::any_of(filter.features().begin(), filter.features().end(), [&](const events::v1::Feature& alternative) {
      if (alternative.key() != wanted.key()) return false;
      return std::any_of(event.features().begin(), event.features().end(), [&](const events::v1::Feature& own) {
        return own.value() == alternative.value() && (wanted.key().empty() || own.key() == wanted.key());
      });
    });
  });
}

}  // namespace

bool matches(const events::v1::EventFilter& filter, const events::v1::Event& event) {
  const bool place = filter.parents().empty() ||
                     std::any_of(filter.parents().begin(), filter.parents().end(), [&](const std::string& parent) {
                       return absl::StartsWith(event.name(), absl::StrCat(parent, "/"));
                     });
  if (!place || !allows(filter.kinds(), static_cast<int>(event.kind()))) return false;
  if (!allows(filter.object_classes(), event.object_class())) return false;
  const absl::Time start = timeOf(event.start_time());
  const absl::Duration length = timeOf(event.end_time()) - start;
  const auto& range = filter.time_range();
  if (range.has_start_time() && start < timeOf(range.start_time())) return false;
  if (range.has_end_time() && start >= timeOf(range.end_time())) return false;
  if (filter.has_minimum_duration() && length < absl::Seconds(filter.minimum_duration().seconds())) return false;
  if (filter.has_daily() && !inside(filter.daily(), start)) return false;
  return hasFeatures(filter, event);
}

absl::Status StandingMatcher::readQuestions() {
  if (!stale_.exchange(false)) return absl::OkStatus();
  auto active = parts_.standing.active();
  if (!active.ok()) {
    stale_ = true;
    return active.status();
  }
  watched_.clear();
  for (StoredStandingQuestion& stored : *active) {
    const auto question = fromProto(stored.question.question());
    if (!question.ok()) continue;
    AnswerContext context;
    context.timeZoneName = stored.question.question().daily().time_zone();
    context.channel = projectOf(stored.question.name());
    Watched watched{std::move(stored), filterOf(*question, context)};
    if (watched.stored.question.has_last_match_time()) {
      watched.lastTold = timeOf(watched.stored.question.last_match_time());
    }
    watched_.push_back(std::move(watched));
  }
  return absl::OkStatus();
}

absl::Status StandingMatcher::tell(Watched& watched, const events::v1::Event& event) {
  const v1::StandingQuestion& question = watched.stored.question;
  const absl::Time now = parts_.clock.now();
  const std::string about = event.tracked_object().empty() ? event.name() : event.tracked_object();
  const std::string chat = chatOf(channelOfResource(event.name()));
  v1::Message message;
  message.set_name(absl::StrCat(
      chat, "/messages/", base::stableUuid(timeOf(event.start_time()), absl::StrCat(question.name(), "\n", about))));
  const bool told = parts_.turns.get(message.name(), watched.stored.user).ok();
  const bool tooSoon = question.question().has_at_most_every() &&
                       now - watched.lastTold < absl::Seconds(question.question().at_most_every().seconds());
  if (told || tooSoon) return absl::OkStatus();

  message.set_author(v1::Message::AUTHOR_CAMERA);
  *message.mutable_time() = timestampOf(now);
  *message.mutable_text() = event.sentence();
  message.mutable_text()->mutable_pl()->append(" [1]");
  message.mutable_text()->mutable_en()->append(" [1]");
  message.set_standing_question(question.name());
  v1::Citation& citation = *message.add_citations();
  citation.set_number(1);
  citation.set_event(event.name());
  *citation.mutable_time() = event.start_time();
  citation.set_still(event.still());
  citation.set_clip(event.clip());
  citation.set_channel(channelOfResource(event.name()));
  *citation.mutable_sentence() = event.sentence();
  CAMERAMONIT_RETURN_IF_ERROR(parts_.turns.put({{std::move(message), watched.stored.user}}).status());
  watched.lastTold = now;
  parts_.told();
  return parts_.standing.recordMatch(question.name(), now);
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
    for (const events::v1::Event& event : found->updated()) {
      for (Watched& watched : watched_) {
        if (matches(watched.filter, event)) CAMERAMONIT_RETURN_IF_ERROR(tell(watched, event));
      }
    }
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
