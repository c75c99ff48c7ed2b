#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "common/media/atomic_file.h"
#include "common/media/packet.h"
#include "common/media/stream_info.h"

struct AVCodecContext;
struct AVFormatContext;

namespace cameramonit::media {

/// Writes packets into a container file that appears under its name only when finish() succeeded. Thread-bound.
class Muxer {
 public:
  enum class Container {
    kMp4,       ///< index in front ("fast start"), so that it plays while it loads
    kMatroska,  ///< for codecs that MP4 does not hold
    kWebp,
  };

  /// Errors: DISK_FULL, INTERNAL.
  static absl::StatusOr<Muxer> create(const std::filesystem::path& file, Container container);

  Muxer(Muxer&&) noexcept;
  ~Muxer();

  /// Whether the container holds streams of this codec. Reentrant.
  static bool holds(Container container, const StreamInfo& stream);

  /// Adds a stream whose packets are copied as they are. Gives its index.
  absl::StatusOr<int> addCopy(const StreamInfo& source);
  /// Adds a stream of an open encoder. Gives its index.
  absl::StatusOr<int> addEncoded(const AVCodecContext& encoder);

  /// Writes the header; no stream can be added afterwards. Errors: DISK_FULL, CODEC_UNSUPPORTED.
  absl::Status begin();

  /// Takes the packet's content; its times are in the time base of the stream's source. Times that would run backwards
  /// are put right, as players refuse them. Errors: DISK_FULL, INTERNAL.
  absl::Status write(int stream, Packet& packet);

  /// Completes the file, flushes it to disk and gives it its name. Errors: DISK_FULL, INTERNAL.
  absl::Status finish();

  std::int64_t packetsWritten() const { return packetsWritten_; }

 private:
  struct Track {
    int timeBaseNumerator = 0;  ///< of the packets that come in
    int timeBaseDenominator = 1;
    std::int64_t lastDts = INT64_MIN;  ///< in the container's time base
  };
  struct Close {
    void operator()(AVFormatContext* context) const;
  };

  explicit Muxer(AtomicFile file) : file_(std::move(file)) {}
  absl::Status failure(int averror, const std::string& doing) const;

  AtomicFile file_;  // outlives the context, which writes into it
  std::unique_ptr<AVFormatContext, Close> context_;
  Container container_ = Container::kMp4;
  std::vector<Track> tracks_;
  std::int64_t packetsWritten_ = 0;
};

}  // namespace cameramonit::media
