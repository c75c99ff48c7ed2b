#include "server/events/table/event_query.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include <algorithm>
#include <map>
#include <set>

#include "common/base/status.h"
#include "server/events/table/daily_window.h"
#include "server/events/table/event_name.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::events {
namespace {

using sql::Session;
using sql::Statement;

std::vector<std::int64_t> numbersOf(const std::vector<v1::EventKind>& kinds) {
  return {kinds.begin(), kinds.end()};
}

absl::StatusOr<std::vector<Dictionary::Ref>> classRefs(Session& session, Dictionary& dictionary,
                                                       const std::vector<std::string>& classes) {
  std::vector<Dictionary::Ref> refs;
  for (const std::string& word : classes) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto ref, dictionary.objectClass(session, word));
    refs.push_back(ref);
  }
  return refs;
}

/// Whether projects/{id} or projects/{id}/channels/{id} is the channel or its project.
bool covers(const std::string& parent, const Dictionary::Channel& channel) {
  return parent == channel.name || parent == absl::StrCat("projects/", channel.project);
}

/// What the scope allows in a channel: nothing (false), everything (no condition), or what `conditions` says.
absl::StatusOr<bool> addScope(Session& session, Dictionary& dictionary, const Scope& scope,
                              const Dictionary::Channel& channel, Conditions& conditions) {
  if (scope.everything) return true;
  std::vector<std::string> alternatives;
  for (const ScopeRule& rule : scope.rules) {
    if (!covers(rule.parent, channel)) continue;
    std::vector<std::string> needs;
    if (!rule.kinds.empty()) needs.push_back(conditions.oneOf("e.kind", numbersOf(rule.kinds)));
    if (!rule.objectClasses.empty()) {
      CAMERAMONIT_ASSIGN_OR_RETURN(const auto refs, classRefs(session, dictionary, rule.objectClasses));
      needs.push_back(conditions.oneOf("e.class_ref", refs));
    }
    if (rule.notBefore != absl::InfinitePast()) {
      needs.push_back("e.start_us >= " + conditions.bind(absl::ToUnixMicros(rule.notBefore)));
    }
    if (rule.notAfter != absl::InfiniteFuture()) {
      needs.push_back("e.start_us < " + conditions.bind(absl::ToUnixMicros(rule.notAfter)));
    }
    alternatives.push_back(needs.empty() ? "" : absl::StrCat("(", absl::StrJoin(needs, " and "), ")"));
  }
  if (alternatives.empty()) return false;
  // One rule without needs lets everything through, whatever the others say; values bound for nothing would be errors.
  if (std::find(alternatives.begin(), alternatives.end(), "") != alternatives.end()) {
    conditions = Conditions("s");
    return true;
  }
  conditions.add(absl::StrCat("(", absl::StrJoin(alternatives, " or "), ")"));
  return true;
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

/// The microseconds of a span that may be open.
MicrosSpan microsOf(absl::Time from, absl::Time until) {
  MicrosSpan span;
  if (from != absl::InfinitePast()) span.from = absl::ToUnixMicros(from);
  if (until != absl::InfiniteFuture()) span.until = absl::ToUnixMicros(until);
  return span;
}

/// Narrows a shape to what the scope allows in a channel; false when it takes more than a shape to say that.
absl::StatusOr<bool> narrowToScope(Session& session, Dictionary& dictionary, const Scope& scope,
                                   const Dictionary::Channel& channel, LaneShape& shape) {
  if (scope.everything) return true;
  const ScopeRule* only = nullptr;
  for (const ScopeRule& rule : scope.rules) {
    if (!covers(rule.parent, channel)) continue;
    const MicrosSpan span = microsOf(rule.notBefore, rule.notAfter);
    const bool everything = rule.kinds.empty() && rule.objectClasses.empty() && span.from == MicrosSpan::kOpenFrom &&
                            span.until == MicrosSpan::kOpenUntil;
    if (everything) return true;
  }
  for (const ScopeRule& rule : scope.rules) {
    if (!covers(rule.parent, channel)) continue;
    if (only != nullptr) return false;
    only = &rule;
  }
  if (only == nullptr) return false;
  shape.narrowKinds(numbersOf(only->kinds));
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto classes, classRefs(session, dictionary, only->objectClasses));
  shape.narrowClasses(classes);
  shape.narrowTo(microsOf(only->notBefore, only->notAfter));
  return true;
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
  for (const Dictionary::Channel& channel : channels) {
    Conditions scoped("s");
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool visible, addScope(session, dictionary, scope, channel, scoped));
    if (!visible) continue;
    Conditions lane("l");
    lane.add("e.channel_ref = " + lane.bind(channel.ref));
    lane.take(common);
    lane.take(scoped);
    const SqlText unsplit = lane.sql();
    lane.take(split);
    query.lanes_.push_back({channel.ref, channel.name, lane.sql(), unsplit, std::nullopt});
    LaneShape narrowed = shape;
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool told, narrowToScope(session, dictionary, scope, channel, narrowed));
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

std::string queryFingerprint(const v1::EventFilter& filter, const Scope& scope) {
  std::string text = filter.SerializeAsString();
  absl::StrAppend(&text, scope.everything ? "\nall" : "\nsome");
  for (const ScopeRule& rule : scope.rules) {
    absl::StrAppend(&text, "\n", rule.parent, "|", absl::StrJoin(rule.kinds, ","), "|",
                    absl::StrJoin(rule.objectClasses, ","), "|", absl::FormatTime(rule.notBefore),
                    absl::FormatTime(rule.notAfter));
  }
  return text;
}

}  // namespace cameramonit::events
