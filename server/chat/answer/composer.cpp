#include "server/chat/answer/composer.h"

#include <algorithm>
#include <array>
#include <utility>

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "common/text/words.h"
#include "server/chat/timeline/chat_names.h"
#include "server/chat/timeline/timeline.h"
#include "server/chat/understand/taxonomy.h"

namespace cameramonit::chat {
namespace {

using events::v1::CountEventsRequest;
using events::v1::Event;

constexpr int kListed = 6;
constexpr int kShown = 4;
constexpr int kHoursFrom = 7;  // more than this is a list that a strip of hours shows better
constexpr int kGaps = 3;
constexpr std::array<events::v1::EventKind, 3> kUnseen = {
    events::v1::EVENT_KIND_CAMERA_BLIND, events::v1::EVENT_KIND_CAMERA_FROZEN, events::v1::EVENT_KIND_CAMERA_OFFLINE};

const std::string& sentenceOf(const Event& event, const Phrasebook& book) {
  return inBook(event.sentence(), book);
}

/// "[1] [2]": what a sentence without a place for its proofs ends with.
std::string proofs(std::initializer_list<int> numbers) {
  std::string text;
  int before = 0;
  for (const int number : numbers) {
    if (number != before) absl::StrAppend(&text, text.empty() ? "" : " ", "[", number, "]");
    before = number;
  }
  return text;
}

}  // namespace

const std::string& inBook(const type::v1::LocalizedText& text, const Phrasebook& book) {
  return book.language() == "pl" ? text.pl() : text.en();
}

Composer::Composer(const Question& question, const AnswerContext& context, EventReader& events)
    : question_(question), context_(context), events_(events), filter_(filterOf(question, context)) {}

void Composer::say(const InLanguage& sentence) {
  type::v1::LocalizedText& text = answer_.sentences.emplace_back();
  text.set_pl(sentence(Phrasebook::of("pl")));
  text.set_en(sentence(Phrasebook::of("en")));
}

std::string Composer::noun() const {
  const text::Words& words = text::words("en");
  if (question_.object != kAny && words.hasNoun(question_.object)) return question_.object;
  return "event";
}

std::string Composer::counted(const Phrasebook& book, std::int64_t count) const {
  return capitalised(text::words(book.language()).countedInWords(noun(), count));
}

std::string Composer::searched(const Phrasebook& book) const {
  const auto& range = filter_.time_range();
  const absl::Time from = range.has_start_time() ? timeOf(range.start_time()) : absl::InfinitePast();
  const absl::Time to = range.has_end_time() ? timeOf(range.end_time()) : absl::InfiniteFuture();
  const std::string time = book.range(from, to, context_.now, context_.timeZone);
  std::string cameras;
  for (const std::string& channel : question_.cameras) {
    for (const AnswerContext::Camera& camera : context_.cameras) {
      if (camera.channel == channel) absl::StrAppend(&cameras, cameras.empty() ? "" : ", ", camera.displayName);
    }
  }
  return cameras.empty() ? time : book.part("seen_at", {{"camera", cameras}, {"range", time}});
}

std::string Composer::moment(const Phrasebook& book, const Event& event) const {
  return book.moment(timeOf(event.start_time()), context_.now, context_.timeZone);
}

int Composer::cite(const Event& event) {
  for (const v1::Citation& known : answer_.citations) {
    if (known.event() == event.name()) return known.number();
  }
  v1::Citation& citation = answer_.citations.emplace_back();
  citation.set_number(static_cast<int>(answer_.citations.size()));
  citation.set_event(event.name());
  *citation.mutable_time() = event.start_time();
  citation.set_still(event.still());
  citation.set_clip(event.clip());
  citation.set_channel(channelOfResource(event.name()));
  *citation.mutable_sentence() = event.sentence();
  return citation.number();
}

absl::Status Composer::sayNothingFound(bool yesOrNo) {
  say([&](const Phrasebook& book) {
    return book.sentence(yesOrNo ? "no" : "nothing", {{"searched", searched(book)}});
  });
  return sayGaps();
}

absl::Status Composer::sayGaps() {
  events::v1::EventFilter filter;
  *filter.mutable_parents() = filter_.parents();
  if (filter_.has_time_range()) *filter.mutable_time_range() = filter_.time_range();
  for (const events::v1::EventKind kind : kUnseen) filter.add_kinds(kind);
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto gaps, events_.list(filter, /*oldestFirst=*/false, kGaps));
  if (gaps.empty()) return absl::OkStatus();
  std::vector<int> numbers;
  numbers.reserve(gaps.size());
  for (const Event& gap : gaps) numbers.push_back(cite(gap));
  say([&](const Phrasebook& book) {
    std::string list;
    for (std::size_t i = 0; i < gaps.size(); ++i)
      absl::StrAppend(&list, i == 0 ? "" : ", ", moment(book, gaps[i]), " [", numbers[i], "]");
    return book.sentence("gaps", {{"list", list}});
  });
  return absl::OkStatus();
}

absl::Status Composer::readHours(const events::v1::EventFilter& filter) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto counted,
                               events_.count(filter, CountEventsRequest::GROUP_BY_HOUR, context_.timeZoneName));
  for (const auto& group : counted.groups()) {
    v1::HourCount& hour = answer_.hours.emplace_back();
    *hour.mutable_start_time() = group.start_time();
    hour.set_objects(group.objects());
    hour.set_events(group.events());
  }
  return absl::OkStatus();
}

absl::Status Composer::sayNumber(bool yesOrNo) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto count,
                               events_.count(filter_, CountEventsRequest::GROUP_BY_UNSPECIFIED, context_.timeZoneName));
  if (count.objects() == 0) {
    return sayNothingFound(yesOrNo);
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto first, events_.list(filter_, /*oldestFirst=*/true, 1));
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto last, events_.list(filter_, /*oldestFirst=*/false, 1));
  const bool one =
      !first.empty() && !last.empty() && (count.objects() == 1 || first.front().name() == last.front().name());
  if (one) {
    const int number = cite(first.front());
    say([&](const Phrasebook& book) {
      return book.sentence(yesOrNo ? "yes_one" : "number_one",
                           {{"count", counted(book, count.objects())}, {"when", moment(book, first.front())}});
    });
    say([&](const Phrasebook& book) {
      return book.sentence("described",
                           {{"sentence", sentenceOf(first.front(), book)}, {"number", absl::StrCat(number)}});
    });
    return absl::OkStatus();
  }
  if (first.empty() || last.empty()) return sayNothingFound(yesOrNo);  // gone since they were counted
  const int firstNumber = cite(first.front());
  const int lastNumber = cite(last.front());
  say([&](const Phrasebook& book) {
    return book.sentence(yesOrNo ? "yes" : "number_first",
                         {{"count", counted(book, count.objects())}, {"proofs", proofs({firstNumber, lastNumber})}});
  });
  say([&](const Phrasebook& book) {
    return book.sentence("first_and_last", {{"first", moment(book, first.front())},
                                            {"first_number", absl::StrCat(firstNumber)},
                                            {"last", moment(book, last.front())},
                                            {"last_number", absl::StrCat(lastNumber)}});
  });
  return count.objects() >= kHoursFrom ? readHours(filter_) : absl::OkStatus();
}

absl::Status Composer::sayEnd(bool first) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto found, events_.list(filter_, first, 1));
  if (found.empty()) {
    return sayNothingFound(false);
  }
  if (!first) return sayNewest(found.front());
  const std::string number = absl::StrCat(cite(found.front()));
  say([&](const Phrasebook& book) {
    return book.sentence(
        "first_is",
        {{"when", moment(book, found.front())}, {"number", number}, {"sentence", sentenceOf(found.front(), book)}});
  });
  return absl::OkStatus();
}

absl::Status Composer::sayList(int most) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto count,
                               events_.count(filter_, CountEventsRequest::GROUP_BY_UNSPECIFIED, context_.timeZoneName));
  CAMERAMONIT_ASSIGN_OR_RETURN(auto found, events_.list(filter_, /*oldestFirst=*/false, most));
  if (found.empty()) {
    return sayNothingFound(false);
  }
  const bool shortened = count.events() > static_cast<std::int64_t>(found.size());
  if (shortened && question_.intent == Intent::kFind) {
    // Too many to tell one by one: what happened when, with a proof of each.
    CAMERAMONIT_RETURN_IF_ERROR(readHours(filter_));
    const int newest = cite(found.front());
    say([&](const Phrasebook& book) {
      return book.sentence("number_first", {{"count", counted(book, count.objects())}, {"proofs", proofs({newest})}});
    });
    CAMERAMONIT_RETURN_IF_ERROR(sayStretches());
    return sayNewest(found.front());
  }
  std::reverse(found.begin(), found.end());
  const int firstNumber = cite(found.front());
  for (const Event& event : found) cite(event);
  say([&](const Phrasebook& book) {
    return book.sentence(shortened ? "number_newest" : "number_first",
                         {{"count", counted(book, count.objects())},
                          {"shown", absl::StrCat(found.size())},
                          {"proofs", proofs({firstNumber, cite(found.back())})}});
  });
  for (const Event& event : found) {
    const std::string number = absl::StrCat(cite(event));
    say([&](const Phrasebook& book) {
      return book.sentence("listed",
                           {{"when", moment(book, event)}, {"number", number}, {"sentence", sentenceOf(event, book)}});
    });
  }
  return shortened ? readHours(filter_) : absl::OkStatus();
}

absl::Status Composer::sayNewest(const Event& event) {
  const std::string number = absl::StrCat(cite(event));
  say([&](const Phrasebook& book) {
    return book.sentence("last_is",
                         {{"when", moment(book, event)}, {"number", number}, {"sentence", sentenceOf(event, book)}});
  });
  return absl::OkStatus();
}

absl::StatusOr<Answer> Composer::compose() && {
  absl::Status status;
  switch (question_.intent) {
    case Intent::kCount:
      status = sayNumber(false);
      break;
    case Intent::kExists:
      status = sayNumber(true);
      break;
    case Intent::kFirst:
      status = sayEnd(true);
      break;
    case Intent::kLast:
      status = sayEnd(false);
      break;
    case Intent::kFind:
      status = sayList(kListed);
      break;
    case Intent::kShow:
      status = sayList(kShown);
      break;
    case Intent::kSummarize:
      status = saySummary();
      break;
    case Intent::kDescribe:
      status = describe();
      break;
    case Intent::kNotify:
    case Intent::kHelp:
      say([](const Phrasebook& book) { return book.sentence("help"); });
      break;
  }
  CAMERAMONIT_RETURN_IF_ERROR(status);
  return std::move(answer_);
}

absl::StatusOr<Answer> answer(const Question& question, const AnswerContext& context, EventReader& events) {
  return Composer(question, context, events).compose();
}

}  // namespace cameramonit::chat
