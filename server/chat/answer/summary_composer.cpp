#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>

#include "analyzer/narrate/narrator.h"
#include "common/base/status.h"
#include "common/text/words.h"
#include "server/chat/answer/composer.h"
#include "server/chat/answer/stretches.h"
#include "server/chat/timeline/timeline.h"
#include "server/chat/understand/taxonomy.h"

// What Composer says about many events at once, and about one object whole.

namespace cameramonit::chat {
namespace {

using events::v1::CountEventsRequest;
using events::v1::CountEventsResponse;
using events::v1::Event;
using events::v1::EventFilter;

constexpr int kDescribed = 3;
constexpr int kLookedThrough = 20;  // events of one object stand beside each other
constexpr std::size_t kSorts = 5;
constexpr std::size_t kStretches = 4;

/// The sorts that have a name, most important first.
std::vector<narrate::SortCount> sortsOf(const CountEventsResponse& counted) {
  std::vector<narrate::SortCount> sorts;
  for (const auto& group : counted.groups()) {
    const bool told = sorts.size() < kSorts && group.objects() > 0 && text::words("en").hasNoun(group.key());
    if (told) sorts.push_back({group.key(), static_cast<int>(group.objects())});
  }
  return sorts;
}

EventFilter within(EventFilter filter, absl::Time from, absl::Time to) {
  const auto& range = filter.time_range();
  if (range.has_start_time()) from = std::max(from, timeOf(range.start_time()));
  if (range.has_end_time()) to = std::min(to, timeOf(range.end_time()));
  *filter.mutable_time_range()->mutable_start_time() = timestampOf(from);
  *filter.mutable_time_range()->mutable_end_time() = timestampOf(to);
  return filter;
}

/// "Between 8:00 and 9:00: two people." with its proof before the full stop.
std::string withProof(std::string sentence, int number) {
  const bool stop = !sentence.empty() && sentence.back() == '.';
  if (stop) sentence.pop_back();
  return absl::StrCat(sentence, " [", number, "]", stop ? "." : "");
}

/// "54 sekundy", "three minutes": whole units of the size that fits.
std::string lengthIn(const text::Words& words, absl::Duration length) {
  const auto count = [&](const char* unit, absl::Duration of) {
    return words.counted(unit, std::max<std::int64_t>(1, (length + of / 2) / of), "acc");
  };
  if (length < absl::Minutes(2)) return count("second", absl::Seconds(1));
  if (length < absl::Hours(2)) return count("minute", absl::Minutes(1));
  return count("hour", absl::Hours(1));
}

}  // namespace

absl::Status Composer::saySummary() {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto counted,
                               events_.count(filter_, CountEventsRequest::GROUP_BY_CLASS, context_.timeZoneName));
  if (counted.events() == 0) {
    say([&](const Phrasebook& book) { return book.sentence("summary_nothing", {{"range", searched(book)}}); });
    return sayGaps();
  }
  std::vector<narrate::SortCount> sorts = sortsOf(counted);
  std::vector<int> proofs;
  for (const narrate::SortCount& sort : sorts) {
    EventFilter one = filter_;
    one.clear_object_classes();
    one.add_object_classes(sort.objectClass);
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto newest, events_.list(one, /*oldestFirst=*/false, 1));
    proofs.push_back(newest.empty() ? 0 : cite(newest.front()));
  }
  if (sorts.empty()) {  // nothing of it has a name
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto newest, events_.list(filter_, /*oldestFirst=*/false, 1));
    sorts.push_back({"event", static_cast<int>(counted.events())});
    proofs.push_back(newest.empty() ? 0 : cite(newest.front()));
  }
  say([&](const Phrasebook& book) {
    const text::Words& words = text::words(book.language());
    std::string counts;
    for (std::size_t i = 0; i < sorts.size(); ++i) {
      absl::StrAppend(&counts,
                      i == 0                  ? ""
                      : i + 1 == sorts.size() ? book.part("and")
                                              : ", ",
                      words.countedInWords(sorts[i].objectClass, sorts[i].count));
      if (proofs[i] > 0) absl::StrAppend(&counts, " [", proofs[i], "]");
    }
    return book.sentence("summary", {{"range", searched(book)}, {"counts", counts}});
  });
  CAMERAMONIT_RETURN_IF_ERROR(readHours(filter_));
  CAMERAMONIT_RETURN_IF_ERROR(sayStretches());
  CAMERAMONIT_RETURN_IF_ERROR(sayBusiest());
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto first, events_.list(filter_, /*oldestFirst=*/true, 1));
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto last, events_.list(filter_, /*oldestFirst=*/false, 1));
  if (first.empty() || last.empty()) return absl::OkStatus();
  const std::string firstNumber = absl::StrCat(cite(first.front()));
  const std::string lastNumber = absl::StrCat(cite(last.front()));
  say([&](const Phrasebook& book) {
    return book.sentence("first_and_last", {{"first", moment(book, first.front())},
                                            {"first_number", firstNumber},
                                            {"last", moment(book, last.front())},
                                            {"last_number", lastNumber}});
  });
  return sayGaps();
}

absl::Status Composer::sayBusiest() {
  const std::size_t told = stretchesOf(answer_.hours, context_.timeZone, kStretches).size();
  if (answer_.hours.size() < 2 || answer_.hours.size() == told) return absl::OkStatus();  // each was told by itself
  const auto busiest =
      std::max_element(answer_.hours.begin(), answer_.hours.end(),
                       [](const v1::HourCount& a, const v1::HourCount& b) { return a.objects() < b.objects(); });
  const absl::Time from = timeOf(busiest->start_time());
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto first,
                               events_.list(within(filter_, from, from + absl::Hours(1)), /*oldestFirst=*/true, 1));
  if (first.empty()) return absl::OkStatus();
  const std::string number = absl::StrCat(cite(first.front()));
  const std::int64_t objects = busiest->objects();
  say([&](const Phrasebook& book) {
    return book.sentence("busiest", {{"when", book.range(from, from + absl::Hours(1), context_.now, context_.timeZone)},
                                     {"number", number},
                                     {"count", text::words(book.language()).countedInWords(noun(), objects)}});
  });
  return absl::OkStatus();
}

absl::Status Composer::sayStretches() {
  const std::vector<Stretch> stretches = stretchesOf(answer_.hours, context_.timeZone, kStretches);
  if (stretches.size() < 2) return absl::OkStatus();
  const absl::TimeZone zone = context_.timeZone;
  const narrate::Narrator narrator;
  for (const Stretch& stretch : stretches) {
    const EventFilter filter = within(filter_, stretch.from, stretch.to);
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto counted,
                                 events_.count(filter, CountEventsRequest::GROUP_BY_CLASS, context_.timeZoneName));
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto first, events_.list(filter, /*oldestFirst=*/true, 1));
    narrate::PeriodFacts facts;
    facts.counts = sortsOf(counted);
    if (first.empty() || facts.counts.empty()) continue;
    facts.from = absl::ToCivilMinute(stretch.from, zone);
    facts.to = absl::ToCivilMinute(stretch.to, zone);
    facts.dated = absl::ToCivilDay(stretch.from, zone) != absl::ToCivilDay(context_.now, zone);
    const narrate::Sentence told = narrator.summary(facts);
    const int number = cite(first.front());
    say([&](const Phrasebook& book) { return withProof(book.language() == "pl" ? told.pl : told.en, number); });
  }
  return absl::OkStatus();
}

absl::Status Composer::describe() {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto found, events_.list(filter_, /*oldestFirst=*/false, kLookedThrough));
  if (found.empty()) return sayNothingFound(false);
  std::set<std::string> told;
  for (const Event& event : found) {
    if (told.size() == kDescribed) break;
    if (told.insert(event.tracked_object().empty() ? event.name() : event.tracked_object()).second) describeOne(event);
  }
  return absl::OkStatus();
}

void Composer::describeOne(const Event& event) {
  type::v1::LocalizedText text = event.sentence();
  absl::Time from = timeOf(event.start_time());
  absl::Time to = from;
  if (event.has_end_time()) to = timeOf(event.end_time());
  if (!event.tracked_object().empty()) {
    const auto object = events_.object(event.tracked_object());
    if (object.ok() && !object->sentence().pl().empty()) text = object->sentence();
    if (object.ok() && object->has_start_time()) from = timeOf(object->start_time());
    if (object.ok() && object->has_end_time()) to = timeOf(object->end_time());
  }
  const std::string number = absl::StrCat(cite(event));
  say([&](const Phrasebook& book) {
    return book.sentence("listed", {{"when", book.moment(from, context_.now, context_.timeZone)},
                                    {"number", number},
                                    {"sentence", inBook(text, book)}});
  });
  if (to - from < absl::Seconds(1)) return;
  say([&](const Phrasebook& book) {
    return book.sentence("stayed", {{"length", lengthIn(text::words(book.language()), to - from)},
                                    {"until", book.clock(to, context_.timeZone)},
                                    {"number", number}});
  });
}

}  // namespace cameramonit::chat
