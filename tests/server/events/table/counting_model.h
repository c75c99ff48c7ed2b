#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "server/events/table/event_table.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::events {

/// Counts events one by one, in the plainest way: what EventTable must agree with.
class CountingModel {
 public:
  void put(const v1::Event& event) { events_[event.name()] = event; }

  void prune(const std::string& media, const std::string& keepAttempt) {
    std::erase_if(events_, [&](const auto& entry) {
      return entry.second.media() == media && entry.second.attempt() != keepAttempt;
    });
  }

  std::vector<v1::Event> events() const {
    std::vector<v1::Event> all;
    for (const auto& [name, event] : events_) all.push_back(event);
    return all;
  }

  /// As text, groups by key, so that a difference can be read.
  std::string count(const v1::EventFilter& filter, const Scope& scope, v1::CountEventsRequest::GroupBy groupBy,
                    const absl::TimeZone& zone) const {
    Count total;
    std::map<std::string, Count> groups;
    for (const auto& [name, event] : events_) {
      if (!meant(filter, event) || !visible(scope, event)) continue;
      total.add(event);
      if (groupBy != v1::CountEventsRequest::GROUP_BY_UNSPECIFIED) groups[key(event, groupBy, zone)].add(event);
    }
    std::string text = total.text();
    if (!total.objects.empty()) {
      absl::StrAppend(&text, " ", absl::FormatTime(total.first), " ", absl::FormatTime(total.last));
    }
    for (const auto& [key, group] : groups) absl::StrAppend(&text, "\n", key, " ", group.text());
    return text;
  }

  /// What the table says, in the same words.
  static std::string text(const v1::CountEventsResponse& counted) {
    std::string text = absl::StrCat(counted.events(), "/", counted.objects());
    if (counted.has_first_time()) {
      absl::StrAppend(&text, " ", absl::FormatTime(sql::timeOf(true, counted.first_time())), " ",
                      absl::FormatTime(sql::timeOf(true, counted.last_time())));
    }
    std::map<std::string, std::string> groups;
    for (const auto& group : counted.groups()) {
      const std::string key =
          group.has_start_time() ? absl::FormatTime(sql::timeOf(true, group.start_time())) : group.key();
      groups[key] = absl::StrCat(group.events(), "/", group.objects());
    }
    for (const auto& [key, group] : groups) absl::StrAppend(&text, "\n", key, " ", group);
    return text;
  }

 private:
  struct Count {
    std::int64_t events = 0;
    std::set<std::string> objects;
    absl::Time first = absl::InfiniteFuture();
    absl::Time last = absl::InfinitePast();

    void add(const v1::Event& event) {
      const absl::Time start = sql::timeOf(true, event.start_time());
      ++events;
      objects.insert(event.tracked_object().empty() ? event.name() : event.tracked_object());
      first = std::min(first, start);
      last = std::max(last, start);
    }
    std::string text() const { return absl::StrCat(events, "/", objects.size()); }
  };

  static std::string channelOf(const v1::Event& event) { return event.name().substr(0, event.name().find("/events/")); }

  template <typename List, typename Value>
  static bool allows(const List& list, const Value& value) {
    return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
  }

  static bool covers(const std::string& parent, const v1::Event& event) {
    return event.name().compare(0, parent.size() + 1, parent + "/") == 0;
  }

  static bool meant(const v1::EventFilter& filter, const v1::Event& event) {
    const absl::Time start = sql::timeOf(true, event.start_time());
    const bool place =
        filter.parents().empty() || std::any_of(filter.parents().begin(), filter.parents().end(),
                                                [&](const std::string& parent) { return covers(parent, event); });
    const auto& range = filter.time_range();
    return place && allows(filter.kinds(), static_cast<int>(event.kind())) &&
           allows(filter.object_classes(), event.object_class()) &&
           (!range.has_start_time() || start >= sql::timeOf(true, range.start_time())) &&
           (!range.has_end_time() || start < sql::timeOf(true, range.end_time())) && inDaily(filter, start);
  }

  /// Windows of the filter begin and end on the same day here.
  static bool inDaily(const v1::EventFilter& filter, absl::Time start) {
    if (!filter.has_daily()) return true;
    absl::TimeZone zone;
    absl::LoadTimeZone(filter.daily().time_zone(), &zone);
    const absl::CivilDay day = absl::ToCivilDay(start, zone);
    return start >= absl::FromCivil(absl::CivilMinute(day) + filter.daily().start_minute(), zone) &&
           start < absl::FromCivil(absl::CivilMinute(day) + filter.daily().end_minute(), zone);
  }

  static bool visible(const Scope& scope, const v1::Event& event) {
    const absl::Time start = sql::timeOf(true, event.start_time());
    return scope.everything || std::any_of(scope.rules.begin(), scope.rules.end(), [&](const ScopeRule& rule) {
             return covers(rule.parent, event) && allows(rule.kinds, event.kind()) &&
                    allows(rule.objectClasses, event.object_class()) && start >= rule.notBefore &&
                    start < rule.notAfter;
           });
  }

  static std::string key(const v1::Event& event, v1::CountEventsRequest::GroupBy groupBy, const absl::TimeZone& zone) {
    const absl::Time start = sql::timeOf(true, event.start_time());
    switch (groupBy) {
      case v1::CountEventsRequest::GROUP_BY_CLASS:
        return event.object_class();
      case v1::CountEventsRequest::GROUP_BY_KIND:
        return absl::StrCat(event.kind());
      case v1::CountEventsRequest::GROUP_BY_CHANNEL:
        return channelOf(event);
      case v1::CountEventsRequest::GROUP_BY_DAY:
        return absl::FormatTime(absl::FromCivil(absl::ToCivilDay(start, zone), zone));
      default: {
        const auto local = zone.At(start);
        return absl::FormatTime(start -
                                (start - absl::FromUnixSeconds(0) + absl::Seconds(local.offset)) % absl::Hours(1));
      }
    }
  }

  std::map<std::string, v1::Event> events_;
};

}  // namespace cameramonit::events
