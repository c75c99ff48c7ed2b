#pragma once

#include <absl/status/status.h>

namespace cameramonit::media {

struct OpenAttempt {
  bool login = false;      ///< credentials were given
  bool encrypted = false;  ///< TLS
};

/// What it means for the person at the camera that opening it ended with libav's `error`: CREDENTIALS_MISSING,
/// CAMERA_LOGIN_REFUSED, CAMERA_PATH_UNKNOWN, CAMERA_UNREACHABLE, CAMERA_BUSY, NOT_A_CAMERA, TLS_NOT_TRUSTED.
/// Reentrant.
absl::Status openFailure(int error, const OpenAttempt& attempt);

}  // namespace cameramonit::media
