#include <algorithm>

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "common/text/words.h"
#include "server/chat/answer/answer.h"
#include "server/chat/answer/phrasebook.h"
#include "server/chat/timeline/timeline.h"

namespace cameramonit::chat {
namespace {

using events::v1::CountEventsRequest;

/// "dziś", "wczoraj", or nothing when the newest event is older: then no time is said, and all is meant.
std::string dayWord(absl::Time newest, const AnswerContext& context, const Phrasebook& book) {
  const absl::CivilDay day = absl::ToCivilDay(newest, context.timeZone);
  const absl::CivilDay today = absl::ToCivilDay(context.now, context.timeZone);
  if (day == today) return absl::StrCat(" ", book.part("day_today"));
  if (day == today - 1) return absl::StrCat(" ", book.part("day_yesterday"));
  return "";
}

}  // namespace

absl::StatusOr<std::vector<std::string>> suggestions(const AnswerContext& context, const std::string& language,
                                                     int limit, EventReader& events) {
  const Phrasebook& book = Phrasebook::of(language);
  const text::Words& words = text::words(book.language());
  events::v1::EventFilter filter;
  filter.add_parents(context.channel);
  for (const events::v1::EventKind kind : openingKinds()) filter.add_kinds(kind);
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto newest, events.list(filter, /*oldestFirst=*/false, 1));
  std::vector<std::string> texts;
  if (!newest.empty()) {
    const absl::Time at = timeOf(newest.front().start_time());
    const std::string day = dayWord(at, context, book);
    if (!day.empty()) {
      const absl::Time begin = absl::FromCivil(absl::ToCivilDay(at, context.timeZone), context.timeZone);
      *filter.mutable_time_range()->mutable_start_time() = timestampOf(begin);
    }
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto sorts,
                                 events.count(filter, CountEventsRequest::GROUP_BY_CLASS, context.timeZoneName));
    for (const auto& sort : sorts.groups()) {
      if (texts.size() >= 2 || sort.key() == "object" || !words.hasNoun(sort.key())) continue;
      const bool several = book.language() == "en";
      const std::string noun = words.noun(sort.key(), several ? "nom" : "gen", /*several=*/true);
      texts.push_back(book.sentence("suggest_count", {{"noun", noun}, {"day", day}}));
      texts.push_back(book.sentence("suggest_last", {{"noun", words.noun(sort.key(), "acc")}, {"day", day}}));
    }
    texts.push_back(book.sentence("suggest_summary", {{"day", day}}));
  }
  texts.push_back(book.sentence("suggest_notify"));
  if (texts.size() > static_cast<std::size_t>(limit)) texts.resize(static_cast<std::size_t>(limit));
  return texts;
}

}  // namespace cameramonit::chat
