#include "server/chat/understand/follow_up.h"

#include <algorithm>
#include <set>

#include "server/chat/understand/taxonomy.h"

namespace cameramonit::chat {
namespace {

// A fragment without a verb or a question word is at most this long: "a na parkingu wczoraj po osiemnastej?"
constexpr std::size_t kFragmentTokens = 8;

/// The time of the previous question, taken apart again: its day and the hours within it.
struct Previous {
  TimeRange time;
  std::optional<absl::CivilDay> day;  ///< it lies within one day (a night counts to the day it begins on)
  std::optional<ClockSpan> hours;     ///< it was only a part of that day
};

Previous takeApart(const Context& context, const CivilClock& clock) {
  Previous previous{context.previous->time, {}, {}};
  const TimeRange& time = previous.time;
  if (!time.from || !time.to || *time.to <= *time.from) return previous;
  const absl::Time asked = context.previousAskedAt == absl::UnixEpoch() ? context.now : context.previousAskedAt;
  const absl::CivilDay day = absl::ToCivilDay(*time.from, clock.zone());
  const absl::Time begins = clock.startOf(day);
  const absl::Time ends = clock.startOf(day + 1);
  const bool overnight = *time.to > ends && *time.to - *time.from < absl::Hours(14);
  if (*time.to > ends && !overnight) return previous;
  previous.day = day;
  const bool untilNow = *time.to == asked;
  const bool wholeDay = *time.from == begins && (*time.to == ends || untilNow);
  if (wholeDay || untilNow) return previous;
  const int from = clock.minuteOfDay(*time.from);
  int to = clock.minuteOfDay(*time.to);
  if (to <= from) to += kMinutesPerDay;
  previous.hours = ClockSpan{from, to};
  return previous;
}

TimeRange relativeTime(TimeReading::Relative relative, const Previous& previous, const CivilClock& clock) {
  const TimeRange& time = previous.time;
  const bool dayBefore = relative == TimeReading::Relative::kDayBeforePrevious;
  if (dayBefore || relative == TimeReading::Relative::kDayAfterPrevious) {
    if (!previous.day) return time;
    const absl::CivilDay day = *previous.day + (dayBefore ? -1 : 1);
    return previous.hours ? clock.range(day, *previous.hours) : clock.untilNow(clock.range(DaySpan{day, day + 1}));
  }
  if (relative == TimeReading::Relative::kAfterPrevious) {
    if (!time.to) return time;
    // The rest of that day; after a whole day, everything since.
    const absl::CivilDay day = absl::ToCivilDay(*time.to, clock.zone());
    const bool dayIsOver = *time.to == clock.startOf(day);
    return {*time.to, dayIsOver ? std::max(clock.now(), *time.to) : clock.startOf(day + 1), std::nullopt};
  }
  if (!time.from) return time;
  const absl::CivilDay day = absl::ToCivilDay(*time.from, clock.zone());
  const bool fromMidnight = *time.from == clock.startOf(day);
  return {clock.startOf(fromMidnight ? day - 1 : day), *time.from, std::nullopt};
}

TimeRange leanTime(const Draft& draft, const Context& context, const CivilClock& clock) {
  const Previous previous = takeApart(context, clock);
  const TimeReading& said = draft.time;
  if (!said.said) return previous.time;
  if (said.relative != TimeReading::Relative::kNone && !said.exact && !said.days && !said.clock)
    return relativeTime(said.relative, previous, clock);
  TimeReading reading = said;
  TimeHints hints = draft.hints;
  hints.notify = context.previous->intent == Intent::kNotify;
  if (!hints.notify && !hints.future) hints.past = true;
  if (!hints.notify && !reading.exact) {
    // "a wieczorem?" keeps the day, "a wczoraj?" keeps the hours.
    if (reading.clock && !reading.days && !reading.clock->pinned && previous.day)
      reading.days = DaySpan{*previous.day, *previous.day + 1};
    else if (reading.days && !reading.clock && previous.hours && reading.days->to - reading.days->from == 1)
      reading.clock = previous.hours;
    if (reading.clock) reading.clock->pinned = reading.clock->pinned || (previous.day && !said.days);
  }
  return resolveTime(reading, clock, hints);
}

std::vector<std::string> leanFeatures(const Draft& draft, const Question& previous, const std::string& object) {
  std::set<std::string> features(previous.features.begin(), previous.features.end());
  const bool newColour =
      std::any_of(draft.features.begin(), draft.features.end(), [](const std::string& f) { return isColour(f); });
  const auto prefixOf = [](const std::string& feature) { return feature.substr(0, feature.find('>')); };
  std::erase_if(features, [&](const std::string& feature) {
    if (newColour && isColour(feature)) return true;
    if (isWorn(feature) && object != "person" && object != kAny) return true;
    return feature.find('>') != std::string::npos &&
           std::any_of(draft.features.begin(), draft.features.end(), [&](const std::string& other) {
             return other.find('>') != std::string::npos && prefixOf(other) == prefixOf(feature);
           });
  });
  features.insert(draft.features.begin(), draft.features.end());
  return {features.begin(), features.end()};
}

}  // namespace

bool leansOnPrevious(const Draft& draft, std::size_t tokens) {
  if (draft.intent == Intent::kHelp) return false;
  if (draft.time.relative != TimeReading::Relative::kNone) return true;
  if (draft.continues || draft.corrects) return true;
  if (draft.only && !draft.object) return true;
  if (draft.sameThere && draft.cameras.empty() && draft.ambiguousCameras.empty() && !draft.time.said) return true;
  const bool onlyPronoun = draft.objectIsPronoun && !draft.event && !draft.time.said && draft.cameras.empty();
  const bool hasOwnSubject = draft.object.has_value() && !onlyPronoun && !(*draft.object == kAny && draft.refers);
  if (draft.refers && !hasOwnSubject) return true;
  // A fragment: nothing asked, or asked about nothing in particular.
  if (!draft.intent) return tokens <= kFragmentTokens;
  const bool needsSubject = *draft.intent == Intent::kCount || *draft.intent == Intent::kShow ||
                            *draft.intent == Intent::kDescribe || *draft.intent == Intent::kFirst ||
                            *draft.intent == Intent::kLast || *draft.intent == Intent::kExists ||
                            *draft.intent == Intent::kFind;
  if (onlyPronoun && !draft.intentGuessed) return true;
  return needsSubject && !hasOwnSubject && !draft.event;
}

Question leanOnPrevious(const Draft& draft, const Context& context, const CivilClock& clock, bool asks) {
  const Question& previous = *context.previous;
  if (previous.intent == Intent::kHelp) return standAlone(draft, context, clock, asks);
  Question question = previous;
  if (draft.intent) {
    // "show it" after "when was the last…" still means that last one.
    const bool keepsPick = *draft.intent == Intent::kShow &&
                           (previous.intent == Intent::kFirst || previous.intent == Intent::kLast) && !draft.object;
    const bool guessOnly = draft.intentGuessed && *draft.intent == Intent::kExists;
    if (!keepsPick && !guessOnly) question.intent = *draft.intent;
  }
  const bool specific = draft.object && !(*draft.object == kAny && previous.object != kAny &&
                                          (draft.continues || draft.corrects) && !draft.event);
  if (specific && !(draft.objectIsPronoun && previous.object != kAny && (draft.refers || !draft.event)))
    question.object = *draft.object;
  if (draft.event) question.event = *draft.event;
  // "what happened after that?" is about everything, not only about who came before.
  const bool afresh = draft.intent == Intent::kSummarize && draft.time.relative != TimeReading::Relative::kNone;
  if (afresh && !draft.object) question.object = kAny;
  if (afresh && !draft.event) question.event = kAny;
  question.features = afresh ? draft.features : leanFeatures(draft, previous, question.object);
  question.time = leanTime(draft, context, clock);
  if (draft.everywhere) question.cameras.clear();
  if (!draft.cameras.empty() || !draft.ambiguousCameras.empty()) question.cameras.clear();
  for (std::size_t camera : draft.cameras) question.cameras.push_back(context.cameras[camera].id);
  if (draft.atMostEvery) question.atMostEvery = draft.atMostEvery;
  if (question.intent != Intent::kNotify) question.atMostEvery.reset();
  return question;
}

}  // namespace cameramonit::chat
