#include "server/access/access_key.h"

#include <sodium.h>

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>

#include "common/base/status.h"

namespace cameramonit::access {
namespace {

constexpr std::size_t kTokenBytes = 32;
constexpr std::size_t kDeviceBytes = 12;

template <typename Key>
void derive(const base::Secret<std::string>& key, std::string_view purpose, Key& target) {
  const std::string& bytes = key.reveal();
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, target.size());
  crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(purpose.data()), purpose.size());
  crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  crypto_generichash_final(&state, target.data(), target.size());
}

std::string randomBytes(std::size_t size) {
  std::string bytes(size, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

}  // namespace

AccessKey::AccessKey(const base::Secret<std::string>& key) {
  derive(key, "cameramonit access sealing", sealing_);
  derive(key, "cameramonit access signing", signing_);
}

AccessKey::~AccessKey() {
  sodium_memzero(sealing_.data(), sealing_.size());
  sodium_memzero(signing_.data(), signing_.size());
}

std::string AccessKey::seal(const base::Secret<std::string>& secret) const {
  const std::string nonce = randomBytes(crypto_secretbox_NONCEBYTES);
  std::string box(secret.reveal().size() + crypto_secretbox_MACBYTES, '\0');
  crypto_secretbox_easy(reinterpret_cast<unsigned char*>(box.data()),
                        reinterpret_cast<const unsigned char*>(secret.reveal().data()), secret.reveal().size(),
                        reinterpret_cast<const unsigned char*>(nonce.data()), sealing_.data());
  return absl::WebSafeBase64Escape(nonce + box);
}

absl::StatusOr<base::Secret<std::string>> AccessKey::open(const std::string& sealed) const {
  std::string bytes;
  constexpr std::size_t kOverhead = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  const bool formed = absl::WebSafeBase64Unescape(sealed, &bytes) && bytes.size() >= kOverhead;
  std::string secret(formed ? bytes.size() - kOverhead : 0, '\0');
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  if (!formed ||
      crypto_secretbox_open_easy(reinterpret_cast<unsigned char*>(secret.data()), data + crypto_secretbox_NONCEBYTES,
                                 bytes.size() - crypto_secretbox_NONCEBYTES, data, sealing_.data()) != 0) {
    return base::internalError("A second factor was sealed with another key; restore keys/access from a backup.");
  }
  return base::Secret<std::string>(std::move(secret));
}

std::string AccessKey::digest(std::string_view text) const {
  std::string hash(16, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(),
                     reinterpret_cast<const unsigned char*>(text.data()), text.size(), signing_.data(),
                     signing_.size());
  return absl::BytesToHexString(hash);
}

std::string AccessKey::newDeviceToken(std::string_view user) const {
  const std::string device = absl::BytesToHexString(randomBytes(kDeviceBytes));
  return absl::StrCat(device, ".", digest(std::string("device\n") + std::string(user) + "\n" + device));
}

std::string AccessKey::deviceOf(std::string_view token, std::string_view user) const {
  const std::size_t dot = token.find('.');
  if (dot == std::string_view::npos) return "";
  const std::string device(token.substr(0, dot));
  const std::string right = digest(std::string("device\n") + std::string(user) + "\n" + device);
  const std::string_view given = token.substr(dot + 1);
  const bool same = given.size() == right.size() && sodium_memcmp(given.data(), right.data(), right.size()) == 0;
  return same ? device : "";
}

std::string tokenHash(std::string_view token) {
  std::string hash(32, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(),
                     reinterpret_cast<const unsigned char*>(token.data()), token.size(), nullptr, 0);
  return absl::BytesToHexString(hash);
}

std::string randomToken() {
  return absl::WebSafeBase64Escape(randomBytes(kTokenBytes));
}

}  // namespace cameramonit::access
