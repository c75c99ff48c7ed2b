#pragma once

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "common/base/steady_clock.h"
#include "common/media/camera_address.h"
#include "common/media/packet_input.h"

namespace cameramonit::media {

struct LiveOptions {
  bool udp = false;                               ///< RTSP only: pictures by UDP instead of over the one TCP connection
  absl::Duration openLimit = absl::Seconds(15);   ///< from the first byte to the first description of the stream
  absl::Duration stallLimit = absl::Seconds(10);  ///< without a packet from then on
  /// Certificates that are trusted, as a PEM file; empty: those of the system. A camera behind https whose
  /// certificate none of them vouches for is refused.
  std::string trustedCertificates = {};
};

/// Opens a camera: RTSP, MJPEG over HTTP (multipart), or a film by HTTP, which is played at its own pace.
/// Borrows `clock` for as long as the input lives. A stop ends it and every later read at once. Reentrant.
/// Errors: STREAM_ADDRESS_REFUSED, CREDENTIALS_MISSING, CAMERA_LOGIN_REFUSED, CAMERA_PATH_UNKNOWN, CAMERA_UNREACHABLE,
/// CAMERA_BUSY, CAMERA_STALLED, CAMERA_DISCONNECTED, NOT_A_CAMERA, TLS_NOT_TRUSTED, NO_VIDEO_STREAM, CODEC_UNSUPPORTED,
/// CANCELLED. None of them holds the credentials. RTSPS is refused with TLS_NOT_TRUSTED: libavformat does not check the
/// certificates of its own RTSP connections, and a password must not go to whoever answers.
absl::StatusOr<std::unique_ptr<PacketInput>> openCamera(const CameraAddress& address, const LiveOptions& options,
                                                        const base::SteadyClock& clock, std::stop_token stop = {});

/// Plays a local film over and over as if it were a camera, at its own pace; its times go on over the loop. Borrows
/// `clock`. Reentrant. Errors: those of Demuxer::open.
absl::StatusOr<std::unique_ptr<PacketInput>> openLoopedFile(const std::filesystem::path& file,
                                                            const base::SteadyClock& clock, std::stop_token stop = {});

}  // namespace cameramonit::media
