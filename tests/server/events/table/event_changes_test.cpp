#include <atomic>
#include <map>
#include <thread>

#include "tests/server/events/table/event_fixture.h"

namespace cameramonit::events {
namespace {

class EventChangesTest : public EventFixture {
 protected:
  EventChanges since(std::int64_t revision, int limit = 100, const Scope& scope = Scope::all()) {
    const auto changes = events_.changedSince(revision, {}, scope, limit);
    EXPECT_TRUE(changes.ok()) << changes.status();
    return changes.value_or(EventChanges());
  }
};
CAMERAMONIT_BOTH_DATABASES(EventChangesTest);

TEST_P(EventChangesTest, EveryChangeComesInOrderAndOnlyOnce) {
  v1::Event first = event(0);
  write({first, event(1, "car", kYard)});
  auto changes = since(0);
  ASSERT_EQ(changes.changes.size(), 2u);
  EXPECT_EQ(changes.changes[0].name, first.name());
  EXPECT_EQ(changes.revision, *events_.lastRevision());
  EXPECT_TRUE(since(changes.revision).changes.empty());
  first.set_zone("z");
  write({first});
  changes = since(changes.revision);
  ASSERT_EQ(changes.changes.size(), 1u);
  EXPECT_EQ(changes.changes[0].event->zone(), "z");
}

TEST_P(EventChangesTest, SmallBitesGiveTheSameAsOneBigOne) {
  std::vector<v1::Event> all;
  for (int i = 0; i < 20; ++i) all.push_back(event(i, "person", i % 3 == 0 ? kYard : kGate));
  for (v1::Event& one : all) one.set_media(absl::StrCat(kGate, "/media/m"));
  write(all);
  std::vector<v1::Event> again(all.begin(), all.begin() + 10);
  for (v1::Event& one : again) one.set_attempt("attempt-2");
  write(again);
  ASSERT_EQ(*events_.prune(absl::StrCat(kGate, "/media/m"), "attempt-2", kNow), 10);
  std::vector<std::string> bites;
  std::int64_t revision = 0;
  for (int guard = 0; guard < 100; ++guard) {
    const EventChanges bite = since(revision, 3);
    for (const EventChange& change : bite.changes) {
      EXPECT_GT(change.revision, revision);
      bites.push_back(absl::StrCat(change.name, change.event.has_value() ? "+" : "-"));
    }
    if (bite.revision == revision) break;
    revision = bite.revision;
  }
  std::vector<std::string> whole;
  for (const EventChange& change : since(0).changes) {
    whole.push_back(absl::StrCat(change.name, change.event.has_value() ? "+" : "-"));
  }
  EXPECT_EQ(bites, whole);
  EXPECT_EQ(whole.size(), 20u);
}

TEST_P(EventChangesTest, TheScopeHidesChangesAndDeletionsButTheReaderMovesOn) {
  v1::Event hidden = event(0, "person", kYard);
  hidden.set_media(absl::StrCat(kYard, "/media/m"));
  write({hidden, event(1)});
  ASSERT_EQ(*events_.prune(absl::StrCat(kYard, "/media/m"), "other", kNow), 1);
  Scope gate;
  gate.rules.push_back({.parent = kGate, .kinds = {}, .objectClasses = {}});
  const EventChanges changes = since(0, 100, gate);
  ASSERT_EQ(changes.changes.size(), 1u);
  EXPECT_EQ(changes.revision, *events_.lastRevision());
}

TEST_P(EventChangesTest, AFilteredReaderIsGivenEverythingHoweverRareItIs) {
  std::vector<v1::Event> all;
  for (int i = 0; i < 30; ++i) all.push_back(event(i, i % 10 == 0 ? "dog" : "person"));
  write(all);
  v1::EventFilter dogs;
  dogs.add_object_classes("dog");
  const auto found = events_.changedSince(0, dogs, Scope::all(), 2);
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_EQ(found->changes.size(), 2u);
  const auto rest = events_.changedSince(found->revision, dogs, Scope::all(), 2);
  EXPECT_EQ(rest->changes.size(), 1u);
  EXPECT_EQ(rest->revision, *events_.lastRevision());
}

TEST_P(EventChangesTest, PruningKeepsWhatTheNewestAttemptSaw) {
  const std::string media = absl::StrCat(kGate, "/media/m");
  const std::string gone = objectName(), seenAgain = objectName();
  std::vector<v1::Event> all{ofObject(event(0), gone), ofObject(event(1), seenAgain), event(2)};
  all[0].set_media(media);
  all[1].set_media(media);
  write(all);
  all[1].set_attempt("attempt-2");
  write({all[1]});
  EXPECT_EQ(*events_.prune(media, "attempt-2", kNow), 1);
  EXPECT_EQ(*events_.prune(media, "attempt-2", kNow), 0);
  EXPECT_EQ(*events_.prune("projects/x/channels/y/media/z", "a", kNow), 0);
  EXPECT_EQ(secondsOf({}), "1 2 ");
  EXPECT_EQ(count({}).events(), 2);
  EXPECT_FALSE(objects_.get(gone, Scope::all()).ok());
}

TEST_P(EventChangesTest, WhoIsOlderThanForgottenDeletionsMustBeginAnew) {
  const std::string media = absl::StrCat(kGate, "/media/m");
  v1::Event one = event(0);
  one.set_media(media);
  write({one, event(1)});
  const std::int64_t before = *events_.lastRevision();
  ASSERT_EQ(*events_.prune(media, "other", kNow), 1);
  const std::int64_t after = *events_.lastRevision();
  ASSERT_TRUE(events_.compact(kNow).ok());
  EXPECT_EQ(since(before).changes.size(), 1u);
  ASSERT_TRUE(events_.compact(kNow + absl::Hours(1)).ok());
  EXPECT_EQ(base::errorReason(events_.changedSince(before, {}, Scope::all(), 10).status()),
            type::v1::ERROR_REASON_REVISION_COMPACTED);
  EXPECT_TRUE(events_.changedSince(after, {}, Scope::all(), 10).ok());
}

TEST_P(EventChangesTest, AWatcherMissesNothingWhileManyWrite) {
  constexpr int kWriters = 4, kBatches = 10, kEvents = 5;
  std::atomic<int> running = kWriters;
  std::vector<std::jthread> writers;
  for (int w = 0; w < kWriters; ++w) {
    writers.emplace_back([&, w] {
      for (int b = 0; b < kBatches; ++b) {
        std::vector<v1::Event> batch;
        for (int i = 0; i < kEvents; ++i) batch.push_back(event(b, "person", w % 2 == 0 ? kGate : kYard));
        const auto written = events_.write(batch);
        EXPECT_TRUE(written.ok()) << written.status();
      }
      --running;
    });
  }
  std::map<std::string, int> seen;
  std::int64_t revision = 0;
  const auto readOn = [&] {
    const EventChanges changes = since(revision, 7);
    for (const EventChange& change : changes.changes) ++seen[change.name];
    const bool more = changes.revision != revision;
    revision = changes.revision;
    return more;
  };
  while (running > 0) readOn();
  while (readOn()) {
  }
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(kWriters * kBatches * kEvents));
  for (const auto& [name, times] : seen) EXPECT_EQ(times, 1) << name;
}

}  // namespace
}  // namespace cameramonit::events
