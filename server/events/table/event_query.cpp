#include "server/events/table/event_query.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include <algorithm>
#include <map>
#include <set>

#include "common/base/status.h"
#include "server/events/table/daily_window.h"
#include "server/events/table/event_name.h"
#include "server/events/table/scope_query.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::events {
namespace {

using sql::Session;
using sql::Statement;

/// Whether projects/{id} or projects/{id}/channels/{id} is the channel or its project.
bool covers(const std::string& parent, const Dictionary::Channel& channel) {
  return parent == channel.name || parent == absl::StrCat("projects/", channel.project);
}

/// The first and last moment of anything recorded: what bounds a window without end.
absl::StatusOr<TimeSpan> recordedSpan(Session& session, const std::vector<Dictionary::Channel>& channels) {
  absl::Time first = absl::InfiniteFuture();
  absl::Time last = absl::InfinitePast();
  for (const Dictionary::Channel& channel : channels) {
    std::optional<absl::Time> lower, upper;
    Statement select =
        session.prepare("select min(start_us), max(start_us) from event where channel_ref = :channel_ref");
    select.bind("channel_ref", channel.ref).into(lower, upper);
    select.fetch();
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    if (!lower.has_value() || !upper.has_value()) continue;
    first = std::min(first, *lower);
    last = std::max(last, *upper + absl::Microseconds(1));
  }
  if (first > last) return TimeSpan{absl::UnixEpoch(), absl::UnixEpoch()};
  return TimeSpan{first, last};
}

absl::Status addDaily(Session& session, const v1::EventFilter& filter, const std::vector<Dictionary::Channel>& channels,
                      Conditions& conditions, LaneShape& shape) {
  TimeSpan span{sql::timeOf(true, filter.time_range().start_time()), sql::timeOf(true, filter.time_range().end_time())};
  if (!filter.time_range().has_start_time() || !filter.time_range().has_end_time()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const TimeSpan recorded, recordedSpan(session, channels));
    if (!filter.time_range().has_start_time()) span.first = recorded.first;
    if (!filter.time_range().has_end_time()) span.second = recorded.second;
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto spans, dailySpans(filter.daily(), span.first, span.second));
  std::vector<std::string> alternatives;
  shape.spans.clear();
  for (const TimeSpan& one : spans) {
    shape.spans.push_back(microsOf(one.first, one.second));
    alternatives.push_back(absl::StrCat("(e.start_us >= ", conditions.bind(shape.spans.back().from),
                                        " and e.start_us < ", conditions.bind(shape.spans.back().until), ")"));
  }
  conditions.add(anyOf(alternatives));
  return absl::OkStatus();
}

/// Conditions on columns that only the event itself has, under the alias `d`.
absl::StatusOr<Conditions> detailConditions(Session& session, Dictionary& dictionary, const v1::EventFilter& filter) {
  Conditions details("d");
  if (filter.minimum_severity() != v1::SEVERITY_UNSPECIFIED) {
    details.add("d.severity >= " + details.bind(std::int64_t{filter.minimum_severity()}));
  }
  if (filter.minimum_confidence() > 0) {
    details.add("d.confidence >= " + details.bind(static_cast<double>(filter.minimum_confidence())));
  }
  if (!filter.media().empty()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto ref, dictionary.media(session, filter.media()));
    details.add("d.media_ref = " + details.bind(ref));
  }
  if (filter.zones_size() > 0) details.add(details.oneOf("d.zone", filter.zones()));
  if (filter.has_minimum_duration()) {
    const absl::Duration least = sql::durationOf(filter.minimum_duration());
    if (least > absl::ZeroDuration()) {
      details.add("coalesce(d.end_us, d.start_us) - d.start_us >= " + details.bind(absl::ToInt64Microseconds(least)));
    }
  }
  return details;
}

/// Feature numbers by key: of one key any will do, of every key one is needed.
absl::StatusOr<std::vector<std::vector<Dictionary::Ref>>> featureGroups(Session& session, Dictionary& dictionary,
                                                                        const v1::EventFilter& filter) {
  std::map<std::string, std::set<Dictionary::Ref>> byKey;
  for (const v1::Feature& feature : filter.features()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto refs, dictionary.features(session, feature.key(), feature.value()));
    byKey[feature.key()].insert(refs.begin(), refs.end());
  }
  std::vector<std::vector<Dictionary::Ref>> groups;
  for (const auto& [key, refs] : byKey) groups.emplace_back(refs.begin(), refs.end());
  return groups;
}

absl::StatusOr<std::optional<std::int64_t>> objectRef(Session& session, const std::string& name) {
  std::int64_t ref = Dictionary::kUnknown;
  Statement select = session.prepare("select object_ref from tracked_object where object_id = :object_id");
  select.bind("object_id", parseEventName(name).id).into(ref);
  if (select.fetch()) return ref;
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return std::nullopt;
}

absl::Status checkParents(const v1::EventFilter& filter) {
  std::vector<base::FieldViolation> violations;
  for (const std::string& parent : filter.parents()) {
    const EventName name = parseEventName(parent);
    if (name.project.empty() || !name.collection.empty()) {
      violations.push_back({"filter.parents", "must be projects/{id} or projects/{id}/channels/{id}"});
    }
  }
  return violations.empty() ? absl::OkStatus() : base::invalidFields(violations);
}

}  // namespace

absl::StatusOr<EventQuery> EventQuery::make(Session& session, Dictionary& dictionary, const v1::EventFilter& filter,
                                            const Scope& scope) {
  CAMERAMONIT_RETURN_IF_ERROR(checkParents(filter));
  EventQuery query;
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto known, dictionary.channels(session));
  std::vector<Dictionary::Channel> channels;
  for (const Dictionary::Channel& channel : known) {
    const bool meant =
        filter.parents_size() == 0 || std::any_of(filter.parents().begin(), filter.parents().end(),
                                                  [&](const std::string& parent) { return covers(parent, channel); });
    if (meant) channels.push_back(channel);
  }

  LaneShape shape;
  shape.kinds.assign(filter.kinds().begin(), filter.kinds().end());
  MicrosSpan& span = shape.spans.emplace_back();
  Conditions common("c");
  Conditions split("k");
  if (filter.time_range().has_start_time()) {
    span.from = absl::ToUnixMicros(sql::timeOf(true, filter.time_range().start_time()));
    common.add("e.start_us >= " + common.bind(span.from));
  }
  if (filter.time_range().has_end_time()) {
    span.until = absl::ToUnixMicros(sql::timeOf(true, filter.time_range().end_time()));
    common.add("e.start_us < " + common.bind(span.until));
  }
  if (filter.kinds_size() > 0) {
    common.add(common.oneOf("e.kind", std::vector<std::int64_t>(filter.kinds().begin(), filter.kinds().end())));
  }
  if (filter.object_classes_size() > 0) {
    CAMERAMONIT_ASSIGN_OR_RETURN(
        query.split_, classRefs(session, dictionary, {filter.object_classes().begin(), filter.object_classes().end()}));
    split.add(split.oneOf("e.class_ref", query.split_));
    shape.classes = query.split_;
  }
  if (!filter.tracked_object().empty()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto ref, objectRef(session, filter.tracked_object()));
    common.add("e.object_ref = " + common.bind(ref.value_or(Dictionary::kUnknown)));
  }
  if (filter.has_daily()) CAMERAMONIT_RETURN_IF_ERROR(addDaily(session, filter, channels, common, shape));

  CAMERAMONIT_ASSIGN_OR_RETURN(const auto groups, featureGroups(session, dictionary, filter));
  CAMERAMONIT_ASSIGN_OR_RETURN(const Conditions details, detailConditions(session, dictionary, filter));
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (groups[i].empty()) return query;  // no event ever had it
    if (i == 0) {
      query.source_ = "event_feature e";
      query.mayRepeat_ = groups[i].size() > 1;
      // Classes are looked at on the way; features are what the index begins with.
      common.take(split);
      split = Conditions("f");
      split.add(split.oneOf("e.feature_ref", groups[i]));
      query.splitColumn_ = "e.feature_ref";
      query.split_ = groups[i];
    } else {
      common.add(absl::StrCat("exists (select 1 from event_feature g where g.event_ref = e.event_ref and ",
                              common.oneOf("g.feature_ref", groups[i]), ")"));
    }
  }
  if (!details.empty()) {
    common.add(
        absl::StrCat("exists (select 1 from event d where d.event_ref = e.event_ref and ", details.joined(), ")"));
    common.takeValues(details);
  }
  const bool plain = groups.empty() && details.empty() && filter.tracked_object().empty();
  const ScopeQuery allowed(scope);
  for (const Dictionary::Channel& channel : channels) {
    Conditions scoped("s");
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool visible, allowed.add(session, dictionary, channel, scoped));
    if (!visible) continue;
    Conditions lane("l");
    lane.add("e.channel_ref = " + lane.bind(channel.ref));
    lane.take(common);
    lane.take(scoped);
    const SqlText unsplit = lane.sql();
    lane.take(split);
    query.lanes_.push_back({channel.ref, channel.name, lane.sql(), unsplit, std::nullopt});
    LaneShape narrowed = shape;
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool told, allowed.narrow(session, dictionary, channel, narrowed));
    if (plain && told) query.lanes_.back().shape = std::move(narrowed);
  }
  return query;
}

SqlText EventQuery::narrowed(SqlText sql, const std::string& condition,
                             std::vector<std::pair<std::string, sql::Value>> values) {
  if (!condition.empty()) absl::StrAppend(&sql.text, " and ", condition);
  sql.values.insert(sql.values.end(), std::make_move_iterator(values.begin()), std::make_move_iterator(values.end()));
  return sql;
}

std::string queryFingerprint(const v1::EventFilter& filter) {
  return filter.SerializeAsString();
}

}  // namespace cameramonit::events
