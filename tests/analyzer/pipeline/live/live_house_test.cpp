#include "analyzer/pipeline/live/live_house.h"

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "common/media/demuxer.h"

namespace cameramonit::pipeline {
namespace {

constexpr char kPeople[] = "/usr/share/doc/opencv-doc/examples/data/vtest.avi";

/// A detector that knows nobody: what moves is told as something that moves.
class NoDetector final : public detect::Detector {
 public:
  absl::StatusOr<std::vector<detect::Detections>> detect(std::span<const cv::Mat> pictures) override {
    return std::vector<detect::Detections>(pictures.size());
  }
  float trustedScore() const override { return 0.5F; }
  cv::Size inputSize() const override { return {416, 416}; }
  int batchSize() const override { return 1; }
  std::string describe() const override { return "none"; }
};

struct Told {
  absl::Mutex mutex;
  std::map<std::string, std::vector<events::v1::Event>> events ABSL_GUARDED_BY(mutex);
  bool failing ABSL_GUARDED_BY(mutex) = false;
};

class TellingSink final : public AnalysisSink {
 public:
  explicit TellingSink(Told& told) : told_(told) {}
  absl::Status record(const std::vector<events::v1::TrackedObject>&,
                      const std::vector<events::v1::Event>& events) override {
    absl::MutexLock lock(&told_.mutex);
    if (told_.failing) return absl::UnavailableError("away");
    for (const auto& event : events) told_.events[event.name()].push_back(event);
    return absl::OkStatus();
  }
  absl::StatusOr<std::string> keepStill(const events::v1::Event&, absl::Time, const std::string&) override {
    return "still";
  }
  absl::StatusOr<std::string> declareClip(const events::v1::Event&, absl::Time, absl::Time) override { return "clip"; }
  void progress(absl::Duration, absl::Duration) override {}

 private:
  Told& told_;
};

class MemoryStore final : public ledger::LedgerStore {
 public:
  absl::Status put(const ledger::Span&) override { return absl::OkStatus(); }
  absl::StatusOr<std::vector<ledger::Span>> load(absl::Time) override { return std::vector<ledger::Span>(); }
};

/// A wall clock that the camera moves. Thread-safe.
class CameraClock final : public base::Clock {
 public:
  absl::Time now() const override {
    absl::MutexLock lock(&mutex_);
    return now_;
  }
  void set(absl::Time now) {
    absl::MutexLock lock(&mutex_);
    now_ = now;
  }

 private:
  mutable absl::Mutex mutex_;
  absl::Time now_ ABSL_GUARDED_BY(mutex_) = kMidnight;

 public:
  static inline const absl::Time kMidnight = absl::FromUnixSeconds(1'795'392'000);
};

class LiveHouseTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kPeople)) GTEST_SKIP() << "needs " << kPeople;
  }

  std::shared_ptr<source::PacketRing> watch(const std::string& name, const application::v1::Zone* mask = nullptr) {
    auto ring = std::make_shared<source::PacketRing>(source::PacketRing::Limits{absl::Seconds(60), 64 << 20});
    LiveAssignment assignment;
    assignment.settings.channel.set_name(name);
    if (mask != nullptr) *assignment.settings.channel.add_privacy_masks() = *mask;
    assignment.settings.media = name + "/media/live";
    assignment.settings.mostDelay = absl::InfiniteDuration();
    assignment.ring = ring;
    assignment.sink = std::make_unique<TellingSink>(told_);
    assignment.ledger = std::make_unique<MemoryStore>();
    EXPECT_TRUE(house_.put(std::move(assignment)).ok());
    return ring;
  }

  /// Sends the first seconds of a film into a ring, at the pace that they are looked at.
  void play(const std::string& name, source::PacketRing& ring, int seconds) {
    auto demuxer = *media::Demuxer::open(kPeople);
    const auto streams = std::make_shared<const media::Streams>(demuxer.streams());
    const absl::Duration step = absl::Seconds(1) / streams->videoInfo().framesPerSecond;
    std::int64_t sent = 0;
    for (absl::Duration at; at < absl::Seconds(seconds);) {
      source::ChannelPacket packet;
      ASSERT_TRUE(*demuxer.read(packet.packet));
      packet.streams = streams;
      packet.generation = generation_;
      packet.keyframe = packet.packet.keyframe();
      packet.at = at;
      packet.wall = CameraClock::kMidnight + at;
      clock_.set(packet.wall);
      ring.push(std::make_shared<source::ChannelPacket>(std::move(packet)));
      at += step;
      ++sent;
    }
    while (house_.find(name)->status().eye.packets < sent) absl::SleepFor(absl::Milliseconds(5));
  }

  NoDetector none_;
  detect::SharedDetector detector_{none_, 1};
  CameraClock clock_;
  log::Logger log_{{}, clock_};
  Told told_;
  int generation_ = 1;
  LiveHouse house_{{detector_, clock_, log_, 2}};
};

TEST_F(LiveHouseTest, WhatHappensUnderAPrivacyMaskIsToldToNobody) {
  application::v1::Zone left;
  for (const auto& [x, y] : {std::pair{0.0F, 0.0F}, {0.6F, 0.0F}, {0.6F, 1.0F}, {0.0F, 1.0F}}) {
    application::v1::Point& corner = *left.add_polygon();
    corner.set_x(x);
    corner.set_y(y);
  }
  const auto ring = watch("projects/p/channels/a", &left);
  play("projects/p/channels/a", *ring, 20);
  house_.remove("projects/p/channels/a");

  absl::MutexLock lock(&told_.mutex);
  ASSERT_FALSE(told_.events.empty()) << "beside the mask things are seen";
  for (const auto& [name, tellings] : told_.events) {
    for (const events::v1::Event& event : tellings) {
      if (!event.has_box()) continue;
      EXPECT_GT(event.box().left() + event.box().width(), 0.6) << event.DebugString();
    }
  }
}

TEST_F(LiveHouseTest, WhatMovesIsToldWhileItHappensAndGrowsUnderOneName) {
  const auto ring = watch("projects/p/channels/a");
  play("projects/p/channels/a", *ring, 20);
  const LiveStatus status = house_.find("projects/p/channels/a")->status();
  EXPECT_TRUE(status.online);
  EXPECT_TRUE(status.awake);
  EXPECT_EQ(status.failures, 0);
  house_.remove("projects/p/channels/a");

  absl::MutexLock lock(&told_.mutex);
  ASSERT_FALSE(told_.events.empty());
  std::size_t grown = 0;
  for (const auto& [name, tellings] : told_.events) {
    EXPECT_EQ(tellings.back().state(), events::v1::Event::STATE_FINAL) << name;
    grown += tellings.size() > 1 ? 1 : 0;
    EXPECT_GE(tellings.front().start_time().seconds(), absl::ToUnixSeconds(CameraClock::kMidnight) - 1);
    EXPECT_LE(tellings.back().end_time().seconds(), absl::ToUnixSeconds(CameraClock::kMidnight) + 21);
  }
  EXPECT_GE(grown, 1U);
}

TEST_F(LiveHouseTest, ASilentCameraIsOfflineAndTheLedgerSaysSo) {
  const std::string name = "projects/p/channels/a";
  const auto ring = watch(name);
  play(name, *ring, 5);
  const absl::Time later = CameraClock::kMidnight + absl::Seconds(30);
  clock_.set(later);
  while (house_.find(name)->status().online) absl::SleepFor(absl::Milliseconds(5));
  const auto spans = house_.ledger(name, CameraClock::kMidnight, later);
  ASSERT_FALSE(spans.empty());
  EXPECT_EQ(spans.back().reason, ledger::Reason::kOffline);
  EXPECT_EQ(spans.front().from, CameraClock::kMidnight);
  EXPECT_EQ(spans.back().to, later);
  absl::MutexLock lock(&told_.mutex);
  bool offline = false;
  for (const auto& [event, tellings] : told_.events) {
    offline = offline || tellings.front().kind() == events::v1::EVENT_KIND_CAMERA_OFFLINE;
  }
  EXPECT_TRUE(offline);
}

TEST_F(LiveHouseTest, AFailingSinkEndsNeitherItsChannelNorAnother) {
  const auto first = watch("projects/p/channels/a");
  {
    absl::MutexLock lock(&told_.mutex);
    told_.failing = true;
  }
  play("projects/p/channels/a", *first, 8);
  {
    absl::MutexLock lock(&told_.mutex);
    told_.failing = false;
  }
  EXPECT_GE(house_.find("projects/p/channels/a")->status().failures, 1);
  const auto second = watch("projects/p/channels/b");
  play("projects/p/channels/b", *second, 8);
  house_.remove("projects/p/channels/a");
  EXPECT_EQ(house_.statuses().size(), 1U);
  house_.remove("projects/p/channels/b");
  absl::MutexLock lock(&told_.mutex);
  EXPECT_FALSE(told_.events.empty());
}

}  // namespace
}  // namespace cameramonit::pipeline
