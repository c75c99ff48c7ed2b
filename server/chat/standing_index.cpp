#include "server/chat/standing_index.h"

#include <algorithm>
#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

#include "server/chat/timeline/chat_names.h"
#include "server/chat/timeline/timeline.h"

namespace cameramonit::chat {
namespace {

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

/// Where (everywhere, a project or a channel) and for which class (any) a question waits.
std::string keyOf(const std::string& place, const std::string& objectClass) {
  return absl::StrCat(place, "\t", objectClass);
}

template <typename List>
std::vector<std::string> orAny(const List& list) {
  if (list.empty()) return {""};
  return {list.begin(), list.end()};
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

void StandingIndex::replace(std::vector<WatchedQuestion> questions) {
  questions_ = std::move(questions);
  byPlaceAndClass_.clear();
  for (WatchedQuestion& question : questions_) {
    for (const std::string& place : orAny(question.filter.parents())) {
      for (const std::string& objectClass : orAny(question.filter.object_classes())) {
        std::vector<WatchedQuestion*>& waiting = byPlaceAndClass_[keyOf(place, objectClass)];
        if (waiting.empty() || waiting.back() != &question) waiting.push_back(&question);
      }
    }
  }
}

std::vector<WatchedQuestion*> StandingIndex::meaning(const events::v1::Event& event) {
  std::vector<WatchedQuestion*> found;
  const std::string channel = channelOfResource(event.name());
  for (const std::string& place : {channel, projectOf(channel), std::string()}) {
    for (const std::string& objectClass : {event.object_class(), std::string()}) {
      const auto waiting = byPlaceAndClass_.find(keyOf(place, objectClass));
      if (waiting == byPlaceAndClass_.end()) continue;
      for (WatchedQuestion* question : waiting->second) {
        const bool known = std::find(found.begin(), found.end(), question) != found.end();
        if (!known && matches(question->filter, event)) found.push_back(question);
      }
      if (event.object_class().empty()) break;  // both keys are the same
    }
  }
  return found;
}

}  // namespace cameramonit::chat
