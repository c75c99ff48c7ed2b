#pragma once

#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "common/base/clock.h"
#include "common/base/secret.h"
#include "server/access/access_key.h"
#include "server/access/table/second_factor_table.h"

namespace cameramonit::access {

/// The second factor of accounts that have one: codes of an app, and recovery codes for when the app is lost.
/// Thread-safe.
class SecondFactor {
 public:
  /// Borrows everything.
  SecondFactor(SecondFactorTable& table, const AccessKey& key, const base::Clock& clock)
      : table_(table), key_(key), clock_(clock) {}

  /// A new secret, which counts from `confirm` on.
  absl::StatusOr<base::Secret<std::string>> begin(const std::string& user);

  /// Proves that the secret arrived; the recovery codes.
  /// Errors: CODE_WRONG.
  absl::StatusOr<std::vector<std::string>> confirm(const std::string& user, const std::string& code);

  /// Whether `code`, of the app or a recovery code, lets the user in; each does once. OK for who has no second factor.
  /// Errors: CODE_REQUIRED, CODE_WRONG.
  absl::Status check(const std::string& user, const std::string& code);

  absl::Status remove(const std::string& user) { return table_.remove(user); }

 private:
  SecondFactorTable& table_;
  const AccessKey& key_;
  const base::Clock& clock_;
};

}  // namespace cameramonit::access
