#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>

namespace cameramonit::media {

/// The pictures of a film without its container, one access unit after the other, held in memory.
struct ElementaryStream {
  std::string codec;  ///< "h264", "hevc", "mjpeg", ...
  double framesPerSecond = 25;
  int width = 0;
  int height = 0;
  std::vector<std::string> units;  ///< in the order of decoding; H.264 and H.265 with start codes (their Annex B)
  std::vector<std::size_t> keyframes;
};

/// Reads the whole of `file`. Reentrant. Errors: those of Demuxer::open; NOTHING_DECODABLE where there is no picture.
absl::StatusOr<ElementaryStream> readElementaryStream(const std::filesystem::path& file);

/// The NAL units of an access unit with start codes, without these and without stuffing (ITU-T H.264 § B.1). They lie
/// in `unit`. Reentrant.
std::vector<std::string_view> nalUnits(std::string_view unit);

/// The first picture of `part` within `film` played over and over, where all of `part` is what the film shows from
/// there on, to the byte of every NAL unit; nothing where it is not. Reentrant.
std::optional<std::size_t> placeInLoop(const ElementaryStream& part, const ElementaryStream& film);

}  // namespace cameramonit::media
