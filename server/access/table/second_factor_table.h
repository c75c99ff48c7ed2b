#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

namespace cameramonit::sql {
class Database;
}

namespace cameramonit::access {

/// A second factor as kept: its secret sealed.
struct StoredFactor {
  std::string sealedSecret;
  bool confirmed = false;
  std::int64_t lastStep = 0;  ///< of the last code that was taken
};

/// Second factors and their recovery codes. Thread-safe. Errors of all: what sql::Database gives.
class SecondFactorTable {
 public:
  /// Borrows `database`, which must outlive this.
  explicit SecondFactorTable(sql::Database& database) : database_(database) {}

  /// Nothing when the user has none. `user` is users/{id} in all.
  absl::StatusOr<std::optional<StoredFactor>> get(const std::string& user);

  /// Begins anew: what was begun or confirmed before is gone.
  /// Errors: USER_UNKNOWN.
  absl::Status begin(const std::string& user, const std::string& sealedSecret);

  /// From now on it is asked for; its recovery codes are those with these hashes.
  absl::Status confirm(const std::string& user, std::int64_t step, const std::vector<std::string>& codeHashes);

  /// Takes the code of a time step; false when that step or a later one was taken before.
  absl::StatusOr<bool> takeStep(const std::string& user, std::int64_t step);

  /// Takes a recovery code; false when there is no such one (any more).
  absl::StatusOr<bool> takeRecoveryCode(const std::string& user, const std::string& codeHash);

  /// Idempotent.
  absl::Status remove(const std::string& user);

 private:
  sql::Database& database_;
};

}  // namespace cameramonit::access
