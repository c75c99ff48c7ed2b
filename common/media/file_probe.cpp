#include "common/media/file_probe.h"

#include <array>
#include <cstdint>
#include <fstream>
#include <string_view>

extern "C" {
#include <libavformat/avformat.h>
#include <libavutil/avstring.h>
}

#include "common/base/status.h"

namespace cameramonit::media {
namespace {

using base::ErrorReason;

std::uint64_t bigEndian(const unsigned char* bytes, int count) {
  std::uint64_t value = 0;
  for (int i = 0; i < count; ++i) value = value << 8 | bytes[i];
  return value;
}

/// Whether an MP4's chain of top-level boxes (ISO/IEC 14496-12 § 4.2) holds a "moov", the index.
bool hasMovieBox(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  constexpr int kMostBoxes = 100000;  // a fragmented file has two a fragment
  std::uint64_t offset = 0;
  for (int i = 0; i < kMostBoxes; ++i) {
    std::array<unsigned char, 16> header{};
    in.seekg(static_cast<std::streamoff>(offset));
    in.read(reinterpret_cast<char*>(header.data()), header.size());
    if (in.gcount() < 8) return false;
    in.clear();
    std::uint64_t size = bigEndian(header.data(), 4);
    const std::string_view type(reinterpret_cast<const char*>(header.data()) + 4, 4);
    if (type == "moov") return true;
    if (size == 1) size = bigEndian(header.data() + 8, 8);
    if (size < 8 || size > UINT64_MAX / 2 - offset) return false;
    offset += size;
  }
  return false;
}

/// Whether the bytes begin with an H.264 slice, in Annex B form (ITU-T H.264). libavformat does not recognise a stream
/// that was cut in the middle, without parameter sets; it is a video all the same, if an undecodable one.
bool startsAsRawH264(AVIOContext* io) {
  std::array<unsigned char, 5> start{};
  const bool read = avio_read(io, start.data(), start.size()) == static_cast<int>(start.size());
  avio_seek(io, 0, SEEK_SET);
  if (!read || bigEndian(start.data(), 4) != 1) return false;
  constexpr int kForbiddenBit = 0x80;
  constexpr int kTypeBits = 0x1F;
  constexpr int kSlice = 1;
  constexpr int kInstantRefreshSlice = 5;
  const int type = start[4] & kTypeBits;
  return (start[4] & kForbiddenBit) == 0 && (type == kSlice || type == kInstantRefreshSlice);
}

}  // namespace

const char* const kAllowedFormats =
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,h264,hevc,flv,asf,ogg,mxf,ivf,obu,dhav,yuv4mpegpipe,"
    "wav,mp3,flac,aac";

const AVInputFormat* probeContainer(AVIOContext* io, unsigned probeBytes) {
  if (startsAsRawH264(io)) return av_find_input_format("h264");
  const AVInputFormat* format = nullptr;
  const int score = av_probe_input_buffer2(io, &format, nullptr, nullptr, 0, probeBytes);
  // Below this libavformat itself says "retry with more": random bytes look a little like many things.
  if (score <= AVPROBE_SCORE_RETRY || format == nullptr) return nullptr;
  return av_match_list(format->name, kAllowedFormats, ',') > 0 ? format : nullptr;
}

absl::Status explainOpenFailure(const std::filesystem::path& file, const std::string& formatName) {
  if (formatName.find("mov") != std::string::npos && !hasMovieBox(file)) {
    return base::invalidArgument(
        ErrorReason::ERROR_REASON_FILE_INCOMPLETE,
        "The video file is incomplete: its index is missing, because the recording or the upload was cut off.",
        {{"container", formatName}});
  }
  return base::invalidArgument(ErrorReason::ERROR_REASON_NOT_A_VIDEO,
                               "The file looks like a video but its headers are damaged beyond reading.",
                               {{"container", formatName}});
}

}  // namespace cameramonit::media
