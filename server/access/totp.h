#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <absl/time/time.h>

#include "common/base/secret.h"

namespace cameramonit::access {

/// Time-based one-time codes, RFC 6238: HMAC-SHA-1, steps of 30 s since the epoch, six digits. All reentrant.

/// 20 random bytes, as RFC 4226 § 4 recommends.
base::Secret<std::string> newTotpSecret();

std::int64_t totpStepAt(absl::Time time);

/// Six digits.
std::string totpCode(const base::Secret<std::string>& secret, std::int64_t step);

/// The step that `code` belongs to, if it is the one of `now` or next to it: clocks differ and people type slowly.
std::optional<std::int64_t> matchTotp(const base::Secret<std::string>& secret, const std::string& code, absl::Time now);

/// RFC 4648 without padding, for people and apps.
std::string base32(const std::string& bytes);

/// otpauth://totp/…, what apps read from a QR code.
std::string totpUri(const base::Secret<std::string>& secret, const std::string& user);

}  // namespace cameramonit::access
