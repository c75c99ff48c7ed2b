#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "analyzer/source/file_frame_source.h"
#include "common/base/status.h"

namespace cameramonit::source {
namespace {

/// A damaged or odd file and what must come of it: a refusal by reason, or "OK" and what its reading tells.
struct BadFile {
  const char* name;
  const char* verdict;
  int leastFrames = 0;
  int mostFrames = 0;
  bool truncated = false;
  double leastSeconds = 0;  ///< of the last frame
  double mostSeconds = 0;
  int sizeChanges = 0;
};

class BadFiles : public testing::TestWithParam<BadFile> {};

TEST_P(BadFiles, EndInAStatedRefusalOrARightReading) {
  const BadFile& expected = GetParam();
  const auto file = std::filesystem::path(CAMERAMONIT_SOURCE_DIR) / "../shared/data/bad" / expected.name;
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "The collection of bad files is not on this machine: " << file;
  const SourceOptions everyFrame = {.framesPerSecond = 0};
  auto source = FileFrameSource::open(file, everyFrame);
  const std::string verdict = source.ok() ? "OK" : base::reasonName(base::errorReason(source.status()));
  ASSERT_EQ(verdict, expected.verdict) << source.status();
  if (!source.ok()) return;

  VideoFrame frame;
  absl::Duration last = absl::Seconds(-1);
  int frames = 0;
  for (;;) {
    const auto more = (*source)->next(frame);
    ASSERT_TRUE(more.ok()) << more.status();
    if (!*more) break;
    ++frames;
    EXPECT_GT(frame.at, last) << "frame " << frame.index;
    EXPECT_EQ(frame.picture.size(), (*source)->pictureSize());
    last = frame.at;
  }
  const SourceReport report = (*source)->report();
  EXPECT_GE(frames, expected.leastFrames);
  EXPECT_LE(frames, expected.mostFrames);
  EXPECT_EQ(report.truncated, expected.truncated);
  EXPECT_GE(absl::ToDoubleSeconds(last), expected.leastSeconds);
  EXPECT_LE(absl::ToDoubleSeconds(last), expected.mostSeconds);
  EXPECT_EQ(report.sizeChanges, expected.sizeChanges);
}

INSTANTIATE_TEST_SUITE_P(Collection, BadFiles,
                         testing::Values(BadFile{"01_zero_length.mp4", "FILE_EMPTY"},
                                         BadFile{"02_first_100_bytes.mp4", "FILE_INCOMPLETE"},
                                         BadFile{"03_truncated_no_moov.mp4", "FILE_INCOMPLETE"},
                                         BadFile{"04_truncated_faststart_60pct.mp4", "OK", 27, 30, true, 2, 3.6},
                                         BadFile{"05_truncated_fragmented.mp4", "OK", 38, 42, true, 3.7, 4.2},
                                         BadFile{"06_corrupt_middle.mp4", "OK", 50, 60, false, 5, 6},
                                         BadFile{"07_corrupt_avcC.mp4", "NOTHING_DECODABLE"},
                                         BadFile{"08_starts_mid_gop_no_sps.h264", "NOTHING_DECODABLE"},
                                         BadFile{"09_pts_jump_fwd_then_duplicate_pts.mkv", "OK", 40, 40, false, 7.5, 9},
                                         BadFile{"10_one_hour_gap.mp4", "OK", 40, 40, false, 3603, 3605},
                                         BadFile{"11_vfr.mp4", "OK", 40, 40, false, 3.5, 4},
                                         BadFile{"12_edit_list_negative_start.mp4", "OK", 52, 52, false, 5, 5.2},
                                         BadFile{"13_resolution_change.ts", "OK", 88, 90, false, 8.5, 9, 2},
                                         BadFile{"14_ts_misaligned.ts", "NOTHING_DECODABLE"},
                                         BadFile{"15_audio_only.mp4", "NO_VIDEO_STREAM"}),
                         [](const auto& param) { return std::string(param.param.name).substr(0, 2); });

}  // namespace
}  // namespace cameramonit::source
