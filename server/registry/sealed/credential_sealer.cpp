#include "server/registry/sealed/credential_sealer.h"

#include <utility>

#include <absl/strings/str_cat.h>
#include <sodium.h>

#include "cameramonit/registry/v1/camera.pb.h"
#include "common/base/status.h"
#include "common/seal/sealer.h"

namespace cameramonit::registry {
namespace {

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
  base::Secret<std::string> clear(message.SerializeAsString());
  sodium_memzero(message.mutable_password()->data(), message.password().size());
  return clear;
}

}  // namespace

absl::StatusOr<std::unique_ptr<CredentialSealer>> CredentialSealer::open(std::unique_ptr<KeySource> source) {
  CAMERAMONIT_ASSIGN_OR_RETURN(KeyRing ring, source->load());
  return std::unique_ptr<CredentialSealer>(new CredentialSealer(std::move(source), std::move(ring)));
}

SealedCredentials CredentialSealer::seal(const std::string& cameraId, const OpenedCredentials& credentials) const {
  absl::MutexLock lock(&mutex_);
  const SealingKey& key = ring_.sealing();
  return {key.id, seal::Sealer(key.secret).seal(boundTo(cameraId), serialize(credentials))};
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
  const auto clear = seal::Sealer(key->secret).open(boundTo(cameraId), sealed.box);
  v1::Credentials message;
  if (!clear.ok() || !message.ParseFromString(clear->reveal())) {
    return unreadable(cameraId, "they were changed, or belong to another camera.");
  }
  OpenedCredentials credentials{base::Secret<std::string>(message.user()),
                                base::Secret<std::string>(message.password())};
  sodium_memzero(message.mutable_password()->data(), message.password().size());
  return credentials;
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
