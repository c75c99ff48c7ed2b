#include "server/events/table/event_count.h"

#include <absl/strings/str_cat.h>
#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <algorithm>
#include <map>
#include <vector>

#include "common/base/status.h"
#include "server/events/table/grouping.h"
#include "server/events/table/tally_reader.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::events {
namespace {

using sql::Session;
using sql::Statement;
using GroupBy = v1::CountEventsRequest;

constexpr std::int64_t kHourUs = 3'600'000'000;

std::string keyOf(const Grouping& grouping) {
  switch (grouping.by) {
    case Grouping::By::kClass:
      return "e.class_ref";
    case Grouping::By::kKind:
      return "e.kind";
    case Grouping::By::kTime:
      return absl::StrCat("e.start_us - (e.start_us + :offset_us) % ", grouping.lengthUs);
    case Grouping::By::kNothing:
      break;
  }
  return "";
}

/// Counts the events of one lane by looking at each. An object belongs to one channel, so the objects of several lanes
/// add up.
absl::StatusOr<std::map<std::int64_t, Tally>> countEventsOf(Session& session, const EventQuery& query,
                                                            const SqlText& where, const Grouping& grouping) {
  const std::string key = keyOf(grouping);
  const char* const events = query.mayRepeat() ? "count(distinct e.event_ref)" : "count(*)";
  const char* const alone = query.mayRepeat() ? "count(distinct case when e.object_ref is null then e.event_ref end)"
                                              : "sum(case when e.object_ref is null then 1 else 0 end)";
  Statement select =
      session.prepare(absl::StrCat("select ", key.empty() ? "0" : key, ", ", events, ", count(distinct e.object_ref), ",
                                   alone, ", min(e.start_us), max(e.start_us) from ", query.source(), " where ",
                                   where.text, key.empty() ? "" : absl::StrCat(" group by ", key)));
  where.bindTo(select);
  if (grouping.by == Grouping::By::kTime) select.bind("offset_us", grouping.offsetUs);
  std::int64_t group = 0, lone = 0;
  Tally tally;
  std::map<std::int64_t, Tally> tallies;
  select.into(group, tally.events, tally.objects, lone, tally.firstUs, tally.lastUs);
  while (select.fetch()) {
    if (tally.events == 0) continue;
    Tally& sum = tallies[group];
    tally.objects += lone;
    sum.add(tally);
  }
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return tallies;
}

/// Counts one lane within a span, from ready-made counts where they answer it.
absl::StatusOr<std::map<std::int64_t, Tally>> countLane(Session& session, const EventQuery& query, const Lane& lane,
                                                        const Grouping& grouping, const MicrosSpan& within = {}) {
  if (TallyReader::answers(lane, grouping)) return TallyReader(session, lane).count(grouping, within);
  if (within.from == MicrosSpan::kOpenFrom) return countEventsOf(session, query, lane.where, grouping);
  return countEventsOf(session, query,
                       EventQuery::narrowed(lane.where, "e.start_us >= :within_from and e.start_us < :within_until",
                                            {{"within_from", within.from}, {"within_until", within.until}}),
                       grouping);
}

/// A stretch of time in which local time is ahead of UTC by one offset.
struct Stretch {
  std::int64_t fromUs = 0;
  std::int64_t untilUs = 0;
  std::int64_t offsetUs = 0;
};

std::vector<Stretch> stretchesOf(const absl::TimeZone& zone, std::int64_t firstUs, std::int64_t lastUs) {
  std::vector<Stretch> stretches;
  std::int64_t from = firstUs;
  while (from <= lastUs) {
    const absl::Time at = absl::FromUnixMicros(from);
    absl::TimeZone::CivilTransition transition;
    std::int64_t until = lastUs + 1;
    if (zone.NextTransition(at, &transition)) {
      // A civil time may pass twice; `trans` is the very moment the clock changes.
      until = std::min(until, absl::ToUnixMicros(zone.At(transition.to).trans));
    }
    stretches.push_back({from, until, std::int64_t{zone.At(at).offset} * 1'000'000});
    from = until;
  }
  return stretches;
}

/// Counts by hours or days of a zone. In a stretch every hour and day begins at a multiple of its length; what a
/// change of the clock cuts in two is counted again as a whole.
absl::StatusOr<std::map<std::int64_t, Tally>> countByTime(Session& session, const EventQuery& query,
                                                          const absl::TimeZone& zone, bool days, const Tally& total) {
  std::map<std::int64_t, Tally> sums;
  Grouping grouping{Grouping::By::kTime, days ? kDayUs : kHourUs, 0};
  // Whole cells, so that ready-made counts need no look at the events at the ends.
  const std::int64_t from = floorTo(total.firstUs, kQuarterUs);
  const std::int64_t last = floorTo(total.lastUs, kQuarterUs) + kQuarterUs - 1;
  for (const Lane& lane : query.lanes()) {
    std::map<std::int64_t, Tally> ofLane;
    std::map<std::int64_t, int> pieces;
    for (const Stretch& stretch : stretchesOf(zone, from, last)) {
      grouping.offsetUs = stretch.offsetUs;
      CAMERAMONIT_ASSIGN_OR_RETURN(const auto tallies,
                                   countLane(session, query, lane, grouping, {stretch.fromUs, stretch.untilUs}));
      for (const auto& [startUs, tally] : tallies) {
        std::int64_t key = startUs;
        if (days) {
          const absl::CivilDay day = absl::ToCivilDay(absl::FromUnixMicros(tally.firstUs), zone);
          key = absl::ToUnixMicros(absl::FromCivil(day, zone));
        }
        ofLane[key].add(tally);
        ++pieces[key];
      }
    }
    for (auto& [key, tally] : ofLane) {
      if (days && pieces[key] > 1) {
        const absl::CivilDay day = absl::ToCivilDay(absl::FromUnixMicros(key), zone);
        CAMERAMONIT_ASSIGN_OR_RETURN(
            auto whole, countLane(session, query, lane, {}, {key, absl::ToUnixMicros(absl::FromCivil(day + 1, zone))}));
        tally = whole[0];
      }
      sums[key].add(tally);
    }
  }
  return sums;
}

void setTally(const Tally& tally, v1::CountEventsResponse::Group& group) {
  group.set_events(tally.events);
  group.set_objects(tally.objects);
}

void sortByCount(v1::CountEventsResponse& response) {
  std::stable_sort(response.mutable_groups()->begin(), response.mutable_groups()->end(),
                   [](const auto& a, const auto& b) {
                     return std::pair(-a.objects(), -a.events()) < std::pair(-b.objects(), -b.events());
                   });
}

absl::Status addTimeGroups(Session& session, const EventQuery& query, bool days, const std::string& timeZone,
                           const Tally& total, v1::CountEventsResponse& response) {
  absl::TimeZone zone = absl::UTCTimeZone();
  if (!timeZone.empty() && !absl::LoadTimeZone(timeZone, &zone)) {
    return base::invalidFields({{"time_zone", "must be the IANA name of a time zone"}});
  }
  if (total.events == 0) return absl::OkStatus();
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto sums, countByTime(session, query, zone, days, total));
  for (const auto& [startUs, tally] : sums) {
    v1::CountEventsResponse::Group& group = *response.add_groups();
    *group.mutable_start_time() = sql::timestampOf(absl::FromUnixMicros(startUs));
    setTally(tally, group);
  }
  return absl::OkStatus();
}

absl::Status addWordGroups(Session& session, Dictionary& dictionary, const EventQuery& query, bool kinds,
                           v1::CountEventsResponse& response) {
  std::map<std::int64_t, Tally> sums;
  for (const Lane& lane : query.lanes()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto tallies,
                                 countLane(session, query, lane, {kinds ? Grouping::By::kKind : Grouping::By::kClass}));
    for (const auto& [key, tally] : tallies) sums[key].add(tally);
  }
  for (const auto& [key, tally] : sums) {
    v1::CountEventsResponse::Group& group = *response.add_groups();
    if (kinds) {
      group.set_key(absl::StrCat(key));
    } else {
      CAMERAMONIT_ASSIGN_OR_RETURN(*group.mutable_key(), dictionary.className(session, key));
    }
    setTally(tally, group);
  }
  sortByCount(response);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::CountEventsResponse> countEvents(Session& session, Dictionary& dictionary, const EventQuery& query,
                                                    v1::CountEventsRequest::GroupBy groupBy,
                                                    const std::string& timeZone) {
  v1::CountEventsResponse response;
  Tally total;
  for (const Lane& lane : query.lanes()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(auto tallies, countLane(session, query, lane, {}));
    if (tallies.empty()) continue;
    total.add(tallies[0]);
    if (groupBy == GroupBy::GROUP_BY_CHANNEL) {
      v1::CountEventsResponse::Group& group = *response.add_groups();
      group.set_key(lane.channel);
      setTally(tallies[0], group);
    }
  }
  response.set_events(total.events);
  response.set_objects(total.objects);
  if (total.events > 0) {
    *response.mutable_first_time() = sql::timestampOf(absl::FromUnixMicros(total.firstUs));
    *response.mutable_last_time() = sql::timestampOf(absl::FromUnixMicros(total.lastUs));
  }
  switch (groupBy) {
    case GroupBy::GROUP_BY_HOUR:
    case GroupBy::GROUP_BY_DAY:
      CAMERAMONIT_RETURN_IF_ERROR(
          addTimeGroups(session, query, groupBy == GroupBy::GROUP_BY_DAY, timeZone, total, response));
      break;
    case GroupBy::GROUP_BY_CLASS:
    case GroupBy::GROUP_BY_KIND:
      CAMERAMONIT_RETURN_IF_ERROR(
          addWordGroups(session, dictionary, query, groupBy == GroupBy::GROUP_BY_KIND, response));
      break;
    case GroupBy::GROUP_BY_CHANNEL:
      sortByCount(response);
      break;
    default:
      break;
  }
  return response;
}

}  // namespace cameramonit::events
