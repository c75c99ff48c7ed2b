#pragma once

#include <string>
#include <string_view>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "common/base/clock.h"
#include "common/base/secret.h"
#include "storage/media/media_layout.h"

namespace cameramonit::media {

/// What a playback URL allows, to whoever holds it.
struct PlaybackGrant {
  std::string media;  ///< resource name
  Variant variant = Variant::kOriginal;
  absl::Time expires;
  std::string user;     ///< resource name of who asked for it: the URL allows what they may
  std::string session;  ///< of that user; with it the URL ends
};

/// Makes and checks the tokens in playback URLs: a grant with a keyed BLAKE2b hash over it (libsodium), in base64url.
/// Nobody without the key can make one or change one. Thread-safe.
class PlaybackTokens {
 public:
  /// `key` has 32 bytes. Borrows `clock`.
  PlaybackTokens(base::Secret<std::string> key, const base::Clock& clock);

  std::string sign(const PlaybackGrant& grant) const;

  /// Errors: SIGNATURE_INVALID, URL_EXPIRED.
  absl::StatusOr<PlaybackGrant> verify(std::string_view token) const;

 private:
  std::string hash(std::string_view payload) const;

  const base::Secret<std::string> key_;
  const base::Clock& clock_;
};

}  // namespace cameramonit::media
