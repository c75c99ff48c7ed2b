#include "server/access/password.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <string_view>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>

#include "common/base/status.h"

namespace cameramonit::access {
namespace {

constexpr std::size_t kLeastLength = 10;
constexpr std::size_t kMostLength = 1024;

// The shapes that open most doors, long enough to pass the length rule.
constexpr std::array<std::string_view, 24> kCommon = {
    "1234567890",  "0123456789",   "12345678910", "123456789a",   "1q2w3e4r5t",    "qwertyuiop",
    "qwerty12345", "qwerty123456", "password12",  "password123",  "password1234",  "administrator",
    "iloveyou12",  "letmein123",   "welcome123",  "zaq12wsxcde3", "haslo12345",    "polska12345",
    "kochamcie1",  "changeme123",  "cameramonit", "monitoring1",  "monitoring123", "admin12345"};

absl::Status weak(const std::string& why) {
  return base::invalidArgument(type::v1::ERROR_REASON_PASSWORD_WEAK, why);
}

/// A hash nobody's password has, made once, so that a login of an unknown user costs what any login costs.
const std::string& decoyHash() {
  static const std::string hash = [] {
    auto made = hashPassword(oneTimePassword());
    return made.ok() ? *made : std::string();
  }();
  return hash;
}

}  // namespace

absl::StatusOr<std::string> hashPassword(const base::Secret<std::string>& password) {
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (crypto_pwhash_str(hash.data(), password.reveal().data(), password.reveal().size(),
                        crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
    return base::internalError("There is not enough memory to hash a password.");
  }
  return std::string(hash.data());
}

bool verifyPassword(const std::string& hash, const base::Secret<std::string>& password) {
  const std::string& known = hash.empty() ? decoyHash() : hash;
  const bool right = crypto_pwhash_str_verify(known.c_str(), password.reveal().data(), password.reveal().size()) == 0;
  return right && !hash.empty();
}

absl::Status checkPasswordStrength(const base::Secret<std::string>& password, const std::string& userId) {
  const std::string& text = password.reveal();
  if (text.size() < kLeastLength) return weak("The password needs at least 10 characters. A sentence is fine.");
  if (text.size() > kMostLength) return weak("The password may have at most 1024 characters.");
  const std::string lower = absl::AsciiStrToLower(text);
  const bool oneLetter = std::all_of(lower.begin(), lower.end(), [&](char c) { return c == lower.front(); });
  const bool common = std::find(kCommon.begin(), kCommon.end(), lower) != kCommon.end();
  if (oneLetter || common) return weak("This password is among the first that are tried. Choose another one.");
  if (!userId.empty() && absl::StrContains(lower, userId)) return weak("The password must not contain your name.");
  return absl::OkStatus();
}

base::Secret<std::string> oneTimePassword() {
  static constexpr std::string_view kAlphabet = "abcdefghjkmnpqrstuvwxyz23456789Q";  // 32 signs, 5 bits each
  std::string text;
  for (int i = 0; i < 16; ++i) {
    if (i > 0 && i % 4 == 0) text += '-';
    text += kAlphabet[randombytes_uniform(static_cast<std::uint32_t>(kAlphabet.size()))];
  }
  return base::Secret<std::string>(std::move(text));
}

}  // namespace cameramonit::access
