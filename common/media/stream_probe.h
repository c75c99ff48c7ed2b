#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include <absl/time/time.h>

#include "common/base/secret.h"

namespace cameramonit::media {

/// Bytes that come one after another from somewhere, e.g. the body of an HTTP answer. Thread-bound.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Puts up to `size` bytes at `target`; how many, 0 at the end, -1 when nothing will come any more.
  virtual int read(std::uint8_t* target, int size) = 0;
};

struct StreamProbeOptions {
  absl::Duration limit = absl::Seconds(10);  ///< of everything together
  std::function<bool()> cancelled;           ///< asked often, also while waiting for the network; may be empty
  bool snapshot = true;
  int mostWidth = 640;   ///< of the snapshot, pixels
  int mostHeight = 480;  ///< of the snapshot, pixels
};

/// How far a stream came.
enum class StreamVerdict {
  kOk,
  kUnauthorised,
  kNotFound,
  kServerFault,  ///< the other side refuses for reasons of its own
  kNotAStream,
  kNoVideo,
  kCodecUnsupported,
  kNothingDecoded,
  kTimeout,
};

/// What a stream showed.
struct StreamFacts {
  std::string codec;  ///< libavcodec's name
  std::string profile;
  int width = 0;   ///< pixels, of the decoded picture
  int height = 0;  ///< pixels, of the decoded picture
  double framesPerSecond = 0;
  std::string audioCodec;
  int audioSampleRate = 0;                         ///< Hz
  std::optional<absl::Duration> firstPicture;      ///< from the start of the probe
  std::optional<absl::Duration> senderClockAhead;  ///< the sender's clock minus ours, as its RTCP reports say
  std::string snapshot;                            ///< JPEG
};

struct StreamProbe {
  StreamVerdict verdict = StreamVerdict::kNotAStream;
  StreamFacts facts;
};

/// Opens an RTSP stream over TCP and decodes its first picture. `url` holds an address that was checked, with an IP
/// address for a host, and credentials percent-encoded. libavformat may open nothing but that connection's protocols.
/// Reentrant.
StreamProbe probeRtsp(const base::Secret<std::string>& url, const StreamProbeOptions& options);

/// The same for a film or an MJPEG stream that `source` delivers. Reentrant.
StreamProbe probeBytes(ByteSource& source, const StreamProbeOptions& options);

}  // namespace cameramonit::media
