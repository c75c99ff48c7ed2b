#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <absl/time/time.h>

namespace cameramonit::chat {

/// What somebody wants done with what was seen.
enum class Intent { kFind, kCount, kExists, kFirst, kLast, kDescribe, kNotify, kShow, kSummarize, kHelp };

inline constexpr std::size_t kIntents = 10;

/// "find", "count", … Reentrant.
std::string_view intentName(Intent intent);
std::optional<Intent> intentFromName(std::string_view name);

/// Hours of every day, in the project's time zone; minutes since midnight, half-open. An end before the start lies on
/// the next day: 22:00–05:00 is {1320, 300}.
struct DailyWindow {
  int startMinute = 0;  ///< 0..1439
  int endMinute = 0;    ///< 0..1439; 0 is midnight
  friend bool operator==(const DailyWindow&, const DailyWindow&) = default;
};

/// Half-open [from, to); an open end is unset.
struct TimeRange {
  std::optional<absl::Time> from;
  std::optional<absl::Time> to;
  std::optional<DailyWindow> daily;
  bool unbounded() const { return !from && !to && !daily; }
  friend bool operator==(const TimeRange&, const TimeRange&) = default;
};

inline constexpr std::string_view kAny = "any";

/// The whole meaning of a text somebody typed. Nothing else of the text ever reaches data.
struct Question {
  Intent intent = Intent::kHelp;
  /// "person", a COCO class, "vehicle", "animal" or "any".
  std::string object{kAny};
  /// English tokens, sorted, distinct: colours, "jacket", "large", "left_to_right", "duration>300", "count>=2".
  std::vector<std::string> features;
  /// "appeared", "left", "entered_zone", "crossed_line", "loitered", "stopped", "moved", … or "any".
  std::string event{kAny};
  TimeRange time;
  /// Ids out of Context::cameras; empty: every camera that may be asked.
  std::vector<std::string> cameras;
  /// Not more often than this; only with kNotify.
  std::optional<absl::Duration> atMostEvery;
  /// The language it was asked in: "pl", "en", …
  std::string language;
  friend bool operator==(const Question&, const Question&) = default;
};

}  // namespace cameramonit::chat
