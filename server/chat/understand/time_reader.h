#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "server/chat/understand/civil_time.h"
#include "server/chat/understand/language.h"

namespace cameramonit::chat {

/// What the rest of the sentence says about time.
struct TimeHints {
  bool notify = false;  ///< a standing question: bare hours mean every day, a weekday the coming one
  bool past = false;    ///< it is told in the past tense
  bool future = false;
};

/// What the time words of a sentence mean together.
struct TimeReading {
  enum class Relative { kNone, kAfterPrevious, kBeforePrevious, kDayBeforePrevious, kDayAfterPrevious };

  std::optional<DaySpan> days;     ///< days that were named
  std::optional<ClockSpan> clock;  ///< a time of day that was named
  std::optional<TimeRange> exact;  ///< an interval that needs no day: "the last two hours"
  Relative relative = Relative::kNone;
  bool daily = false;  ///< the time of day is meant for every day
  bool said = false;   ///< there were time words at all
};

/// "monday" … "sunday"; Monday for anything else. Reentrant.
absl::Weekday weekdayNamed(std::string_view name);

/// Turns what was read into an interval. Reentrant.
TimeRange resolveTime(const TimeReading& reading, const CivilClock& clock, const TimeHints& hints);

/// Reads the time phrases that the grammar found. The meanings it knows are listed in docs/design/understanding.md.
/// Borrows everything; thread-bound.
class TimeReader {
 public:
  TimeReader(const Language& language, const Chart& chart, const std::vector<Token>& tokens, const CivilClock& clock,
             TimeHints hints)
      : language_(language), chart_(chart), tokens_(tokens), clock_(clock), hints_(hints) {}

  /// How long a phrase of a duration says: its first length, counted back from now.
  absl::Duration lengthIn(int match) const;

  /// The first number of a phrase; 0: there is none.
  double numberIn(int match) const;

  /// `matches`: indices of matches of the category "time", in the order of the text.
  TimeReading read(const std::vector<int>& matches) const;

 private:
  /// A moment or stretch as one phrase says it: a day, a time of day, both, or an exact interval.
  struct Moment {
    std::optional<DaySpan> days;
    std::optional<ClockSpan> clock;
    std::optional<TimeRange> exact;
  };

  const Match& match(int index) const { return chart_.matches[static_cast<std::size_t>(index)]; }
  std::string_view meaning(const Match& found) const { return language_.grammar().meaningName(found.meaning); }
  std::string_view category(const Match& found) const { return language_.grammar().categoryName(found.category); }
  /// The nth part of that category; null: there is none.
  const Match* part(const Match& found, std::string_view wanted, int nth = 0) const;
  const Match* lengthIn(const Match& found) const;
  /// The nth part that is a bare number or token.
  const Token* token(const Match& found, int nth = 0) const;

  void apply(const Match& found, TimeReading& reading) const;
  void applyRange(const Match& found, TimeReading& reading) const;
  std::optional<DaySpan> datesOf(const Match& found) const;
  void merge(const Moment& moment, TimeReading& reading) const;
  Moment moment(const Match& found) const;
  std::optional<DaySpan> days(const Match& found) const;
  std::optional<DaySpan> calendarDays(const Match& found) const;
  std::optional<DaySpan> writtenDate(const Match& found) const;
  DaySpan oneDay(absl::CivilDay day) const { return {day, day + 1}; }
  std::optional<ClockSpan> clockBase(const Match& found) const;
  std::optional<ClockSpan> clockOf(const Match& found) const;
  std::optional<int> hourOf(const Match& found) const;
  ClockSpan point(int minute, bool twelve) const;
  ClockSpan partOfDay(std::string_view name) const;
  double number(const Match& found) const;
  int valueOf(const Match& found) const;
  absl::Time back(const Match& length) const;
  TimeRange fromMoment(const Moment& moment) const;
  ClockSpan between(ClockSpan first, ClockSpan second) const;
  ClockSpan withinPart(const ClockSpan& clock, const ClockSpan& part) const;
  ClockSpan inAfternoon(ClockSpan clock) const;

  const Language& language_;
  const Chart& chart_;
  const std::vector<Token>& tokens_;
  const CivilClock& clock_;
  TimeHints hints_;
};

}  // namespace cameramonit::chat
