#include "common/media/video_probe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <thread>

#include "common/base/status.h"
#include "tests/support/media/test_video.h"

namespace cameramonit::media {
namespace {

using support::contentOf;
using support::makeTestVideo;
using support::TestVideo;
using support::writeContent;

class VideoProbeTest : public testing::Test {
 protected:
  /// "OK", or the name of the reason why the file is refused.
  std::string verdict(const std::filesystem::path& file) {
    facts_ = probeVideo(file);
    return facts_.ok() ? "OK" : base::reasonName(base::errorReason(facts_.status()));
  }
  std::string verdictOnContent(const std::string& content) {
    const auto file = folder_ / "film.mp4";
    writeContent(file, content);
    return verdict(file);
  }
  std::string filmContent(const TestVideo& video) {
    const auto file = folder_ / "whole";
    makeTestVideo(video, file);
    return contentOf(file);
  }

  support::TemporaryFolder folder_;
  absl::StatusOr<VideoFacts> facts_ = VideoFacts{};
};

TEST_F(VideoProbeTest, FactsComeFromTheContentNotTheName) {
  makeTestVideo({.container = "avi", .encoder = "msmpeg4", .width = 192, .height = 144}, folder_ / "film.mp4");
  ASSERT_EQ(verdict(folder_ / "film.mp4"), "OK");
  EXPECT_EQ(facts_->container, "avi");
  EXPECT_EQ(facts_->codec, "msmpeg4v3");
  EXPECT_EQ(facts_->width, 192);
  EXPECT_EQ(facts_->height, 144);
  EXPECT_NEAR(facts_->framesPerSecond, 10, 0.01);
  EXPECT_NEAR(absl::ToDoubleSeconds(facts_->duration), 6, 0.1);
  EXPECT_EQ(facts_->audioCodec, "");
  EXPECT_FALSE(facts_->browserPlayable);
  EXPECT_EQ(facts_->oddity, VideoOddity::kNone);
}

TEST_F(VideoProbeTest, BrowsersPlayH264WithAacInMp4) {
  makeTestVideo({.soundEncoder = "aac"}, folder_ / "film");
  ASSERT_EQ(verdict(folder_ / "film"), "OK");
  EXPECT_TRUE(facts_->browserPlayable);
  EXPECT_EQ(facts_->audioCodec, "aac");
}

TEST_F(VideoProbeTest, BrowsersDoNotPlayOtherCodecsOrContainers) {
  makeTestVideo({.encoder = "mpeg4"}, folder_ / "mpeg4");
  makeTestVideo({.container = "matroska"}, folder_ / "matroska");
  makeTestVideo({.container = "mpegts"}, folder_ / "transport");
  for (const char* name : {"mpeg4", "matroska", "transport"}) {
    ASSERT_EQ(verdict(folder_ / name), "OK") << name;
    EXPECT_FALSE(facts_->browserPlayable) << name;
  }
}

TEST_F(VideoProbeTest, CreationTimeIsRead) {
  makeTestVideo({.creationTime = "2024-05-06T07:08:09Z"}, folder_ / "film");
  ASSERT_EQ(verdict(folder_ / "film"), "OK");
  EXPECT_EQ(facts_->creationTime, absl::FromCivil(absl::CivilSecond(2024, 5, 6, 7, 8, 9), absl::UTCTimeZone()));
}

TEST_F(VideoProbeTest, WhatIsNoVideoIsRefused) {
  std::mt19937 random(1);  // NOLINT: the same bytes each time
  std::string noise(200'000, '\0');
  for (char& byte : noise) byte = static_cast<char>(random());
  EXPECT_EQ(verdictOnContent(""), "FILE_EMPTY");
  EXPECT_EQ(verdictOnContent(noise), "NOT_A_VIDEO");
  EXPECT_EQ(verdictOnContent(std::string(5000, 'a') + "\nplain text\n"), "NOT_A_VIDEO");
  EXPECT_EQ(verdictOnContent(std::string(100'000, '\0')), "NOT_A_VIDEO");
  EXPECT_EQ(verdictOnContent("<html><video src='http://127.0.0.1/x.mp4'></html>"), "NOT_A_VIDEO");
  EXPECT_EQ(verdict(folder_.path()), "FILE_UNREADABLE");
  EXPECT_EQ(verdict(folder_ / "absent"), "FILE_MISSING");
}

TEST_F(VideoProbeTest, PicturesAreNoVideos) {
  makeTestVideo({.container = "image2pipe", .encoder = "mjpeg", .length = absl::Milliseconds(100)}, folder_ / "a.mp4");
  EXPECT_EQ(verdict(folder_ / "a.mp4"), "NOT_A_VIDEO");
  makeTestVideo({.container = "webp", .encoder = "libwebp_anim", .length = absl::Seconds(1)}, folder_ / "b.mp4");
  EXPECT_EQ(verdict(folder_ / "b.mp4"), "NOT_A_VIDEO");
}

TEST_F(VideoProbeTest, PlaylistsReachNoOtherFile) {
  makeTestVideo({.container = "mpegts"}, folder_ / "target.ts");
  const std::string target = (folder_ / "target.ts").string();
  EXPECT_EQ(verdictOnContent("#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:6,\n" + target + "\n#EXT-X-ENDLIST\n"),
            "NOT_A_VIDEO");
  EXPECT_EQ(verdictOnContent("ffconcat version 1.0\nfile '" + target + "'\n"), "NOT_A_VIDEO");
  EXPECT_EQ(verdictOnContent("v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 9 RTP/AVP 96\n"),
            "NOT_A_VIDEO");
}

TEST_F(VideoProbeTest, SoundAloneIsRefused) {
  makeTestVideo({.encoder = "", .soundEncoder = "aac"}, folder_ / "sound.mp4");
  EXPECT_EQ(verdict(folder_ / "sound.mp4"), "NO_VIDEO_STREAM");
}

TEST_F(VideoProbeTest, WithoutItsIndexAnMp4IsIncomplete) {
  const std::string film = filmContent({});
  EXPECT_EQ(verdictOnContent(film.substr(0, film.size() / 2)), "FILE_INCOMPLETE");
  EXPECT_EQ(verdictOnContent(film.substr(0, 100)), "FILE_INCOMPLETE");
}

TEST_F(VideoProbeTest, TruncatedButPlayableIsAcceptedAndSaysSo) {
  const std::string indexFirst = filmContent({.muxerFlags = "+faststart"});
  ASSERT_EQ(verdictOnContent(indexFirst.substr(0, indexFirst.size() * 6 / 10)), "OK");
  EXPECT_EQ(facts_->oddity, VideoOddity::kEndsEarly);
  EXPECT_LT(facts_->duration, absl::Seconds(5));
  EXPECT_GT(facts_->duration, absl::Seconds(1));
}

TEST_F(VideoProbeTest, HeadersWithoutOnePictureAreRefused) {
  std::string film = filmContent({.container = "matroska"});
  std::fill(film.begin() + 1000, film.end() - 600, '\x7f');
  EXPECT_NE(verdictOnContent(film), "OK");
}

TEST_F(VideoProbeTest, StopRequestEndsIt) {
  makeTestVideo({}, folder_ / "film");
  std::stop_source stop;
  stop.request_stop();
  const auto facts = probeVideo(folder_ / "film", {}, stop.get_token());
  EXPECT_EQ(base::reasonName(base::errorReason(facts.status())), "CANCELLED");
}

/// The files that were made for this and are not part of the product.
TEST_F(VideoProbeTest, CollectedBadFiles) {
  const std::filesystem::path bad = std::filesystem::path(CAMERAMONIT_SOURCE_DIR) / "../shared/data/bad";
  if (!std::filesystem::exists(bad)) GTEST_SKIP() << "The collected bad files are not on this machine.";
  const std::map<std::string, std::pair<std::string, VideoOddity>> expected = {
      {"01_zero_length.mp4", {"FILE_EMPTY", {}}},
      {"02_first_100_bytes.mp4", {"FILE_INCOMPLETE", {}}},
      {"03_truncated_no_moov.mp4", {"FILE_INCOMPLETE", {}}},
      {"04_truncated_faststart_60pct.mp4", {"OK", VideoOddity::kEndsEarly}},
      {"05_truncated_fragmented.mp4", {"OK", VideoOddity::kEndsEarly}},
      {"06_corrupt_middle.mp4", {"OK", VideoOddity::kNone}},  // the container is whole; decoding tells
      {"07_corrupt_avcC.mp4", {"NOTHING_DECODABLE", {}}},
      {"08_starts_mid_gop_no_sps.h264", {"NOTHING_DECODABLE", {}}},
      {"09_pts_jump_fwd_then_duplicate_pts.mkv", {"OK", VideoOddity::kNone}},
      {"10_one_hour_gap.mp4", {"OK", VideoOddity::kNone}},
      {"11_vfr.mp4", {"OK", VideoOddity::kNone}},
      {"12_edit_list_negative_start.mp4", {"OK", VideoOddity::kNone}},
      {"13_resolution_change.ts", {"OK", VideoOddity::kDamaged}},  // joined of two: the packet counter breaks
      {"14_ts_misaligned.ts", {"NOTHING_DECODABLE", {}}},
      {"15_audio_only.mp4", {"NO_VIDEO_STREAM", {}}},
  };
  for (const auto& [name, outcome] : expected) {
    EXPECT_EQ(verdict(bad / name), outcome.first) << name;
    if (!facts_.ok()) continue;
    EXPECT_EQ(facts_->oddity, outcome.second) << name;
  }
}

}  // namespace
}  // namespace cameramonit::media
