#include <memory>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "analyzer/ledger/ledger.h"
#include "tests/analyzer/ledger/memory_store.h"

namespace cameramonit::ledger {
namespace {

constexpr int kDay = 24 * 3600;
constexpr int kChannels = 10;

/// What a camera does at one second of a day, with faults.
struct Now {
  Sight sight;
  Reason reason;
};

Now cameraAt(int channel, int second) {
  const int phase = (second + 997 * channel) % 3600;
  if (phase < 90) return {Sight::kBlind, Reason::kOffline};
  if (phase < 95 && channel % 3 == 0) return {Sight::kBlind, Reason::kOverloaded};
  return {phase % 60 < 9 ? Sight::kSeen : Sight::kGated, Reason::kNone};
}

TEST(DayOfTenChannelsTest, EverySecondIsAccountedForOverRestarts) {
  const absl::Time midnight = absl::FromUnixSeconds(1'795'392'000);
  std::mt19937 random(11);
  std::uniform_int_distribution<int> downtime(1, 240);
  std::vector<MemoryStore> stores(kChannels);
  std::vector<std::unique_ptr<Ledger>> ledgers;
  for (MemoryStore& store : stores) ledgers.push_back(*Ledger::open(store, midnight));

  int down = 0;
  for (int second = 1; second <= kDay; ++second) {
    const absl::Time now = midnight + absl::Seconds(second);
    if (second % 17000 == 0) {  // killed: what was not saved is lost, and nobody looks for a while
      ledgers.clear();
      down = second < kDay - 300 ? downtime(random) : 0;
    }
    if (down > 0 && --down > 0) continue;
    if (ledgers.empty()) {
      for (MemoryStore& store : stores) ledgers.push_back(*Ledger::open(store, now));
    }
    for (int channel = 0; channel < kChannels; ++channel) {
      const Now seen = cameraAt(channel, second);
      const auto index = static_cast<std::size_t>(channel);
      stores[index].broken = second % 20000 < 60;  // the database is away for a minute
      static_cast<void>(ledgers[index]->note(seen.sight, seen.reason, now));
    }
  }

  const absl::Time end = midnight + absl::Seconds(kDay);
  absl::Duration sum, seen, blind;
  for (const auto& ledger : ledgers) {
    const Ledger::Totals totals = ledger->totals(midnight, end);
    sum += totals.sum();
    seen += totals.seen;
    blind += totals.blind;
    EXPECT_FALSE(ledger->gaps(midnight, end).empty());
  }
  EXPECT_EQ(sum, absl::Seconds(864'000));
  EXPECT_GT(seen, absl::Seconds(100'000));
  EXPECT_LT(blind, absl::Seconds(60'000));

  // The store alone knows as much, once everything is written.
  absl::Duration stored;
  for (std::size_t channel = 0; channel < stores.size(); ++channel) {
    ASSERT_TRUE(ledgers[channel]->save().ok());
    for (const Span& span : stores[channel].spans) stored += span.length();
  }
  EXPECT_EQ(stored, absl::Seconds(864'000));
}

TEST(DayOfTenChannelsTest, AMonthTakesNoMoreMemoryThanTwoDays) {
  MemoryStore store;
  const absl::Time start = absl::FromUnixSeconds(1'795'392'000);
  const auto ledger = *Ledger::open(store, start);
  std::size_t most = 0;
  for (int second = 0; second <= 30 * kDay; second += 20) {
    const absl::Time now = start + absl::Seconds(second);
    static_cast<void>(ledger->note(second % 40 == 0 ? Sight::kSeen : Sight::kGated, Reason::kNone, now));
    if (second % kDay == 0) {
      most = std::max(most, ledger->spans(start, now).size());
      store.spans.clear();
    }
  }
  EXPECT_LE(most, 2U * kDay / 20 + 5);
}

}  // namespace
}  // namespace cameramonit::ledger
