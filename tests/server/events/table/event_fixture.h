#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <absl/strings/str_cat.h>

#include "common/base/ids.h"
#include "common/base/status.h"
#include "server/events/table/event_table.h"
#include "server/events/table/tracked_object_table.h"
#include "storage/sql/proto_fields.h"
#include "tests/support/database/test_database.h"

namespace cameramonit::events {

inline const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);  // 2023-11-14 22:13:20 UTC
inline constexpr char kGate[] = "projects/home/channels/gate";
inline constexpr char kYard[] = "projects/home/channels/yard";
inline constexpr char kShop[] = "projects/shop/channels/door";

/// An event of a class, `seconds` after kNow.
inline v1::Event event(double seconds, const std::string& objectClass = "person", const std::string& channel = kGate,
                       v1::EventKind kind = v1::EVENT_KIND_APPEARED) {
  const absl::Time start = kNow + absl::Seconds(seconds);
  v1::Event out;
  out.set_name(absl::StrCat(channel, "/events/", base::newUuid(start)));
  out.set_kind(kind);
  out.set_object_class(objectClass);
  out.set_confidence(0.875f);
  out.set_severity(v1::SEVERITY_INFO);
  *out.mutable_start_time() = sql::timestampOf(start);
  out.set_state(v1::Event::STATE_FINAL);
  out.mutable_sentence()->set_pl("Ktoś przyszedł.");
  out.mutable_sentence()->set_en("Somebody came.");
  out.set_attempt("attempt-1");
  return out;
}

inline std::string objectName(const std::string& channel = kGate) {
  return absl::StrCat(channel, "/objects/", base::newUuid(kNow));
}

inline v1::Event ofObject(v1::Event event, const std::string& object) {
  event.set_tracked_object(object);
  return event;
}

inline v1::Event with(v1::Event event, const std::string& key, const std::string& value) {
  v1::Feature& feature = *event.add_features();
  feature.set_key(key);
  feature.set_value(value);
  feature.set_confidence(0.5f);
  return event;
}

class EventFixture : public support::BothDatabases {
 protected:
  std::vector<std::int64_t> write(const std::vector<v1::Event>& events) {
    const auto written = events_.write(events);
    EXPECT_TRUE(written.ok()) << written.status();
    return written.ok() ? written->revisions : std::vector<std::int64_t>();
  }

  /// Seconds after kNow of what a list gives, over all pages.
  std::string secondsOf(const v1::EventFilter& filter, const Scope& scope = Scope::all(), bool oldestFirst = true,
                        int pageSize = 3) {
    std::string out, token;
    do {
      const auto page = events_.list(filter, scope, oldestFirst, pageSize, token);
      if (!page.ok()) return page.status().ToString();
      for (const v1::Event& one : page->events) {
        absl::StrAppend(&out, one.start_time().seconds() - absl::ToUnixSeconds(kNow), " ");
      }
      token = page->nextPageToken;
    } while (!token.empty());
    return out;
  }

  v1::CountEventsResponse count(const v1::EventFilter& filter, const Scope& scope = Scope::all(),
                                v1::CountEventsRequest::GroupBy groupBy = v1::CountEventsRequest::GROUP_BY_UNSPECIFIED,
                                const std::string& zone = "") {
    const auto counted = events_.count(filter, scope, groupBy, zone);
    EXPECT_TRUE(counted.ok()) << counted.status();
    return counted.value_or(v1::CountEventsResponse());
  }

  EventTable events_{database()};
  TrackedObjectTable objects_{database()};
};

}  // namespace cameramonit::events
