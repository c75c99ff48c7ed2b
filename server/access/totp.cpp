#include "server/access/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <array>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

namespace cameramonit::access {
namespace {

constexpr std::size_t kSecretBytes = 20;
constexpr std::int64_t kStepSeconds = 30;
constexpr std::int64_t kTolerance = 1;

}  // namespace

base::Secret<std::string> newTotpSecret() {
  std::string secret(kSecretBytes, '\0');
  randombytes_buf(secret.data(), secret.size());
  return base::Secret<std::string>(std::move(secret));
}

std::int64_t totpStepAt(absl::Time time) {
  return absl::ToUnixSeconds(time) / kStepSeconds;
}

std::string totpCode(const base::Secret<std::string>& secret, std::int64_t step) {
  std::array<unsigned char, 8> counter{};
  for (std::size_t i = 0; i < counter.size(); ++i) {
    counter[counter.size() - 1 - i] = static_cast<unsigned char>(step >> (8 * i) & 0xff);
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned int size = 0;
  const std::string& key = secret.reveal();
  HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), counter.data(), counter.size(), mac.data(), &size);
  // RFC 4226 § 5.3: the last four bits say where the 31 bits lie.
  const std::size_t offset = mac[size - 1] & 0x0f;
  const std::uint32_t number = (mac[offset] & 0x7fU) << 24 | static_cast<std::uint32_t>(mac[offset + 1]) << 16 |
                               static_cast<std::uint32_t>(mac[offset + 2]) << 8 | mac[offset + 3];
  return absl::StrFormat("%06d", number % 1'000'000);
}

std::optional<std::int64_t> matchTotp(const base::Secret<std::string>& secret, const std::string& code,
                                      absl::Time now) {
  const std::int64_t present = totpStepAt(now);
  for (std::int64_t step = present - kTolerance; step <= present + kTolerance; ++step) {
    const std::string right = totpCode(secret, step);
    if (code.size() == right.size() && sodium_memcmp(code.data(), right.data(), right.size()) == 0) return step;
  }
  return std::nullopt;
}

std::string base32(const std::string& bytes) {
  static constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string text;
  std::uint32_t buffer = 0;
  int bits = 0;
  for (const char byte : bytes) {
    buffer = buffer << 8 | static_cast<unsigned char>(byte);
    for (bits += 8; bits >= 5; bits -= 5) text += kAlphabet[buffer >> (bits - 5) & 31];
  }
  if (bits > 0) text += kAlphabet[buffer << (5 - bits) & 31];
  return text;
}

std::string totpUri(const base::Secret<std::string>& secret, const std::string& user) {
  return absl::StrCat("otpauth://totp/cameramonit:", user, "?secret=", base32(secret.reveal()),
                      "&issuer=cameramonit&algorithm=SHA1&digits=6&period=30");
}

}  // namespace cameramonit::access
