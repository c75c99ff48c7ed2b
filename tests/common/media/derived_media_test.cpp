// Clips, browser versions, animations and stills, each checked by reading it back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/resource.h>

#include <csignal>
#include <thread>

#include "common/base/status.h"
#include "common/media/animation.h"
#include "common/media/browser_transcoder.h"
#include "common/media/clip_cutter.h"
#include "common/media/decoder.h"
#include "common/media/demuxer.h"
#include "common/media/still.h"
#include "common/media/video_probe.h"
#include "tests/support/media/test_video.h"

namespace cameramonit::media {
namespace {

using support::contentOf;
using support::makeTestVideo;

std::string verdict(const absl::Status& status) {
  return status.ok() ? "OK" : base::reasonName(base::errorReason(status));
}

/// "moov" before "mdat": a player need not load the end to begin.
bool isFastStart(const std::filesystem::path& file) {
  const std::string content = contentOf(file);
  return content.find("moov") < content.find("mdat");
}

class DerivedMediaTest : public testing::Test {
 protected:
  std::size_t filesInFolder() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder_.path()), {}));
  }

  support::TemporaryFolder folder_;
  const std::filesystem::path source_ = folder_ / "source";
  const std::filesystem::path result_ = folder_ / "result";
};

TEST_F(DerivedMediaTest, ClipBeginsAtTheKeyframeBeforeTheRange) {
  makeTestVideo({.soundEncoder = "aac", .length = absl::Seconds(12)}, source_);  // keyframes every 2 s
  const auto clip = cutClip(source_, {absl::Seconds(5), absl::Seconds(9)}, result_);
  ASSERT_TRUE(clip.ok()) << clip.status();
  EXPECT_NEAR(absl::ToDoubleSeconds(clip->from), 4, 0.1);
  EXPECT_NEAR(absl::ToDoubleSeconds(clip->duration), 5, 0.15);
  EXPECT_EQ(clip->container, Muxer::Container::kMp4);
  EXPECT_TRUE(isFastStart(result_));

  const auto facts = probeVideo(result_);
  ASSERT_TRUE(facts.ok()) << facts.status();
  EXPECT_EQ(facts->codec, "h264");
  EXPECT_EQ(facts->audioCodec, "aac");
  EXPECT_TRUE(facts->browserPlayable);
  EXPECT_NEAR(absl::ToDoubleSeconds(facts->duration), 5, 0.15);
}

TEST_F(DerivedMediaTest, ClipIsACopyOfTheSourcesPackets) {
  makeTestVideo({.encoder = "mpeg4", .framesPerGroup = 10}, source_);
  ASSERT_TRUE(cutClip(source_, {absl::Seconds(2), absl::Seconds(4)}, result_).ok());
  auto original = Demuxer::open(source_);
  auto clip = Demuxer::open(result_);
  ASSERT_TRUE(original.ok() && clip.ok());
  std::vector<int> originalSizes;
  std::vector<int> clipSizes;
  Packet packet;
  while (*original->read(packet)) originalSizes.push_back(packet.sizeBytes());
  while (*clip->read(packet)) clipSizes.push_back(packet.sizeBytes());
  ASSERT_EQ(clipSizes.size(), 20u);
  EXPECT_EQ(clipSizes, std::vector<int>(originalSizes.begin() + 20, originalSizes.begin() + 40));
}

TEST_F(DerivedMediaTest, ClipWithReorderedPicturesDecodesWhole) {
  makeTestVideo({.length = absl::Seconds(10), .bFrames = 2}, source_);
  ASSERT_TRUE(cutClip(source_, {absl::Seconds(4), absl::Seconds(6)}, result_).ok());
  auto demuxer = Demuxer::open(result_);
  ASSERT_TRUE(demuxer.ok());
  auto decoder = Decoder::open(demuxer->video());
  ASSERT_TRUE(decoder.ok());
  Packet packet;
  Frame frame;
  std::optional<absl::Duration> last;
  while (*demuxer->read(packet)) {
    ASSERT_TRUE(decoder->send(packet).ok());
    while (*decoder->receive(frame)) {
      EXPECT_GT(*frame.at(), last.value_or(-absl::Seconds(1)));
      last = frame.at();
    }
  }
  EXPECT_EQ(decoder->damagedUnits(), 0);
  EXPECT_GE(decoder->framesDecoded(), 18);
}

TEST_F(DerivedMediaTest, ClipOfACodecThatMp4LacksIsMatroska) {
  makeTestVideo({.container = "avi", .encoder = "msmpeg4"}, source_);
  const auto clip = cutClip(source_, {absl::Seconds(1), absl::Seconds(3)}, result_);
  ASSERT_TRUE(clip.ok()) << clip.status();
  EXPECT_EQ(clip->container, Muxer::Container::kMatroska);
  EXPECT_EQ(probeVideo(result_)->codec, "msmpeg4v3");
}

TEST_F(DerivedMediaTest, ClipFromTransportStreamAndMatroska) {
  for (const char* container : {"mpegts", "matroska", "avi"}) {
    makeTestVideo({.container = container, .length = absl::Seconds(12)}, source_);
    const auto clip = cutClip(source_, {absl::Seconds(7), absl::Seconds(9)}, result_);
    ASSERT_TRUE(clip.ok()) << container << clip.status();
    EXPECT_LE(clip->from, absl::Seconds(7)) << container;
    EXPECT_GE(clip->from, absl::Seconds(5)) << container;
    EXPECT_TRUE(probeVideo(result_).ok()) << container;
  }
}

TEST_F(DerivedMediaTest, ClipOfJoinedTransportStreamsIsFoundBehindTheRestartOfTheClock) {
  makeTestVideo({.container = "mpegts", .width = 160}, folder_ / "first");
  makeTestVideo({.container = "mpegts", .width = 192}, folder_ / "second");
  support::writeContent(source_, contentOf(folder_ / "first") + contentOf(folder_ / "second"));
  EXPECT_NEAR(absl::ToDoubleSeconds(probeVideo(source_)->duration), 12, 0.3);
  const auto clip = cutClip(source_, {absl::Seconds(9), absl::Seconds(11)}, result_);
  ASSERT_TRUE(clip.ok()) << clip.status();
  EXPECT_NEAR(absl::ToDoubleSeconds(clip->from), 8, 0.3);
  EXPECT_NEAR(absl::ToDoubleSeconds(probeVideo(result_)->duration), 3, 0.3);
}

TEST_F(DerivedMediaTest, MissingSourceLeavesNothing) {
  EXPECT_EQ(verdict(cutClip(source_, {}, result_).status()), "FILE_MISSING");
  EXPECT_FALSE(std::filesystem::exists(result_));
}

TEST_F(DerivedMediaTest, BrowserVersionIsH264WithAacWithinLimits) {
  makeTestVideo({.container = "matroska",
                 .encoder = "msmpeg4",
                 .soundEncoder = "pcm_mulaw",
                 .width = 640,
                 .height = 480,
                 .length = absl::Seconds(4)},
                source_);
  absl::Duration progress;
  const absl::Status made = transcodeForBrowser(
      source_, {.mostWidth = 320, .mostHeight = 200, .progress = [&](absl::Duration at) { progress = at; }}, result_);
  ASSERT_TRUE(made.ok()) << made;
  EXPECT_GT(progress, absl::Seconds(3));
  EXPECT_TRUE(isFastStart(result_));
  const auto facts = probeVideo(result_);
  ASSERT_TRUE(facts.ok());
  EXPECT_TRUE(facts->browserPlayable);
  EXPECT_EQ(facts->codec, "h264");
  EXPECT_EQ(facts->audioCodec, "aac");
  EXPECT_EQ(facts->height, 200);
  EXPECT_EQ(facts->width, 266);
  EXPECT_NEAR(absl::ToDoubleSeconds(facts->duration), 4, 0.2);
}

TEST_F(DerivedMediaTest, BrowserVersionOfARangeBeginsExactlyThere) {
  makeTestVideo({.framesPerGroup = 100, .length = absl::Seconds(10)}, source_);
  ASSERT_TRUE(transcodeForBrowser(source_, {.range = {absl::Seconds(5), absl::Seconds(7)}}, result_).ok());
  EXPECT_NEAR(absl::ToDoubleSeconds(probeVideo(result_)->duration), 2, 0.15);
}

TEST_F(DerivedMediaTest, AnimationIsASmallLoopingWebp) {
  makeTestVideo({.width = 640, .height = 480}, source_);
  ASSERT_TRUE(makeAnimation(source_, {.from = absl::Seconds(1), .length = absl::Seconds(3)}, result_).ok());
  const std::string webp = contentOf(result_);
  EXPECT_EQ(webp.substr(0, 4), "RIFF");
  EXPECT_EQ(webp.substr(8, 4), "WEBP");
  EXPECT_NE(webp.find("ANIM"), std::string::npos);
  int frames = 0;
  for (std::size_t at = webp.find("ANMF"); at != std::string::npos; at = webp.find("ANMF", at + 4)) ++frames;
  EXPECT_GE(frames, 15);  // 8 a second; equal neighbours may be merged
  EXPECT_LE(frames, 26);
  EXPECT_LT(webp.size(), 1'500'000u);
}

TEST_F(DerivedMediaTest, TooLargeAnAnimationIsMadeSmaller) {
  makeTestVideo({.width = 640, .height = 480}, source_);
  ASSERT_TRUE(makeAnimation(source_, {}, result_).ok());
  const auto usual = std::filesystem::file_size(result_);
  ASSERT_TRUE(makeAnimation(source_, {.mostBytes = static_cast<std::int64_t>(usual) - 1}, result_).ok());
  EXPECT_LT(std::filesystem::file_size(result_), usual);
}

TEST_F(DerivedMediaTest, StillIsAJpegOfThatMoment) {
  makeTestVideo({.length = absl::Seconds(3)}, source_);
  const auto first = makeStill(source_, {});
  const auto later = makeStill(source_, {.at = absl::Seconds(2)});
  ASSERT_TRUE(first.ok() && later.ok());
  EXPECT_EQ(first->substr(0, 3), "\xff\xd8\xff");
  EXPECT_NE(*first, *later);
  EXPECT_TRUE(makeStill(source_, {.at = absl::Seconds(60)}).ok()) << "past the end: the last picture there is";
}

TEST_F(DerivedMediaTest, StopRequestLeavesNothing) {
  makeTestVideo({.length = absl::Seconds(10)}, source_);
  std::stop_source stop;
  const BrowserOptions options{.progress = [&](absl::Duration) { stop.request_stop(); }};
  EXPECT_EQ(verdict(transcodeForBrowser(source_, options, result_, stop.get_token())), "CANCELLED");
  EXPECT_EQ(verdict(makeAnimation(source_, {}, result_, stop.get_token())), "CANCELLED");
  EXPECT_EQ(verdict(cutClip(source_, {}, result_, stop.get_token()).status()), "CANCELLED");
  EXPECT_EQ(filesInFolder(), 1u);
}

/// The size limit of a process stands in for a full disk: it fails the same calls in the same places.
class FullDiskTest : public DerivedMediaTest {
 protected:
  void SetUp() override {
    makeTestVideo({.width = 640, .height = 480, .length = absl::Seconds(10)}, source_);
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{2'000, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
  }
  void TearDown() override { setrlimit(RLIMIT_FSIZE, &before_); }

  rlimit before_{};
};

TEST_F(FullDiskTest, IsReportedAndLeavesNothing) {
  EXPECT_EQ(verdict(cutClip(source_, {}, result_).status()), "DISK_FULL");
  EXPECT_EQ(verdict(transcodeForBrowser(source_, {}, result_)), "DISK_FULL");
  EXPECT_EQ(verdict(makeAnimation(source_, {}, result_)), "DISK_FULL");
  EXPECT_EQ(filesInFolder(), 1u);
}

}  // namespace
}  // namespace cameramonit::media
