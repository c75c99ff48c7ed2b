#include "analyzer/source/packet_ring.h"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

extern "C" {
#include <libavcodec/packet.h>
}

namespace cameramonit::source {
namespace {

/// Packets as a camera makes them: 10 pictures a second, a keyframe every `group` pictures, sound between them.
class PacketRingTest : public ::testing::Test {
 protected:
  static SharedPacket packet(int number, bool keyframe, int bytes, bool video = true) {
    auto made = std::make_shared<ChannelPacket>();
    av_new_packet(made->packet.native(), bytes);
    made->video = video;
    made->keyframe = keyframe;
    made->at = absl::Milliseconds(100) * number;
    return made;
  }

  void feed(PacketRing& ring, int count, int group = 10, int bytes = 1000) {
    for (int i = 0; i < count; ++i, ++fed_) ring.push(packet(fed_, fed_ % group == 0, bytes));
  }

  static std::vector<int> drain(RingReader& reader) {
    std::vector<int> numbers;
    for (auto read = reader.tryRead(); read.packet != nullptr; read = reader.tryRead()) {
      numbers.push_back(static_cast<int>(read.packet->at / absl::Milliseconds(100)));
    }
    return numbers;
  }

  int fed_ = 0;
};

TEST_F(PacketRingTest, KeepsWholeGroupsThatCoverThePreRoll) {
  PacketRing ring({.preRoll = absl::Seconds(2), .bytes = 1 << 20});
  for (int i = 0; i < 100; ++i) {
    feed(ring, 1);
    if (i >= 20) {
      EXPECT_GE(ring.stats().span, absl::Seconds(2)) << i;
    }
    EXPECT_LE(ring.stats().span, absl::Seconds(3)) << i;
    EXPECT_EQ(drain(*std::make_unique<RingReader>(ring.from(absl::ZeroDuration()))).front() % 10, 0);
  }
  EXPECT_EQ(ring.stats().droppedForSize, 0);
  EXPECT_EQ(ring.stats().pushed, 100);
}

TEST_F(PacketRingTest, HoldsItsLimitOfBytesAndCountsWhatThatCost) {
  PacketRing ring({.preRoll = absl::Seconds(60), .bytes = 50'000});
  for (int i = 0; i < 200; ++i) {
    feed(ring, 1);
    EXPECT_LE(ring.stats().bytes, 50'000);
  }
  EXPECT_EQ(ring.stats().droppedForSize + ring.stats().packets, 200);
  auto reader = ring.from(absl::ZeroDuration());
  EXPECT_EQ(drain(reader).front() % 10, 0) << "the oldest group is whole";
}

TEST_F(PacketRingTest, AGroupLargerThanTheLimitPassesThroughForThoseWhoKeepUp) {
  PacketRing ring({.preRoll = absl::Seconds(5), .bytes = 20'000});
  auto reader = ring.fromLiveEdge();
  for (int i = 0; i < 50; ++i) {
    ring.push(packet(i, i == 0, 1000));
    EXPECT_EQ(drain(reader), std::vector<int>{i});
    EXPECT_LE(ring.stats().bytes, 20'000);
  }
  auto late = ring.fromLastKeyframe();
  EXPECT_EQ(late.tryRead().packet, nullptr) << "nothing to begin with before the next keyframe";
  ring.push(packet(50, true, 1000));
  EXPECT_EQ(drain(late), std::vector<int>{50});
}

TEST_F(PacketRingTest, ReadersStartAtAKeyframeOrAtTheLiveEdge) {
  PacketRing ring({.preRoll = absl::Seconds(10), .bytes = 1 << 20});
  feed(ring, 35);
  auto last = ring.fromLastKeyframe();
  EXPECT_EQ(drain(last).front(), 30);
  auto middle = ring.from(absl::Milliseconds(1950));
  EXPECT_EQ(drain(middle).front(), 10);
  auto exactly = ring.from(absl::Seconds(2));
  EXPECT_EQ(drain(exactly).front(), 20);
  auto before = ring.from(-absl::Seconds(9));
  EXPECT_EQ(drain(before).front(), 0);
  auto edge = ring.fromLiveEdge();
  EXPECT_EQ(edge.tryRead().packet, nullptr);
  feed(ring, 2);
  EXPECT_EQ(drain(edge), (std::vector<int>{35, 36}));
}

TEST_F(PacketRingTest, ASlowReaderIsToldWhatItLostAndGoesOnAtAKeyframe) {
  PacketRing ring({.preRoll = absl::Seconds(1), .bytes = 1 << 20});
  auto reader = ring.fromLiveEdge();
  feed(ring, 5);
  EXPECT_EQ(drain(reader).size(), 5);
  feed(ring, 95);
  const auto read = reader.tryRead();
  ASSERT_NE(read.packet, nullptr);
  EXPECT_TRUE(read.packet->keyframe);
  EXPECT_EQ(read.lost + 5, read.packet->at / absl::Milliseconds(100));
  EXPECT_EQ(reader.tryRead().lost, 0);
}

TEST_F(PacketRingTest, NobodyHoldsWhatTheRingLetGo) {
  PacketRing ring({.preRoll = absl::Seconds(1), .bytes = 1 << 20});
  [[maybe_unused]] const auto reader = ring.fromLastKeyframe();
  auto first = packet(0, true, 1000);
  const std::weak_ptr<const ChannelPacket> watched = first;
  ring.push(std::move(first));
  fed_ = 1;
  feed(ring, 50);
  EXPECT_TRUE(watched.expired());
}

TEST_F(PacketRingTest, SkippingCatchesUpWithTheNewestKeyframe) {
  PacketRing ring({.preRoll = absl::Seconds(10), .bytes = 1 << 20});
  feed(ring, 1);
  auto reader = ring.fromLastKeyframe();
  feed(ring, 34);
  EXPECT_EQ(reader.behind(), 35);
  EXPECT_EQ(reader.skipToLastKeyframe(), 30);
  EXPECT_EQ(drain(reader).front(), 30);
  EXPECT_EQ(reader.skipToLastKeyframe(), 0);
}

TEST_F(PacketRingTest, SoundBelongsToItsGroup) {
  PacketRing ring({.preRoll = absl::Seconds(1), .bytes = 1 << 20});
  ring.push(packet(0, false, 100, false));  // before the first picture
  for (int i = 1; i < 60; ++i) {
    ring.push(packet(i, i % 10 == 1, 1000));
    ring.push(packet(i, false, 100, false));
  }
  auto reader = ring.from(absl::ZeroDuration());
  const auto oldest = reader.tryRead();
  EXPECT_TRUE(oldest.packet->keyframe);
  EXPECT_LE(ring.stats().packets, 2 * 21);
}

TEST_F(PacketRingTest, WaitingEndsWithAPacketAStopOrTheEnd) {
  PacketRing ring({});
  auto reader = ring.fromLastKeyframe();
  EXPECT_EQ(reader.read(absl::Milliseconds(1)).packet, nullptr);

  std::jthread camera([&] { ring.push(packet(0, true, 10)); });
  EXPECT_NE(reader.read(absl::Minutes(1)).packet, nullptr);

  std::stop_source stop;
  std::jthread stopper([&] { stop.request_stop(); });
  EXPECT_EQ(reader.read(absl::Minutes(1), stop.get_token()).packet, nullptr);

  std::jthread closer([&] { ring.close(); });
  EXPECT_TRUE(reader.read(absl::Minutes(1)).ended);
}

TEST_F(PacketRingTest, ManyReadersAccountForEveryPacket) {
  PacketRing ring({.preRoll = absl::Milliseconds(500), .bytes = 1 << 20});
  std::vector<RingReader> readers(4, ring.fromLiveEdge());
  std::atomic<std::int64_t> total = 0;
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < readers.size(); ++i) {
      threads.emplace_back([&total, reader = readers[i], slow = i % 2 == 1]() mutable {
        std::int64_t seen = 0;
        for (auto read = reader.read(absl::Seconds(20)); !read.ended; read = reader.read(absl::Seconds(20))) {
          seen += read.lost + (read.packet != nullptr ? 1 : 0);
          if (slow && seen % 7 == 0) std::this_thread::yield();
        }
        total += seen;
      });
    }
    feed(ring, 5000);
    ring.push(packet(fed_, true, 10));
    ring.close();
  }
  EXPECT_EQ(total, 4 * 5001);
}

}  // namespace
}  // namespace cameramonit::source
