#include "server/access/second_factor.h"

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "server/access/password.h"
#include "server/access/totp.h"

namespace cameramonit::access {
namespace {

constexpr int kRecoveryCodes = 10;
constexpr std::size_t kDigits = 6;

absl::Status codeWrong() {
  return base::unauthenticated(type::v1::ERROR_REASON_CODE_WRONG, "The code is wrong or was used already.");
}

/// Of a user's code: the same code of two users has two hashes.
std::string codeHash(const std::string& user, const std::string& code) {
  return tokenHash(absl::StrCat(user, "\n", absl::AsciiStrToLower(code)));
}

}  // namespace

absl::StatusOr<base::Secret<std::string>> SecondFactor::begin(const std::string& user) {
  base::Secret<std::string> secret = newTotpSecret();
  CAMERAMONIT_RETURN_IF_ERROR(table_.begin(user, key_.seal(secret)));
  return secret;
}

absl::StatusOr<std::vector<std::string>> SecondFactor::confirm(const std::string& user, const std::string& code) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto stored, table_.get(user));
  if (!stored.has_value()) return codeWrong();
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto secret, key_.open(stored->sealedSecret));
  const auto step = matchTotp(secret, code, clock_.now());
  if (!step.has_value() || *step <= stored->lastStep) return codeWrong();
  std::vector<std::string> codes;
  std::vector<std::string> hashes;
  for (int i = 0; i < kRecoveryCodes; ++i) {
    codes.push_back(oneTimePassword().reveal());
    hashes.push_back(codeHash(user, codes.back()));
  }
  CAMERAMONIT_RETURN_IF_ERROR(table_.confirm(user, *step, hashes));
  return codes;
}

absl::Status SecondFactor::check(const std::string& user, const std::string& code) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto stored, table_.get(user));
  if (!stored.has_value() || !stored->confirmed) return absl::OkStatus();
  if (code.empty()) {
    return base::unauthenticated(type::v1::ERROR_REASON_CODE_REQUIRED, "The code of the second factor is needed too.");
  }
  bool taken = false;
  if (code.size() == kDigits) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto secret, key_.open(stored->sealedSecret));
    if (const auto step = matchTotp(secret, code, clock_.now()); step.has_value()) {
      CAMERAMONIT_ASSIGN_OR_RETURN(taken, table_.takeStep(user, *step));
    }
  } else {
    CAMERAMONIT_ASSIGN_OR_RETURN(taken, table_.takeRecoveryCode(user, codeHash(user, code)));
  }
  return taken ? absl::OkStatus() : codeWrong();
}

}  // namespace cameramonit::access
