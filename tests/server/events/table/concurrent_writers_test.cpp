#include <atomic>
#include <random>
#include <thread>

#include "tests/server/events/table/counting_model.h"
#include "tests/server/events/table/event_fixture.h"

namespace cameramonit::events {
namespace {

using ConcurrentWritersTest = EventFixture;
CAMERAMONIT_BOTH_DATABASES(ConcurrentWritersTest);

/// Analyzers that write at once, also the same events, lose nothing and count nothing twice; readers go on meanwhile.
TEST_P(ConcurrentWritersTest, NothingIsLostOrCountedTwice) {
  constexpr int kWriters = 4;
  constexpr int kBatches = 15;
  std::vector<std::vector<std::vector<v1::Event>>> batches(kWriters);
  CountingModel model;
  std::mt19937 random(5);
  std::vector<std::string> objects;
  for (int i = 0; i < 20; ++i) objects.push_back(objectName());
  std::vector<v1::Event> shared;
  for (int i = 0; i < 30; ++i) shared.push_back(ofObject(event(i * 300), objects[static_cast<std::size_t>(i) % 20]));
  for (auto& writer : batches) {
    for (int b = 0; b < kBatches; ++b) {
      std::vector<v1::Event> batch{shared[random() % shared.size()], shared[random() % shared.size()]};
      for (int i = 0; i < 10; ++i) {
        batch.push_back(ofObject(event(static_cast<double>(random() % 20'000)), objects[random() % objects.size()]));
      }
      for (const v1::Event& one : batch) model.put(one);
      writer.push_back(std::move(batch));
    }
  }
  std::atomic<bool> done = false;
  std::atomic<int> reads = 0;
  absl::Status written[kWriters];
  {
    std::jthread reader([&] {
      while (!done) {
        const auto counted = events_.count({}, Scope::all(), v1::CountEventsRequest::GROUP_BY_HOUR, "UTC");
        ASSERT_TRUE(counted.ok()) << counted.status();
        // One snapshot: the groups are of the same moment as the sum.
        std::int64_t sum = 0;
        for (const auto& group : counted->groups()) sum += group.events();
        ASSERT_EQ(sum, counted->events());
        ++reads;
      }
    });
    std::vector<std::jthread> writers;
    for (std::size_t w = 0; w < kWriters; ++w) {
      writers.emplace_back([&, w] {
        for (const auto& batch : batches[w]) written[w].Update(events_.write(batch).status());
      });
    }
    writers.clear();
    done = true;
  }
  for (const absl::Status& status : written) EXPECT_EQ(status, absl::OkStatus());
  EXPECT_GT(reads.load(), 0);
  EXPECT_EQ(CountingModel::text(count({}, Scope::all(), v1::CountEventsRequest::GROUP_BY_HOUR, "UTC")),
            model.count({}, Scope::all(), v1::CountEventsRequest::GROUP_BY_HOUR, absl::UTCTimeZone()));
}

}  // namespace
}  // namespace cameramonit::events
