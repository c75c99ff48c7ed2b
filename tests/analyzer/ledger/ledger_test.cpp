#include "analyzer/ledger/ledger.h"

#include <memory>
#include <random>

#include <gmock/gmock.h>

#include "tests/analyzer/ledger/memory_store.h"

namespace cameramonit::ledger {
namespace {

using ::testing::ElementsAre;

class LedgerTest : public ::testing::Test {
 protected:
  void SetUp() override { restart(kStart); }
  void restart(absl::Time now) { ledger_ = *Ledger::open(store_, now); }
  void note(Sight sight, int seconds, Reason reason = Reason::kNone) {
    EXPECT_TRUE(ledger_->note(sight, reason, at(seconds)).ok());
  }
  static absl::Time at(int seconds) { return kStart + absl::Seconds(seconds); }

  static inline const absl::Time kStart = absl::FromUnixSeconds(1'795'444'200);
  MemoryStore store_;
  std::unique_ptr<Ledger> ledger_;
};

TEST_F(LedgerTest, EqualNotesBecomeOneSpan) {
  note(Sight::kGated, 1);
  note(Sight::kGated, 2);
  note(Sight::kSeen, 4);
  EXPECT_THAT(ledger_->spans(at(0), at(100)),
              ElementsAre(Span{at(0), at(2), Sight::kGated, Reason::kNone}, Span{at(2), at(4), Sight::kSeen, {}}));
}

TEST_F(LedgerTest, TheTimeBetweenTwoRunsIsBlind) {
  note(Sight::kSeen, 20);
  ASSERT_TRUE(ledger_->save().ok());
  restart(at(90));
  note(Sight::kGated, 100);
  EXPECT_THAT(ledger_->gaps(at(0), at(100)), ElementsAre(Span{at(20), at(90), Sight::kBlind, Reason::kNotRunning}));
  EXPECT_EQ(ledger_->totals(at(0), at(100)).sum(), absl::Seconds(100));
}

TEST_F(LedgerTest, AKilledProcessForgetsTenSecondsAtMost) {
  for (int i = 1; i <= 100; ++i) note(Sight::kSeen, i);
  restart(at(200));
  EXPECT_GE(ledger_->totals(at(0), at(200)).seen, absl::Seconds(90));
  EXPECT_EQ(ledger_->totals(at(0), at(200)).sum(), absl::Seconds(200));
}

TEST_F(LedgerTest, WhatNobodySpokeForIsNotSeen) {
  note(Sight::kSeen, 1);
  note(Sight::kSeen, 3601);  // suspended, or the clock was set
  EXPECT_EQ(ledger_->totals(at(0), at(3601)).seen, absl::Seconds(1));
  EXPECT_EQ(ledger_->totals(at(0), at(3601)).blind, absl::Seconds(3600));
}

TEST_F(LedgerTest, AClockThatWasSetBackRewritesNothing) {
  note(Sight::kSeen, 20);
  note(Sight::kBlind, 10, Reason::kOffline);
  note(Sight::kGated, 25);
  EXPECT_THAT(ledger_->gaps(at(0), at(25)), ElementsAre());
  EXPECT_EQ(ledger_->totals(at(0), at(25)).sum(), absl::Seconds(25));
}

TEST_F(LedgerTest, BeforeItsFirstMomentNobodyLooked) {
  note(Sight::kSeen, 10);
  EXPECT_THAT(ledger_->gaps(at(-50), at(10)), ElementsAre(Span{at(-50), at(0), Sight::kBlind, Reason::kNotRunning}));
}

TEST_F(LedgerTest, AStoreThatWasAwayIsGivenEverythingLater) {
  store_.broken = true;
  note(Sight::kSeen, 5);
  EXPECT_FALSE(ledger_->note(Sight::kBlind, Reason::kOffline, at(15)).ok());
  store_.broken = false;
  note(Sight::kSeen, 30);
  EXPECT_THAT(store_.spans,
              ElementsAre(Span{at(0), at(5), Sight::kSeen, {}}, Span{at(5), at(15), Sight::kBlind, Reason::kOffline},
                          Span{at(15), at(30), Sight::kSeen, {}}));
}

TEST_F(LedgerTest, WhateverIsNotedThereAreNoHolesAndNoOverlaps) {
  std::mt19937 random(3);
  std::uniform_int_distribution<int> any(0, 2), step(-5, 60);
  int now = 0;
  for (int i = 0; i < 3000; ++i) {
    now = std::max(0, now + step(random));
    if (i % 400 == 399) restart(std::max(ledger_->until(), at(now)));
    note(static_cast<Sight>(any(random)), now, static_cast<Reason>(1 + any(random)));
    const absl::Time end = ledger_->until();
    const absl::Time begin = std::max(kStart, end - absl::Hours(40));
    absl::Time reached = begin;
    for (const Span& span : ledger_->spans(begin, end)) {
      EXPECT_EQ(span.from, reached);
      EXPECT_LT(span.from, span.to);
      reached = span.to;
    }
    EXPECT_EQ(reached, end);
  }
}

}  // namespace
}  // namespace cameramonit::ledger
