#include "common/media/open_failure.h"

#include <cerrno>

extern "C" {
#include <libavutil/error.h>
}

#include "common/base/status.h"

namespace cameramonit::media {

using base::ErrorReason;

absl::Status openFailure(int error, const OpenAttempt& attempt) {
  switch (error) {
    case AVERROR_HTTP_UNAUTHORIZED:
    case AVERROR_HTTP_FORBIDDEN:
      if (!attempt.login) {
        return base::unauthenticated(ErrorReason::ERROR_REASON_CREDENTIALS_MISSING,
                                     "The camera wants a user name and a password.");
      }
      return base::unauthenticated(ErrorReason::ERROR_REASON_CAMERA_LOGIN_REFUSED,
                                   "The camera does not accept this user name and password.");
    case AVERROR_HTTP_NOT_FOUND:
    case AVERROR_HTTP_BAD_REQUEST:
      return base::notFound(ErrorReason::ERROR_REASON_CAMERA_PATH_UNKNOWN,
                            "The camera answers, but knows no stream of this path.");
    case AVERROR_HTTP_OTHER_4XX:
    case AVERROR_HTTP_SERVER_ERROR:
      return base::unavailable(ErrorReason::ERROR_REASON_CAMERA_BUSY,
                               "The camera reports a fault of its own; too many viewers, perhaps.");
    case AVERROR(ECONNREFUSED):
      return base::unavailable(ErrorReason::ERROR_REASON_CAMERA_UNREACHABLE,
                               "The host answers, but nothing listens at this port.", {{"why", "port"}});
    case AVERROR(EHOSTUNREACH):
    case AVERROR(ENETUNREACH):
    case AVERROR(ETIMEDOUT):
    case AVERROR_EXIT:
      return base::unavailable(ErrorReason::ERROR_REASON_CAMERA_UNREACHABLE, "Nothing answers at this address.",
                               {{"why", "host"}});
    default:
      if (attempt.encrypted && error == AVERROR(EIO)) {
        return base::failedPrecondition(ErrorReason::ERROR_REASON_TLS_NOT_TRUSTED,
                                        "No certificate that is trusted here vouches for the camera.");
      }
      return base::failedPrecondition(ErrorReason::ERROR_REASON_NOT_A_CAMERA,
                                      "What answers at this address does not speak as a camera does.");
  }
}

}  // namespace cameramonit::media
