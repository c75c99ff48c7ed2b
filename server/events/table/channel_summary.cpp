#include "server/events/table/channel_summary.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <absl/time/time.h>

#include "common/base/status.h"
#include "server/events/table/event_count.h"
#include "server/events/table/event_name.h"
#include "server/events/table/event_query.h"
#include "server/events/table/event_reader.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::events {

absl::StatusOr<v1::SummarizeChannelsResponse> summarizeChannels(sql::Session& session, Dictionary& dictionary,
                                                                const v1::SummarizeChannelsRequest& request,
                                                                const Scope& scope) {
  v1::SummarizeChannelsResponse response;
  std::vector<EventMark> newest;
  for (const v1::SummarizeChannelsRequest::Wanted& wanted : request.channels()) {
    v1::SummarizeChannelsResponse::Summary& summary = *response.add_summaries();
    summary.set_channel(wanted.channel());
    v1::EventFilter filter;
    filter.add_parents(wanted.channel());
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto all, EventQuery::make(session, dictionary, filter, scope));
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto marks, nextMarks(session, all, /*oldestFirst=*/false, nullptr, 1));
    if (marks.empty()) continue;
    newest.push_back(marks.front());
    const bool news =
        !wanted.has_since() || absl::FromUnixMicros(marks.front().startUs) >= sql::timeOf(true, wanted.since());
    if (!news) continue;
    *filter.mutable_kinds() = request.kinds();
    if (wanted.has_since()) *filter.mutable_time_range()->mutable_start_time() = wanted.since();
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto since, EventQuery::make(session, dictionary, filter, scope));
    CAMERAMONIT_ASSIGN_OR_RETURN(
        const auto counted, countEvents(session, dictionary, since, v1::CountEventsRequest::GROUP_BY_UNSPECIFIED, ""));
    summary.set_objects(counted.objects());
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(auto events, readEvents(session, dictionary, newest));
  std::map<std::string, v1::Event*> byChannel;
  for (v1::Event& event : events) byChannel[parseEventName(event.name()).channelName()] = &event;
  for (v1::SummarizeChannelsResponse::Summary& summary : *response.mutable_summaries()) {
    const auto event = byChannel.find(summary.channel());
    if (event != byChannel.end()) *summary.mutable_newest() = *event->second;  // a channel may be asked for twice
  }
  return response;
}

}  // namespace cameramonit::events
