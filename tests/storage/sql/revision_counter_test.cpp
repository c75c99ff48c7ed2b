#include "storage/sql/revision_counter.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "common/base/status.h"
#include "tests/support/database/test_database.h"

namespace cameramonit::sql {
namespace {

class RevisionCounterTest : public support::BothDatabases {};
CAMERAMONIT_BOTH_DATABASES(RevisionCounterTest);

TEST_P(RevisionCounterTest, NumbersFollowOneAnother) {
  const auto take = [&](std::int64_t n) {
    return *database().write([&](Session& s) { return takeRevisions(s, "events", n); });
  };
  EXPECT_EQ(take(1), 1);
  EXPECT_EQ(take(10), 2);
  EXPECT_EQ(take(1), 12);
  EXPECT_EQ(*database().read([](Session& s) { return lastRevision(s, "events"); }), 12);
  EXPECT_EQ(*database().read([](Session& s) { return lastRevision(s, "chat"); }), 0);
}

TEST_P(RevisionCounterTest, ARolledBackTransactionGivesItsNumbersBack) {
  EXPECT_FALSE(database()
                   .write([](Session& s) -> absl::Status {
                     CAMERAMONIT_RETURN_IF_ERROR(takeRevisions(s, "events", 5).status());
                     return base::internalError("no");
                   })
                   .ok());
  EXPECT_EQ(*database().write([](Session& s) { return takeRevisions(s, "events", 1); }), 1);
}

// The heart of every watch: while writers commit in any order they like, a reader that goes on after the last number
// it saw must in the end have seen every number.
TEST_P(RevisionCounterTest, AReaderNeverMissesANumberThatCommitsLater) {
  constexpr int kWriters = 4;
  constexpr int kEach = 40;
  std::atomic<int> running = kWriters;
  std::vector<std::jthread> writers;
  for (int w = 0; w < kWriters; ++w) {
    writers.emplace_back([&, w] {
      for (int i = 0; i < kEach; ++i) {
        EXPECT_TRUE(database()
                        .write([&](Session& s) -> absl::Status {
                          CAMERAMONIT_ASSIGN_OR_RETURN(const std::int64_t revision, takeRevisions(s, "events", 1));
                          std::this_thread::yield();  // the longer between number and commit, the likelier a gap
                          return s.prepare("insert into stream_position (reader, revision) values (:reader, :revision)")
                              .bind("reader", std::to_string(w) + "/" + std::to_string(i))
                              .bind("revision", revision)
                              .run();
                        })
                        .ok());
      }
      --running;
    });
  }
  std::int64_t last = 0;
  int seen = 0;
  const auto readOn = [&] {
    EXPECT_TRUE(database()
                    .read([&](Session& s) {
                      std::int64_t revision = 0;
                      Statement select =
                          s.prepare("select revision from stream_position where revision > :last order by revision");
                      select.bind("last", last).into(revision);
                      while (select.fetch()) {
                        last = revision;
                        ++seen;
                      }
                      return select.status();
                    })
                    .ok());
  };
  while (running > 0) readOn();
  readOn();
  EXPECT_EQ(seen, kWriters * kEach);
  EXPECT_EQ(last, kWriters * kEach);
}

TEST_P(RevisionCounterTest, WhatIsCompactedStaysCompacted) {
  const auto set = [&](std::int64_t n) {
    return database().write([&](Session& s) { return setCompactedRevision(s, "events", n); });
  };
  ASSERT_TRUE(set(7).ok());
  ASSERT_TRUE(set(3).ok());
  EXPECT_EQ(*database().read([](Session& s) { return compactedRevision(s, "events"); }), 7);
}

}  // namespace
}  // namespace cameramonit::sql
