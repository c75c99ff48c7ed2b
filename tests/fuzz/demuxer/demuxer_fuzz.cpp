// Any bytes as an uploaded film: it is refused with a reason, or read and decoded to some end.

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "common/media/decoder.h"
#include "common/media/demuxer.h"

namespace media = cameramonit::media;

namespace {

constexpr int kMostPackets = 64;

/// A file in memory that is gone with its owner.
class MemoryFile {
 public:
  MemoryFile(const std::uint8_t* data, std::size_t size) : descriptor_(memfd_create("film", MFD_CLOEXEC)) {
    if (descriptor_ < 0 || write(descriptor_, data, size) != static_cast<ssize_t>(size)) std::abort();
  }
  ~MemoryFile() { close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  const int descriptor_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const MemoryFile file(data, size);
  auto demuxer = media::Demuxer::open(file.path(), {.openTimeout = absl::Seconds(4), .readTimeout = absl::Seconds(4)});
  if (!demuxer.ok()) {
    if (demuxer.status().message().empty()) std::abort();  // a refusal says why
    return 0;
  }
  auto decoder = media::Decoder::open(demuxer->video(), {.mostPixels = 1 << 20});
  media::Packet packet;
  media::Frame frame;
  for (int i = 0; i < kMostPackets; ++i) {
    const auto more = demuxer->read(packet);
    if (!more.ok() || !*more) break;
    if (!decoder.ok() || packet.streamIndex() != demuxer->video().index) continue;
    if (!decoder->send(packet).ok()) break;
    for (auto got = decoder->receive(frame); got.ok() && *got; got = decoder->receive(frame)) {
      if (frame.width() <= 0 || frame.height() <= 0) std::abort();
    }
  }
  demuxer->truncated();
  return 0;
}
