#include "server/registry/sealed/key_ring.h"

#include <algorithm>
#include <array>

#include <absl/strings/ascii.h>
#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <sodium.h>

#include "common/base/status.h"

namespace cameramonit::registry {
namespace {

constexpr std::size_t kKeyBytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr std::size_t kIdBytes = 8;

}  // namespace

SealingKey SealingKey::of(base::Secret<std::string> secret) {
  std::array<unsigned char, crypto_generichash_BYTES> hash{};
  constexpr unsigned char kContext[] = "cameramonit credentials key id";
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(secret.reveal().data()),
                     secret.reveal().size(), kContext, sizeof kContext - 1);
  return {absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(hash.data()), kIdBytes)),
          std::move(secret)};
}

SealingKey SealingKey::fresh() {
  std::string bytes(kKeyBytes, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return of(base::Secret<std::string>(std::move(bytes)));
}

absl::StatusOr<KeyRing> KeyRing::parse(std::string_view text) {
  const auto invalid = [](const char* why) {
    return base::failedPrecondition(type::v1::ERROR_REASON_CREDENTIALS_KEY_INVALID,
                                    absl::StrCat("The key of the credentials is not usable: ", why));
  };
  std::vector<SealingKey> keys;
  std::vector<std::string> written;
  for (const absl::string_view line : absl::StrSplit(absl::string_view(text.data(), text.size()), '\n')) {
    for (const absl::string_view key : absl::StrSplit(line.substr(0, line.find('#')), ',')) {
      written.emplace_back(absl::StripAsciiWhitespace(key));
    }
  }
  for (const std::string& line : written) {
    if (line.empty()) continue;
    std::string bytes;
    if (!absl::Base64Unescape(line, &bytes) || bytes.size() != kKeyBytes) {
      return invalid("each line must be 32 bytes in base64, as `openssl rand -base64 32` prints.");
    }
    if (std::all_of(bytes.begin(), bytes.end(), [&bytes](char c) { return c == bytes[0]; })) {
      return invalid("32 equal bytes are not a key.");
    }
    keys.push_back(SealingKey::of(base::Secret<std::string>(std::move(bytes))));
  }
  if (keys.empty()) return invalid("there is none.");
  return KeyRing(std::move(keys));
}

base::Secret<std::string> KeyRing::text() const {
  std::string text = "# Keys of the cameras' credentials: the first seals, all open.\n";
  for (const SealingKey& key : keys_) absl::StrAppend(&text, absl::Base64Escape(key.secret.reveal()), "\n");
  return base::Secret<std::string>(std::move(text));
}

const SealingKey* KeyRing::find(std::string_view id) const {
  const auto found = std::find_if(keys_.begin(), keys_.end(), [id](const SealingKey& key) { return key.id == id; });
  return found == keys_.end() ? nullptr : &*found;
}

KeyRing KeyRing::withFirst(SealingKey first) const {
  std::vector<SealingKey> keys = {std::move(first)};
  for (const SealingKey& key : keys_) {
    if (key.id != keys.front().id) keys.push_back(key);
  }
  return KeyRing(std::move(keys));
}

}  // namespace cameramonit::registry
