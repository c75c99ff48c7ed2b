#pragma once

#include <string>

#include <absl/status/statusor.h>

#include "common/base/secret.h"

namespace cameramonit::access {

/// argon2id (RFC 9106) with libsodium's interactive cost: about 64 MiB and some tens of milliseconds, on purpose.
/// Errors: INTERNAL when that memory cannot be had. Reentrant.
absl::StatusOr<std::string> hashPassword(const base::Secret<std::string>& password);

/// Whether the password is the hashed one; takes the same time for an empty hash, so an unknown user cannot be told
/// from a wrong password. Reentrant.
bool verifyPassword(const std::string& hash, const base::Secret<std::string>& password);

/// Refuses what is short, common, or the user's own name.
/// Errors: PASSWORD_WEAK, saying what would do. Reentrant.
absl::Status checkPasswordStrength(const base::Secret<std::string>& password, const std::string& userId);

/// Four groups of four letters and digits that are not mistaken for one another (80 bits). Thread-safe.
base::Secret<std::string> oneTimePassword();

}  // namespace cameramonit::access
