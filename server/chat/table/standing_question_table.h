#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "cameramonit/chat/v1/chat.pb.h"
#include "storage/sql/request_key.h"

namespace cameramonit::sql {
class Database;
}

namespace cameramonit::chat {

/// A standing question and whose it is.
struct StoredStandingQuestion {
  v1::StandingQuestion question;
  std::string user;  ///< users/{id}
};

/// "Tell me when…". What is stored is exactly `chat.v1.StandingQuestion`. Thread-safe.
/// Errors of all: what sql::Database gives.
class StandingQuestionTable {
 public:
  /// Borrows `database`, which must outlive this.
  explicit StandingQuestionTable(sql::Database& database) : database_(database) {}

  /// Adds one under its name; create_time and etag are set.
  absl::StatusOr<v1::StandingQuestion> create(const StoredStandingQuestion& question, absl::Time now);

  /// Errors: STANDING_QUESTION_UNKNOWN, also when it is another user's.
  absl::StatusOr<v1::StandingQuestion> get(const std::string& name, const std::string& user);

  /// Of a user, oldest first; of `project` only, unless that is empty.
  absl::StatusOr<std::vector<v1::StandingQuestion>> ofUser(const std::string& user, const std::string& project);

  /// All that are not paused: what the matcher loads.
  absl::StatusOr<std::vector<StoredStandingQuestion>> active();

  /// Replaces text, question, chips and paused. The etag, when set, must be the stored one.
  /// Errors: STANDING_QUESTION_UNKNOWN, ETAG_MISMATCH.
  absl::StatusOr<v1::StandingQuestion> update(const v1::StandingQuestion& question, const std::string& user);

  /// The same for a request that may be a retry: then the first result comes back and nothing changes.
  /// Errors: as update, and REQUEST_ID_REUSED.
  absl::StatusOr<v1::StandingQuestion> update(const v1::StandingQuestion& question, const std::string& user,
                                              const sql::RequestKey& key, absl::Time now);

  /// What a request had as result when it was first made; nothing when it is new. Errors: REQUEST_ID_REUSED.
  absl::StatusOr<std::optional<v1::StandingQuestion>> firstResult(const sql::RequestKey& key, absl::Time now);

  /// Counts a match at `time` for each of `names`, as often as it is named; the last match never goes back. Unknown
  /// names are ignored: it was just deleted.
  absl::Status recordMatches(const std::vector<std::string>& names, absl::Time time);

  /// Idempotent; another user's is left alone.
  absl::Status remove(const std::string& name, const std::string& user);

  /// The same for a request that may be a retry: one that was made again after the question was, leaves it alone.
  /// Errors: REQUEST_ID_REUSED.
  absl::Status remove(const std::string& name, const std::string& user, const sql::RequestKey& key, absl::Time now);

 private:
  sql::Database& database_;
};

}  // namespace cameramonit::chat
