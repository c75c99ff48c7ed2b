#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "cameramonit/events/v1/event.pb.h"
#include "cameramonit/events/v1/event_service.pb.h"
#include "server/events/table/scope.h"

namespace cameramonit::sql {
class Database;
class Session;
}  // namespace cameramonit::sql

namespace cameramonit::events {

class Dictionary;

struct EventPage {
  std::vector<v1::Event> events;
  std::string nextPageToken;
};

/// One change, as watchers get it.
struct EventChange {
  std::int64_t revision = 0;
  std::string name;
  /// Absent when the event was deleted.
  std::optional<v1::Event> event;
};

struct EventChanges {
  std::vector<EventChange> changes;  ///< by revision
  /// Everything up to here has been looked at, also what the scope and filter hid: go on after it.
  std::int64_t revision = 0;
};

/// What `write` stored for each of its inputs, in their order.
struct EventRevisions {
  std::vector<std::int64_t> revisions;
};

/// Events as recorded. What is stored is exactly `events.v1.Event`, times cut to µs. Thread-safe.
///
/// Revisions are gap-free: whoever has read up to revision n misses nothing that commits later (sql::takeRevisions).
/// Filters follow `events.v1.EventFilter`; features of the same key are alternatives, of different keys all needed.
/// Errors of all: what sql::Database gives.
class EventTable {
 public:
  /// Borrows `database`, which must outlive this.
  explicit EventTable(sql::Database& database);
  ~EventTable();

  /// Writes in one transaction. An event whose name is already there is changed and gets a new revision; one that is
  /// there just like that keeps its revision. At most 1000 at once.
  /// Errors: FIELD_INVALID (a name or time is missing or malformed).
  absl::StatusOr<EventRevisions> write(const std::vector<v1::Event>& events);

  /// Changes a batch before it is written, within its transaction and after every earlier writer's; words that it adds
  /// must be in the dictionary already. May run several times, each on the batch as it was given.
  using Decorate = std::function<absl::Status(sql::Session&, std::vector<v1::TrackedObject>&, std::vector<v1::Event>&)>;

  /// The same, with tracked objects before the events, all or nothing.
  absl::StatusOr<EventRevisions> write(const std::vector<v1::TrackedObject>& objects,
                                       const std::vector<v1::Event>& events, const Decorate& decorate = nullptr);

  /// Writes a great many events that are certainly new, such as a benchmark's, without looking for any of them: each
  /// object's events must come in one call, and no object may be there already. All or nothing.
  /// Errors: FIELD_INVALID.
  absl::Status append(const std::vector<v1::Event>& events);

  /// Errors: EVENT_UNKNOWN, also when the scope hides it.
  absl::StatusOr<v1::Event> get(const std::string& name, const Scope& scope);

  /// Newest first unless `oldestFirst`, by start_time.
  /// Errors: PAGE_TOKEN_INVALID, FIELD_INVALID.
  absl::StatusOr<EventPage> list(const v1::EventFilter& filter, const Scope& scope, bool oldestFirst, int pageSize,
                                 const std::string& pageToken);

  /// Counts, in total and by group. Groups of hours and days come by time and only where there is something, others by
  /// descending count.
  /// Errors: FIELD_INVALID (unknown time zone).
  absl::StatusOr<v1::CountEventsResponse> count(const v1::EventFilter& filter, const Scope& scope,
                                                v1::CountEventsRequest::GroupBy groupBy, const std::string& timeZone);

  /// The newest event of each channel and how many objects came since; see EventService.SummarizeChannels.
  /// Errors: FIELD_INVALID.
  absl::StatusOr<v1::SummarizeChannelsResponse> summarize(const v1::SummarizeChannelsRequest& request,
                                                          const Scope& scope);

  /// The next changes after `revision` that are meant: at least `limit` of them, or all there are. An event that
  /// changed several times comes once, as it is now.
  /// Errors: REVISION_COMPACTED.
  absl::StatusOr<EventChanges> changedSince(std::int64_t revision, const v1::EventFilter& filter, const Scope& scope,
                                            int limit);

  /// The newest revision; watching from here misses nothing.
  absl::StatusOr<std::int64_t> lastRevision();

  /// Removes events and objects of `media` that were not seen by `keepAttempt`; how many events.
  absl::StatusOr<int> prune(const std::string& media, const std::string& keepAttempt, absl::Time now);

  /// Forgets deletions older than `before`; watchers that have not read so far must begin anew.
  absl::Status compact(absl::Time before);

 private:
  sql::Database& database_;
  std::unique_ptr<Dictionary> dictionary_;
};

}  // namespace cameramonit::events
