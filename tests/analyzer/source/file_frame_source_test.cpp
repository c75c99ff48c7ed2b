#include "analyzer/source/file_frame_source.h"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

#include <string>
#include <vector>

#include "common/base/status.h"
#include "tests/support/media/test_video.h"

namespace cameramonit::source {
namespace {

class FileFrameSourceTest : public testing::Test {
 protected:
  std::vector<VideoFrame> framesOf(const std::filesystem::path& file, const SourceOptions& options) {
    auto source = FileFrameSource::open(file, options);
    EXPECT_TRUE(source.ok()) << source.status();
    std::vector<VideoFrame> frames;
    VideoFrame frame;
    while (source.ok()) {
      const auto more = (*source)->next(frame);
      EXPECT_TRUE(more.ok()) << more.status();
      if (!more.ok() || !*more) break;
      frames.push_back(frame);
    }
    if (source.ok()) report_ = (*source)->report();
    return frames;
  }

  std::string verdictOn(const std::string& content) {
    support::writeContent(folder_ / "film.mp4", content);
    return base::reasonName(base::errorReason(FileFrameSource::open(folder_ / "film.mp4").status()));
  }

  support::TemporaryFolder folder_;
  SourceReport report_;
};

TEST_F(FileFrameSourceTest, GivesEveryFrameWithItsIndexAndTime) {
  support::makeTestVideo({.framesPerSecond = 10, .length = absl::Seconds(3)}, folder_ / "film");
  const auto frames = framesOf(folder_ / "film", {.framesPerSecond = 0});
  ASSERT_EQ(frames.size(), 30U);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    EXPECT_EQ(frames[i].index, static_cast<std::int64_t>(i));
    EXPECT_NEAR(absl::ToDoubleSeconds(frames[i].at), 0.1 * static_cast<double>(i), 0.001);
  }
  EXPECT_FALSE(report_.truncated);
  EXPECT_EQ(report_.framesDecoded, 30);
}

TEST_F(FileFrameSourceTest, SamplesAtTheWantedRateAndKeepsTheIndex) {
  support::makeTestVideo({.framesPerSecond = 10, .length = absl::Seconds(3)}, folder_ / "film");
  const auto frames = framesOf(folder_ / "film", {.framesPerSecond = 5});
  ASSERT_EQ(frames.size(), 15U);
  EXPECT_EQ(frames[1].index, 2);
  EXPECT_EQ(frames[14].index, 28);
}

TEST_F(FileFrameSourceTest, PicturesAreBgrAndShowTheMovingSquare) {
  support::makeTestVideo({.width = 160, .height = 120}, folder_ / "film");
  const auto frames = framesOf(folder_ / "film", {.framesPerSecond = 1});
  ASSERT_GE(frames.size(), 2U);
  const cv::Mat& picture = frames.front().picture;
  ASSERT_EQ(picture.type(), CV_8UC3);
  ASSERT_EQ(picture.size(), cv::Size(160, 120));
  double darkest = 0;
  double brightest = 0;
  cv::minMaxLoc(picture.reshape(1), &darkest, &brightest);
  EXPECT_LT(darkest, 100);
  EXPECT_GT(brightest, 180);
  EXPECT_GT(cv::norm(picture, frames[1].picture, cv::NORM_INF), 100) << "earlier frames must keep their pixels";
}

TEST_F(FileFrameSourceTest, ATruncatedFilmIsReadAsFarAsItGoesAndSaysSo) {
  support::makeTestVideo({.muxerFlags = "+faststart"}, folder_ / "whole");
  const std::string whole = support::contentOf(folder_ / "whole");
  support::writeContent(folder_ / "cut", whole.substr(0, whole.size() * 6 / 10));
  const auto frames = framesOf(folder_ / "cut", {.framesPerSecond = 0});
  EXPECT_GT(frames.size(), 10U);
  EXPECT_LT(frames.size(), 60U);
  EXPECT_TRUE(report_.truncated);
}

TEST_F(FileFrameSourceTest, RefusalsNameTheReason) {
  EXPECT_EQ(verdictOn(""), "FILE_EMPTY");
  EXPECT_EQ(verdictOn("Dear diary, today nothing moved.\n"), "NOT_A_VIDEO");
  EXPECT_EQ(verdictOn("#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:1/never.ts\n"), "NOT_A_VIDEO");
  EXPECT_EQ(verdictOn("ffconcat version 1.0\nfile /etc/passwd\n"), "NOT_A_VIDEO");
  EXPECT_EQ(base::reasonName(base::errorReason(FileFrameSource::open(folder_ / "none").status())), "FILE_MISSING");
  EXPECT_EQ(base::reasonName(base::errorReason(FileFrameSource::open(folder_.path()).status())), "FILE_UNREADABLE");
}

TEST_F(FileFrameSourceTest, ARequestedStopEndsTheReading) {
  support::makeTestVideo({}, folder_ / "film");
  std::stop_source stop;
  auto source = FileFrameSource::open(folder_ / "film", {}, stop.get_token());
  ASSERT_TRUE(source.ok());
  VideoFrame frame;
  ASSERT_TRUE((*source)->next(frame).ok());
  stop.request_stop();
  EXPECT_EQ((*source)->next(frame).status().code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(FileFrameSource::open(folder_ / "film", {}, stop.get_token()).status().code(),
            absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace cameramonit::source
