#include "analyzer/pipeline/live/outbox_sink.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "common/base/status.h"

namespace cameramonit::pipeline {
namespace {

using ::testing::ElementsAre;
using ::testing::Le;
using ::testing::SizeIs;

/// What the services were told; outlives the sink.
struct Told {
  absl::Mutex mutex;
  std::vector<std::string> lines ABSL_GUARDED_BY(mutex);
  bool away ABSL_GUARDED_BY(mutex) = false;
  int attempts ABSL_GUARDED_BY(mutex) = 0;

  void setAway(bool value) {
    absl::MutexLock lock(&mutex);
    away = value;
  }
  void awaitAttempts(int count) {
    absl::MutexLock lock(&mutex);
    const auto enough = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) { return attempts >= count; };
    mutex.Await(absl::Condition(&enough));
  }
};

class Services final : public AnalysisSink {
 public:
  explicit Services(Told& told) : told_(told) {}
  absl::Status record(const std::vector<events::v1::TrackedObject>& objects,
                      const std::vector<events::v1::Event>& events) override {
    absl::MutexLock lock(&told_.mutex);
    ++told_.attempts;
    if (told_.away) return base::unavailable(base::ErrorReason::ERROR_REASON_DATABASE_UNAVAILABLE, "Away.");
    for (const auto& object : objects) told_.lines.push_back("object " + object.name());
    for (const auto& event : events) {
      if (event.name() == "bad") return base::invalidArgument(base::ErrorReason::ERROR_REASON_FIELD_INVALID, "No.");
      told_.lines.push_back(event.name() + " " + std::to_string(event.count()) + " " + event.still());
    }
    return absl::OkStatus();
  }
  absl::StatusOr<std::string> keepStill(const events::v1::Event& event, absl::Time, const std::string& jpeg) override {
    absl::MutexLock lock(&told_.mutex);
    ++told_.attempts;
    if (told_.away) return base::unavailable(base::ErrorReason::ERROR_REASON_DATABASE_UNAVAILABLE, "Away.");
    return event.name() + "/" + jpeg;
  }
  absl::StatusOr<std::string> declareClip(const events::v1::Event& event, absl::Time, absl::Time) override {
    return event.name() + "/clip";
  }
  void progress(absl::Duration, absl::Duration) override {}

 private:
  Told& told_;
};

events::v1::Event eventNamed(const std::string& name, int count, const std::string& still = "") {
  events::v1::Event event;
  event.set_name(name);
  event.set_count(count);
  event.set_still(still);
  return event;
}

class OutboxSinkTest : public ::testing::Test {
 protected:
  OutboxSinkTest() {
    limits_.firstPause = absl::Milliseconds(1);
    limits_.longestPause = absl::Milliseconds(5);
  }
  std::unique_ptr<OutboxSink> open() {
    return std::make_unique<OutboxSink>(std::make_unique<Services>(told_), limits_);
  }
  std::vector<std::string> lines() {
    absl::MutexLock lock(&told_.mutex);
    return told_.lines;
  }

  Told told_;
  OutboxSink::Limits limits_;
};

TEST_F(OutboxSinkTest, DeliversTrueNamesOfPictures) {
  {
    const auto outbox = open();
    const std::string still = *outbox->keepStill(eventNamed("a", 1), absl::Now(), "jpeg");
    ASSERT_TRUE(outbox->record({}, {eventNamed("a", 1, still)}).ok());
  }
  EXPECT_THAT(lines(), ElementsAre("a 1 a/jpeg"));
}

TEST_F(OutboxSinkTest, NothingIsLostWhileTheServicesAreAway) {
  told_.setAway(true);
  {
    const auto outbox = open();
    for (int i = 1; i <= 50; ++i) ASSERT_TRUE(outbox->record({}, {eventNamed("e" + std::to_string(i % 10), i)}).ok());
    told_.awaitAttempts(5);
    told_.setAway(false);
  }
  ASSERT_THAT(lines(), SizeIs(10));  // each in its last telling only
  EXPECT_EQ(lines().back(), "e0 50 ");
}

TEST_F(OutboxSinkTest, WhatIsRefusedForEverHoldsNothingUp) {
  {
    const auto outbox = open();
    ASSERT_TRUE(outbox->record({}, {eventNamed("bad", 1), eventNamed("good", 1)}).ok());
  }
  EXPECT_THAT(lines(), ElementsAre("good 1 "));
}

TEST_F(OutboxSinkTest, PicturesAreLeftOutBeforeMemoryIs) {
  told_.setAway(true);
  limits_.pictureBytes = 1000;
  const auto outbox = open();
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(outbox->keepStill(eventNamed("e", i), absl::Now(), std::string(100, 'x')).ok());
  }
  EXPECT_THAT(outbox->stats().waiting, Le(11U));
  EXPECT_GE(outbox->stats().picturesShed, 88);
}

}  // namespace
}  // namespace cameramonit::pipeline
