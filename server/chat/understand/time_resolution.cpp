// How the time phrases of a sentence come together: TimeReader's second half.
#include <algorithm>
#include <array>

#include "server/chat/understand/time_reader.h"

namespace cameramonit::chat {
namespace {

constexpr absl::Duration kNow = absl::Seconds(60);      // "now", "still"
constexpr absl::Duration kJustNow = absl::Minutes(10);  // "a moment ago"
constexpr absl::Duration kPoint = absl::Minutes(5);     // half of what "at 14:30" covers
constexpr std::array<std::string_view, 8> kMoments = {"moment",     "night",     "day",        "part",
                                                      "every_part", "this_part", "clock_time", "hourish"};
constexpr int kEveningFrom = 18 * 60;
constexpr int kNightFrom = 22 * 60;
constexpr int kNightTo = 29 * 60;

bool isNight(const ClockSpan& clock) {
  return clock.fromMinute == kNightFrom && clock.toMinute == kNightTo;
}

bool isOneDay(const DaySpan& days) {
  return days.to - days.from == 1;
}

}  // namespace

// Meanings of the category "moment"; a bare day, part or clock is one too.
TimeReader::Moment TimeReader::moment(const Match& found) const {
  Moment result;
  const std::string_view kind = category(found);
  if (kind == "day") {
    result.days = days(found);
    return result;
  }
  if (kind == "part" || kind == "every_part") {
    result.clock = partOfDay(meaning(found));
    return result;
  }
  if (kind == "this_part") {
    if (const Match* partName = part(found, "part")) result.clock = partOfDay(meaning(*partName));
    if (result.clock && !isNight(*result.clock)) result.days = oneDay(clock_.today());
    return result;
  }
  if (kind == "night") {
    result.clock = partOfDay("night");
    result.clock->pinned = true;
    const std::string_view name = meaning(found);
    const Match* evening = part(found, "weekday");
    const int shift = name == "last_night" ? -1 : name == "night_before_last" ? -2 : 0;
    result.days = oneDay(clock_.today() + shift);
    if (evening != nullptr) result.days = oneDay(clock_.weekday(weekdayNamed(meaning(*evening)), hints_.notify));
    return result;
  }
  if (kind == "clock_time" || kind == "hourish") {
    result.clock = clockOf(found);
    return result;
  }
  for (int index : found.parts) {
    if (index < 0) continue;
    const Moment piece = moment(match(index));
    if (piece.days) result.days = piece.days;
    if (!piece.clock) continue;
    result.clock = !result.clock         ? *piece.clock
                   : result.clock->point ? withinPart(*result.clock, *piece.clock)
                                         : withinPart(*piece.clock, *result.clock);
  }
  return result;
}

TimeRange TimeReader::fromMoment(const Moment& moment) const {
  if (moment.exact) return *moment.exact;
  TimeReading reading;
  reading.days = moment.days;
  reading.clock = moment.clock;
  reading.said = true;
  return resolveTime(reading, clock_, hints_);
}

void TimeReader::merge(const Moment& moment, TimeReading& reading) const {
  if (moment.days && reading.days) {
    // "on Tuesday and Wednesday"
    if (moment.days->from == reading.days->to) reading.days->to = moment.days->to;
    if (moment.days->to == reading.days->from) reading.days->from = moment.days->from;
  }
  if (moment.days && !reading.days) reading.days = moment.days;
  if (moment.exact && !reading.exact) reading.exact = moment.exact;
  if (!moment.clock) return;
  if (!reading.clock) {
    reading.clock = moment.clock;
  } else if (reading.clock->twelve) {
    reading.clock = withinPart(*reading.clock, *moment.clock);
  } else if (moment.clock->point || moment.clock->twelve) {
    reading.clock = withinPart(*moment.clock, *reading.clock);
  }
}

namespace {

// "from morning till noon": from where the first begins to where the second ends.
ClockSpan fromTo(const ClockSpan& first, const ClockSpan& second) {
  ClockSpan span{first.point ? first.pointMinute() : first.fromMinute,
                 second.point ? second.pointMinute() : second.toMinute};
  if (span.toMinute <= span.fromMinute) span.toMinute += kMinutesPerDay;
  return span;
}

}  // namespace

// "10–12 November", "from 20 October to 5 November", "from the 3rd to the 5th": the last day is included.
std::optional<DaySpan> TimeReader::datesOf(const Match& found) const {
  const Match* first = part(found, "month_day", 0);
  const Match* second = part(found, "month_day", 1);
  if (first == nullptr) first = part(found, "month_day_word", 0);
  if (second == nullptr)
    second = part(found, first != nullptr && category(*first) == "month_day" ? "month_day" : "month_day_word", 1);
  if (second == nullptr) second = part(found, "month_day", 0);
  if (first == nullptr || second == nullptr || first == second) return std::nullopt;
  const Match* firstMonth = part(found, "month", 0);
  const Match* lastMonth = part(found, "month", 1);
  if (lastMonth == nullptr) lastMonth = firstMonth;
  const int from = static_cast<int>(number(*first));
  const int to = static_cast<int>(number(*second));
  const auto last = lastMonth != nullptr ? clock_.date(valueOf(*lastMonth), to, 0, hints_.notify)
                                         : clock_.dayOfMonth(to, hints_.notify);
  if (!last) return std::nullopt;
  absl::CivilMonth month(*last);
  if (lastMonth != firstMonth) {
    while (month.month() != valueOf(*firstMonth)) month -= 1;
  }
  absl::CivilDay begin = absl::CivilDay(month) + (from - 1);
  if (begin > *last) begin = absl::CivilDay(month - 1) + (from - 1);
  return DaySpan{begin, *last + 1};
}

// "from X to Y", "between X and Y": two moments, or two numbers of days and a month.
void TimeReader::applyRange(const Match& found, TimeReading& reading) const {
  if (meaning(found) == "dates") {
    if (const auto span = datesOf(found)) reading.days = span;
    return;
  }
  const Match* one = part(found, "moment", 0);
  const Match* two = part(found, "moment", 1);
  if (one == nullptr || two == nullptr) return;
  const Moment first = moment(*one);
  const Moment second = moment(*two);
  if (first.clock && second.clock && !(first.days && second.days)) {
    if (first.days || second.days) reading.days = first.days ? first.days : second.days;
    const bool points = first.clock->point && second.clock->point;
    const ClockSpan span = points ? between(*first.clock, *second.clock) : fromTo(*first.clock, *second.clock);
    reading.clock = reading.clock ? withinPart(span, *reading.clock) : span;
    return;
  }
  if (first.days && second.days && !first.clock && !second.clock) {
    DaySpan span{first.days->from, second.days->to};
    if (span.from >= span.to) span.from -= 7;  // "from Friday to Sunday" said on a Saturday
    reading.days = span;
    return;
  }
  TimeRange from = fromMoment(first);
  TimeRange to = fromMoment(second);
  if (!from.from || !to.to) return;
  TimeRange range{from.from, second.clock && second.clock->point ? to.from : to.to, std::nullopt};
  if (first.clock && first.clock->point) range.from = *range.from + kPoint;
  if (second.clock && second.clock->point) range.to = *range.to + kPoint;
  reading.exact = range;
}

// Meanings of the category "time".
void TimeReader::apply(const Match& found, TimeReading& reading) const {
  const std::string_view name = meaning(found);
  const auto exact = [this, &reading](absl::Time from) { reading.exact = TimeRange{from, clock_.now(), std::nullopt}; };
  if (name == "now") return exact(clock_.now() - kNow);
  if (name == "just_now") return exact(clock_.now() - kJustNow);
  if (name == "after_previous") reading.relative = TimeReading::Relative::kAfterPrevious;
  if (name == "before_previous") reading.relative = TimeReading::Relative::kBeforePrevious;
  if (name == "day_before_previous") reading.relative = TimeReading::Relative::kDayBeforePrevious;
  if (name == "day_after_previous") reading.relative = TimeReading::Relative::kDayAfterPrevious;
  if (name == "every") reading.daily = true;
  if (const Match* length = lengthIn(found)) {
    const absl::Time begin = back(*length);
    if (name == "last") return exact(begin);
    if (name == "ago") {
      reading.exact = TimeRange{begin - kPoint, std::min(begin + kPoint, clock_.now()), std::nullopt};
      return;
    }
  }
  if (name == "between" || name == "dates") return applyRange(found, reading);
  Moment said;
  for (int index : found.parts) {
    if (index < 0) continue;
    const Match& inner = match(index);
    const bool consumed = std::binary_search(found.tokens.begin(), found.tokens.end(), inner.tokens.front());
    if (!consumed) continue;  // it only had to stand there
    if (std::find(kMoments.begin(), kMoments.end(), category(inner)) == kMoments.end()) continue;
    said = moment(inner);
    break;
  }
  const bool clockPoint = said.clock && said.clock->point;
  if (name == "since") {
    const TimeRange range = fromMoment(said);
    if (range.from) exact(clockPoint ? *range.from + kPoint : *range.from);
    return;
  }
  if (name == "after" || name == "before") {
    const bool after = name == "after";
    if (clockPoint) {
      ClockSpan clock = reading.clock && !reading.clock->point ? withinPart(*said.clock, *reading.clock)
                        : after                                ? inAfternoon(*said.clock)
                                                               : *said.clock;
      const int said12 = clock.pointMinute();
      const int moment = !after && said12 == 0 ? kMinutesPerDay : said12;  // "before midnight" is the midnight to come
      clock.fromMinute = after ? moment : 0;
      clock.toMinute = after ? kMinutesPerDay * (moment / kMinutesPerDay + 1) : moment;
      // "last night after midnight" ends with the night, not a day later.
      if (after && moment >= kMinutesPerDay && reading.clock) clock.toMinute = reading.clock->toMinute;
      clock.point = false;
      if (said.days) reading.days = said.days;
      reading.clock = clock;
      return;
    }
    // "before dawn yesterday" is of that day; "before last night" is all that was before.
    if (!after && said.clock && !said.clock->pinned && said.clock->fromMinute > 0) {
      if (said.days) reading.days = said.days;
      reading.clock = ClockSpan{0, said.clock->fromMinute};
      return;
    }
    const TimeRange range = fromMoment(said);
    if (after && range.to) exact(*range.to);
    if (!after) reading.exact = TimeRange{std::nullopt, range.from, std::nullopt};
    return;
  }
  merge(said, reading);
}

TimeReading TimeReader::read(const std::vector<int>& matches) const {
  TimeReading reading;
  reading.said = !matches.empty();
  // Parts of the day first: they decide what a bare "8" beside them means.
  std::vector<int> ordered = matches;
  std::stable_partition(ordered.begin(), ordered.end(), [this](int index) {
    const Match& found = match(index);
    return found.parts.size() == 1 && found.parts[0] >= 0 && part(found, "moment") != nullptr &&
           part(*part(found, "moment"), "part") != nullptr && part(*part(found, "moment"), "hourish") == nullptr &&
           part(*part(found, "moment"), "clock_time") == nullptr;
  });
  for (int index : ordered) apply(match(index), reading);
  if (reading.clock && reading.clock->point) reading.clock = inAfternoon(*reading.clock);
  return reading;
}

absl::Duration TimeReader::lengthIn(int index) const {
  const Match* length = lengthIn(match(index));
  return length == nullptr ? absl::ZeroDuration() : clock_.now() - back(*length);
}

double TimeReader::numberIn(int index) const {
  const Match* count = part(match(index), "n");
  return count == nullptr ? 0 : number(*count);
}

TimeRange resolveTime(const TimeReading& reading, const CivilClock& calendar, const TimeHints& hints) {
  if (reading.exact) return *reading.exact;
  if (!reading.days && !reading.clock) return {};
  if (!reading.clock) {
    TimeRange range = calendar.range(*reading.days);
    return hints.notify ? range : calendar.untilNow(range);
  }
  const ClockSpan& clock = *reading.clock;
  const DailyWindow window{((clock.fromMinute % kMinutesPerDay) + kMinutesPerDay) % kMinutesPerDay,
                           clock.toMinute % kMinutesPerDay};
  if (!reading.days) {
    if (hints.notify || reading.daily) return {std::nullopt, std::nullopt, window};
    absl::CivilDay day = calendar.today();
    // What reaches past midnight is the night just over, unless something is to come.
    const bool overnight = clock.toMinute > kMinutesPerDay && (!clock.point || clock.fromMinute >= kMinutesPerDay);
    const bool evening = hints.past && clock.fromMinute == kEveningFrom && clock.toMinute == kNightFrom;
    if (overnight && !hints.future) day -= 1;
    if (evening && calendar.at(day, clock.fromMinute) > calendar.now()) day -= 1;
    return calendar.range(day, clock);
  }
  if (isOneDay(*reading.days)) {
    absl::CivilDay day = reading.days->from;
    // "dziś w nocy": the night that is over, unless something is to come.
    if (isNight(clock) && !clock.pinned && day == calendar.today() && !hints.notify && !hints.future) day -= 1;
    return calendar.range(day, clock);
  }
  TimeRange range = calendar.untilNow(calendar.range(*reading.days));
  range.daily = window;
  return range;
}

}  // namespace cameramonit::chat
