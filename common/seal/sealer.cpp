#include "common/seal/sealer.h"

#include <sodium.h>

#include <utility>
#include <vector>

#include <absl/strings/escaping.h>

#include "common/base/status.h"

namespace cameramonit::seal {
namespace {

constexpr std::size_t kBlock = 64;
constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;

absl::Status broken() {
  return base::failedPrecondition(type::v1::ERROR_REASON_SEAL_BROKEN,
                                  "A sealed secret cannot be opened: the key that sealed it is gone. Restore the key "
                                  "file, or enter the secret anew.");
}

const unsigned char* bytesOf(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

Sealer::Sealer(const base::Secret<std::string>& key) {
  crypto_generichash(key_.data(), key_.size(), bytesOf(key.reveal()), key.reveal().size(), nullptr, 0);
}

Sealer::~Sealer() {
  sodium_memzero(key_.data(), key_.size());
}

std::string Sealer::seal(std::string_view belongsTo, const base::Secret<std::string>& secret) const {
  std::vector<unsigned char> padded(secret.reveal().begin(), secret.reveal().end());
  std::size_t size = 0;
  padded.resize((padded.size() / kBlock + 1) * kBlock);
  sodium_pad(&size, padded.data(), secret.reveal().size(), kBlock, padded.size());
  std::string box(kNonce + padded.size() + kTag, '\0');
  auto* out = reinterpret_cast<unsigned char*>(box.data());
  randombytes_buf(out, kNonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt(out + kNonce, nullptr, padded.data(), padded.size(), bytesOf(belongsTo),
                                             belongsTo.size(), nullptr, out, key_.data());
  sodium_memzero(padded.data(), padded.size());
  return absl::Base64Escape(box);
}

absl::StatusOr<base::Secret<std::string>> Sealer::open(std::string_view belongsTo, std::string_view box) const {
  std::string raw;
  if (!absl::Base64Unescape(std::string(box), &raw) || raw.size() < kNonce + kTag + kBlock) return broken();
  std::string padded(raw.size() - kNonce - kTag, '\0');
  const bool opened = crypto_aead_xchacha20poly1305_ietf_decrypt(
                          reinterpret_cast<unsigned char*>(padded.data()), nullptr, nullptr, bytesOf(raw) + kNonce,
                          raw.size() - kNonce, bytesOf(belongsTo), belongsTo.size(), bytesOf(raw), key_.data()) == 0;
  std::size_t size = 0;
  if (!opened || sodium_unpad(&size, bytesOf(padded), padded.size(), kBlock) != 0) return broken();
  padded.resize(size);
  return base::Secret<std::string>(std::move(padded));
}

}  // namespace cameramonit::seal
