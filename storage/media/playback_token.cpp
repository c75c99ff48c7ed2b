#include "storage/media/playback_token.h"

#include <sodium.h>

#include <utility>

#include <absl/strings/escaping.h>

#include "cameramonit/media/v1/playback_grant.pb.h"
#include "common/base/status.h"

namespace cameramonit::media {
namespace {

constexpr std::size_t kHashBytes = crypto_generichash_BYTES;

v1::PlaybackGrant::File toProto(Variant variant) {
  switch (variant) {
    case Variant::kOriginal:
      return v1::PlaybackGrant::FILE_ORIGINAL;
    case Variant::kBrowser:
      return v1::PlaybackGrant::FILE_BROWSER;
    case Variant::kAnimation:
      return v1::PlaybackGrant::FILE_ANIMATION;
    case Variant::kStill:
      return v1::PlaybackGrant::FILE_STILL;
  }
  return v1::PlaybackGrant::FILE_UNSPECIFIED;
}

absl::StatusOr<Variant> fromProto(v1::PlaybackGrant::File file) {
  switch (file) {
    case v1::PlaybackGrant::FILE_ORIGINAL:
      return Variant::kOriginal;
    case v1::PlaybackGrant::FILE_BROWSER:
      return Variant::kBrowser;
    case v1::PlaybackGrant::FILE_ANIMATION:
      return Variant::kAnimation;
    case v1::PlaybackGrant::FILE_STILL:
      return Variant::kStill;
    default:
      return base::permissionDenied(base::ErrorReason::ERROR_REASON_SIGNATURE_INVALID, "The address is not valid.");
  }
}

absl::Status signatureInvalid() {
  return base::permissionDenied(base::ErrorReason::ERROR_REASON_SIGNATURE_INVALID,
                                "The address of this video is not valid. Open it anew.");
}

}  // namespace

PlaybackTokens::PlaybackTokens(base::Secret<std::string> key, const base::Clock& clock)
    : key_(std::move(key)), clock_(clock) {}

std::string PlaybackTokens::sign(const PlaybackGrant& grant) const {
  v1::PlaybackGrant message;
  message.set_media(grant.media);
  message.set_file(toProto(grant.variant));
  message.mutable_expire_time()->set_seconds(absl::ToUnixSeconds(grant.expires));
  message.set_user(grant.user);
  message.set_session(grant.session);
  const std::string payload = message.SerializeAsString();
  return absl::WebSafeBase64Escape(hash(payload) + payload);
}

absl::StatusOr<PlaybackGrant> PlaybackTokens::verify(std::string_view token) const {
  constexpr std::size_t kLongest = 4096;
  std::string bytes;
  if (token.size() > kLongest || !absl::WebSafeBase64Unescape({token.data(), token.size()}, &bytes) ||
      bytes.size() <= kHashBytes) {
    return signatureInvalid();
  }
  const std::string payload = bytes.substr(kHashBytes);
  if (sodium_memcmp(hash(payload).data(), bytes.data(), kHashBytes) != 0) return signatureInvalid();
  v1::PlaybackGrant message;
  if (!message.ParseFromString(payload)) return signatureInvalid();
  PlaybackGrant grant;
  CAMERAMONIT_ASSIGN_OR_RETURN(grant.variant, fromProto(message.file()));
  grant.media = message.media();
  grant.user = message.user();
  grant.session = message.session();
  grant.expires = absl::FromUnixSeconds(message.expire_time().seconds());
  if (clock_.now() >= grant.expires) {
    return base::permissionDenied(base::ErrorReason::ERROR_REASON_URL_EXPIRED,
                                  "The address of this video has expired. Open it anew.");
  }
  return grant;
}

std::string PlaybackTokens::hash(std::string_view payload) const {
  std::string result(kHashBytes, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(result.data()), result.size(),
                     reinterpret_cast<const unsigned char*>(payload.data()), payload.size(),
                     reinterpret_cast<const unsigned char*>(key_.reveal().data()), key_.reveal().size());
  return result;
}

}  // namespace cameramonit::media
