#pragma once

#include <filesystem>

#include <absl/status/statusor.h>

namespace cameramonit::eval {

/// 1080p25 H.264 with a keyframe every 2 s, as a camera sends it.
struct LiveFilms {
  std::filesystem::path idle;        ///< nothing but the noise of a sensor
  std::filesystem::path idleSub;     ///< the same as 640x360
  std::filesystem::path onsets;      ///< idle; two boxes come in, one after long and one after short rest
  std::filesystem::path people;      ///< people all of the time; empty where no film of them is at hand
  std::filesystem::path halfPeople;  ///< the same after as long a time of rest; likewise
};

/// The pictures of LiveFilms::onsets with which something comes in.
inline constexpr std::size_t kOnsetAsleep = 25 * 25 + 15;
inline constexpr std::size_t kOnsetAwake = 25 * 31 + 15;

/// Makes them in `folder` with ffmpeg; `people` is a film with people, or empty. Blocks for about a minute.
/// Errors: those of runProgram.
absl::StatusOr<LiveFilms> makeFilms(const std::filesystem::path& folder, const std::filesystem::path& people);

/// What decoding all of `film` with ffmpeg costs, in cores at its own pace. Errors: those of runProgram.
absl::StatusOr<double> fullDecodeCores(const std::filesystem::path& film);

}  // namespace cameramonit::eval
