#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

namespace cameramonit::sql {
class Database;
class Session;
}  // namespace cameramonit::sql

namespace cameramonit::application {

/// The counter of changes of projects and channels.
inline constexpr char kRevisions[] = "application";

/// Notes within the transaction of `session` that the project or channel of this name is gone; old notes are forgotten.
absl::Status addTombstone(sql::Session& session, const std::string& name);

/// What happened to one project or channel.
struct Change {
  std::int64_t revision = 0;
  std::string name;
  bool deleted = false;
};

/// Tells what changed, for watches. Thread-safe.
class ChangeTable {
 public:
  /// Borrows `database`, which must outlive this.
  explicit ChangeTable(sql::Database& database) : database_(database) {}

  /// Everything up to here is committed.
  absl::StatusOr<std::int64_t> lastRevision();
  /// In order, at most `limit`. Something that changed several times may come once.
  /// Errors: REVISION_COMPACTED when `revision` is too old to tell, or was never given.
  absl::StatusOr<std::vector<Change>> since(std::int64_t revision, int limit);

 private:
  sql::Database& database_;
};

}  // namespace cameramonit::application
