#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

namespace cameramonit::sql {
class Database;
}

namespace cameramonit::access {

/// Who did what to which resource, from where, with what outcome. Never holds credentials or tokens.
struct AuditEntry {
  std::int64_t sequence = 0;  ///< from 1, without gaps; set by the table
  absl::Time time;
  std::string principal;  ///< users/{id}, a service's identity, or empty for nobody
  std::string method;     ///< "cameramonit.access.v1.SessionService/Login"
  std::string resource;   ///< cut to 255 characters
  std::string address;
  std::string outcome;  ///< "OK" or the reason of the refusal
  std::map<std::string, std::string> facts;
  std::string hash;  ///< set by the table
};

/// Which entries are meant; empty fields mean all.
struct AuditFilter {
  std::string principal;
  std::string resource;
  absl::Time from = absl::InfinitePast();
  absl::Time until = absl::InfiniteFuture();
};

struct AuditPage {
  std::vector<AuditEntry> entries;
  std::string nextPageToken;
};

/// What `verify` found.
struct AuditVerdict {
  std::int64_t checked = 0;
  /// The first entry that was changed, taken out, or cut off at the end; nothing when the chain is whole.
  std::optional<std::int64_t> broken;
};

/// The audit log: append-only, each entry's SHA-256 covering the one before. Thread-safe.
/// Errors of all: what sql::Database gives.
class AuditTable {
 public:
  /// Borrows `database`, which must outlive this.
  explicit AuditTable(sql::Database& database) : database_(database) {}

  /// Appends in order; sequence and hash are ignored and set. All or none.
  absl::Status append(const std::vector<AuditEntry>& entries);

  /// Newest first.
  /// Errors: PAGE_TOKEN_INVALID.
  absl::StatusOr<AuditPage> list(const AuditFilter& filter, int pageSize, const std::string& pageToken);

  /// Walks the whole chain.
  absl::StatusOr<AuditVerdict> verify();

 private:
  sql::Database& database_;
};

}  // namespace cameramonit::access
