#include "server/registry/sealed/credential_sealer.h"

#include <utility>

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <sodium.h>

#include "cameramonit/registry/v1/camera.pb.h"
#include "common/base/status.h"

namespace cameramonit::registry {
namespace {

constexpr std::size_t kPadTo = 128;
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* bytes(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

std::string boundTo(const std::string& cameraId) {
  return absl::StrCat("cameramonit credentials 1\n", cameraId);
}

absl::Status unreadable(const std::string& cameraId, const std::string& why) {
  return base::failedPrecondition(type::v1::ERROR_REASON_CREDENTIALS_UNREADABLE,
                                  absl::StrCat("The credentials of this camera cannot be opened: ", why),
                                  {{"camera", absl::StrCat("cameras/", cameraId)}});
}

/// The clear form, wiped by whoever holds it.
base::Secret<std::string> serialize(const OpenedCredentials& credentials) {
  v1::Credentials message;
  message.set_user(credentials.user.reveal());
  message.set_password(credentials.password.reveal());
  std::string clear = message.SerializeAsString();
  sodium_memzero(message.mutable_password()->data(), message.password().size());
  // Padded by ISO/IEC 7816-4, as sodium_pad does, so that the box does not tell how long the password is.
  clear.push_back('\x80');
  clear.resize((clear.size() + kPadTo - 1) / kPadTo * kPadTo, '\0');
  return base::Secret<std::string>(std::move(clear));
}

absl::StatusOr<OpenedCredentials> deserialize(const std::string& cameraId, const std::string& clear) {
  const std::size_t mark = clear.find_last_not_of('\0');
  v1::Credentials message;
  if (mark == std::string::npos || clear[mark] != '\x80' ||
      !message.ParseFromArray(clear.data(), static_cast<int>(mark))) {
    return unreadable(cameraId, "they are damaged.");
  }
  OpenedCredentials credentials{base::Secret<std::string>(message.user()),
                                base::Secret<std::string>(message.password())};
  sodium_memzero(message.mutable_password()->data(), message.password().size());
  return credentials;
}

}  // namespace

absl::StatusOr<std::unique_ptr<CredentialSealer>> CredentialSealer::open(std::unique_ptr<KeySource> source) {
  CAMERAMONIT_ASSIGN_OR_RETURN(KeyRing ring, source->load());
  return std::unique_ptr<CredentialSealer>(new CredentialSealer(std::move(source), std::move(ring)));
}

SealedCredentials CredentialSealer::seal(const std::string& cameraId, const OpenedCredentials& credentials) const {
  const base::Secret<std::string> clear = serialize(credentials);
  const std::string bound = boundTo(cameraId);
  std::string box(kNonceBytes + clear.reveal().size() + kTagBytes, '\0');
  randombytes_buf(box.data(), kNonceBytes);
  absl::MutexLock lock(&mutex_);
  const SealingKey& key = ring_.sealing();
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes(box) + kNonceBytes, nullptr, bytes(clear.reveal()),
                                             clear.reveal().size(), bytes(bound), bound.size(), nullptr, bytes(box),
                                             bytes(key.secret.reveal()));
  return {key.id, absl::Base64Escape(box)};
}

absl::StatusOr<SealingKey> CredentialSealer::keyFor(const std::string& id) {
  {
    absl::MutexLock lock(&mutex_);
    if (const SealingKey* key = ring_.find(id)) return *key;
  }
  CAMERAMONIT_RETURN_IF_ERROR(reload());
  absl::MutexLock lock(&mutex_);
  if (const SealingKey* key = ring_.find(id)) return *key;
  return absl::NotFoundError("no such key");
}

absl::StatusOr<OpenedCredentials> CredentialSealer::open(const std::string& cameraId, const SealedCredentials& sealed) {
  const absl::StatusOr<SealingKey> key = keyFor(sealed.keyId);
  if (!key.ok()) return unreadable(cameraId, "the key that sealed them is not among the keys of this installation.");
  std::string box;
  if (!absl::Base64Unescape(sealed.box, &box) || box.size() < kNonceBytes + kTagBytes) {
    return unreadable(cameraId, "they are damaged.");
  }
  const std::string bound = boundTo(cameraId);
  std::string clear(box.size() - kNonceBytes - kTagBytes, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(bytes(clear), nullptr, nullptr, bytes(box) + kNonceBytes,
                                                 box.size() - kNonceBytes, bytes(bound), bound.size(), bytes(box),
                                                 bytes(key->secret.reveal())) != 0) {
    return unreadable(cameraId, "they were changed, or belong to another camera.");
  }
  const base::Secret<std::string> secret(std::move(clear));
  return deserialize(cameraId, secret.reveal());
}

std::string CredentialSealer::sealingKeyId() const {
  absl::MutexLock lock(&mutex_);
  return ring_.sealing().id;
}

absl::Status CredentialSealer::reload() {
  CAMERAMONIT_ASSIGN_OR_RETURN(KeyRing ring, source_->load());
  absl::MutexLock lock(&mutex_);
  ring_ = std::move(ring);
  return absl::OkStatus();
}

absl::Status CredentialSealer::addKey() {
  absl::MutexLock lock(&mutex_);
  KeyRing ring = ring_.withFirst(SealingKey::fresh());
  CAMERAMONIT_RETURN_IF_ERROR(source_->store(ring));
  ring_ = std::move(ring);
  return absl::OkStatus();
}

absl::Status CredentialSealer::dropOldKeys() {
  absl::MutexLock lock(&mutex_);
  KeyRing ring = ring_.onlyFirst();
  CAMERAMONIT_RETURN_IF_ERROR(source_->store(ring));
  ring_ = std::move(ring);
  return absl::OkStatus();
}

}  // namespace cameramonit::registry
