#include "server/chat/day.h"

#include "common/base/status.h"
#include "server/chat/timeline/timeline.h"

namespace cameramonit::chat {
namespace {

using events::v1::CountEventsRequest;
using events::v1::EventFilter;

EventFilter filterOfChannel(const AnswerContext& context) {
  EventFilter filter;
  filter.add_parents(context.channel);
  for (const events::v1::EventKind kind : openingKinds()) filter.add_kinds(kind);
  return filter;
}

}  // namespace

absl::Status readDay(absl::Time time, const AnswerContext& context, EventReader& events, v1::GetDayResponse& response) {
  const absl::CivilDay day = absl::ToCivilDay(time, context.timeZone);
  const absl::Time begin = absl::FromCivil(day, context.timeZone);
  const absl::Time end = absl::FromCivil(day + 1, context.timeZone);
  EventFilter filter = filterOfChannel(context);
  *filter.mutable_time_range()->mutable_start_time() = timestampOf(begin);
  *filter.mutable_time_range()->mutable_end_time() = timestampOf(end);
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto counted,
                               events.count(filter, CountEventsRequest::GROUP_BY_HOUR, context.timeZoneName));
  for (const auto& group : counted.groups()) {
    v1::HourCount& hour = *response.add_hours();
    *hour.mutable_start_time() = group.start_time();
    hour.set_objects(group.objects());
    hour.set_events(group.events());
  }
  EventFilter earlier = filterOfChannel(context);
  *earlier.mutable_time_range()->mutable_end_time() = timestampOf(begin);
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto before, events.list(earlier, /*oldestFirst=*/false, 1));
  if (!before.empty()) *response.mutable_previous_day() = before.front().start_time();
  EventFilter later = filterOfChannel(context);
  *later.mutable_time_range()->mutable_start_time() = timestampOf(end);
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto after, events.list(later, /*oldestFirst=*/true, 1));
  if (!after.empty()) *response.mutable_next_day() = after.front().start_time();
  return absl::OkStatus();
}

}  // namespace cameramonit::chat
