#pragma once

#include <cstdint>

#include <absl/status/statusor.h>

namespace cameramonit::sql {
class Database;
}

namespace cameramonit::access {

/// The revision counter (sql::takeRevisions) of everything that a decision rests on: accounts, sessions' ends, groups,
/// memberships, grants.
inline constexpr char kAccessCounter[] = "access";

/// Where the counter stands. Thread-safe.
absl::StatusOr<std::int64_t> lastAccessRevision(sql::Database& database);

}  // namespace cameramonit::access
