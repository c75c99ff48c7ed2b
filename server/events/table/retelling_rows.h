#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "cameramonit/events/v1/event.pb.h"
#include "server/events/table/dictionary.h"
#include "storage/sql/session.h"

namespace cameramonit::events {

/// An object as look-alikes are searched.
struct SignedObject {
  std::string id;
  std::string objectClass;  ///< as it is called now
  float confidence = 0;
  absl::Time from;
  absl::Time to;
  v1::Signature signature;
};

/// What is needed to tell events again under another name, within the transaction of a session. Messages carry their
/// facts. Thread-bound; borrows both.
class RetellingRows {
 public:
  RetellingRows(sql::Session& session, Dictionary& dictionary) : session_(session), dictionary_(dictionary) {}

  /// Objects of a channel that have a signature, the newest first; begun within [from, to).
  absl::StatusOr<std::vector<SignedObject>> signedObjects(Dictionary::Ref channelRef, absl::Time from, absl::Time to,
                                                          int limit);

  /// Nothing where there is none of that id.
  absl::StatusOr<std::optional<v1::TrackedObject>> object(const std::string& id);
  absl::StatusOr<std::optional<v1::Event>> event(const std::string& id);
  /// Its own events by beginning, then those it has a part in.
  absl::StatusOr<std::vector<v1::Event>> eventsOf(const std::string& objectId);

  /// Notes whose events are to be told again.
  absl::Status queue(const std::vector<std::string>& ids);
  absl::StatusOr<std::vector<std::string>> queued(int limit);
  absl::Status done(const std::vector<std::string>& ids);

 private:
  absl::Status readEvents(const std::string& condition, std::int64_t ref, std::vector<v1::Event>& events);

  sql::Session& session_;
  Dictionary& dictionary_;
};

}  // namespace cameramonit::events
