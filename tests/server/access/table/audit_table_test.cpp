#include "server/access/table/audit_table.h"

#include <gtest/gtest.h>

#include <thread>

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "tests/support/database/test_database.h"

namespace cameramonit::access {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);

AuditEntry entry(int n) {
  AuditEntry out;
  out.time = kNow + absl::Seconds(n);
  out.principal = n % 2 == 0 ? "users/ala" : "users/ola";
  out.method = "cameramonit.access.v1.SessionService/Login";
  out.resource = absl::StrCat("projects/home/channels/", n % 3);
  out.address = "192.0.2.1";
  out.outcome = "OK";
  out.facts = {{"z", "żółw \"quoted\""}, {"a", absl::StrCat(n)}};
  return out;
}

class AuditTableTest : public support::BothDatabases {
 protected:
  void fill(int count) {
    std::vector<AuditEntry> entries;
    for (int n = 0; n < count; ++n) entries.push_back(entry(n));
    ASSERT_EQ(audit_.append(entries), absl::OkStatus());
  }
  void tamper(const std::string& statement) {
    ASSERT_EQ(database().write([&](sql::Session& s) { return s.execute(statement); }), absl::OkStatus());
  }
  AuditTable audit_{database()};
};
CAMERAMONIT_BOTH_DATABASES(AuditTableTest);

TEST_P(AuditTableTest, EntriesComeBackNewestFirst) {
  fill(5);
  const auto page = audit_.list({}, 3, "");
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->entries.size(), 3u);
  EXPECT_EQ(page->entries[0].sequence, 5);
  EXPECT_EQ(page->entries[0].time, entry(4).time);
  EXPECT_EQ(page->entries[0].facts, entry(4).facts);
  const auto rest = audit_.list({}, 3, page->nextPageToken);
  ASSERT_EQ(rest->entries.size(), 2u);
  EXPECT_EQ(rest->nextPageToken, "");
}

TEST_P(AuditTableTest, FiltersCombine) {
  fill(12);
  AuditFilter filter;
  filter.principal = "users/ala";
  filter.resource = "projects/home/channels/0";
  EXPECT_EQ(audit_.list(filter, 0, "")->entries.size(), 2u);  // 0 and 6
  filter.from = kNow + absl::Seconds(6);
  filter.until = kNow + absl::Seconds(7);
  EXPECT_EQ(audit_.list(filter, 0, "")->entries.size(), 1u);
}

TEST_P(AuditTableTest, AWholeChainIsVerifiedAcrossPieces) {
  for (int i = 0; i < 5; ++i) fill(500);
  const auto verdict = audit_.verify();
  ASSERT_TRUE(verdict.ok()) << verdict.status();
  EXPECT_EQ(verdict->checked, 2500);
  EXPECT_EQ(verdict->broken, std::nullopt);
}

TEST_P(AuditTableTest, AChangedEntryShows) {
  fill(10);
  tamper("update audit set outcome = 'CREDENTIALS_WRONG' where sequence = 4");
  EXPECT_EQ(audit_.verify()->broken, 4);
}

TEST_P(AuditTableTest, AnEntryThatWasTakenOutShows) {
  fill(10);
  tamper("delete from audit where sequence = 7");
  EXPECT_EQ(audit_.verify()->broken, 7);
}

TEST_P(AuditTableTest, AnEndThatWasCutOffShows) {
  fill(10);
  tamper("delete from audit where sequence > 8");
  EXPECT_EQ(audit_.verify()->broken, 9);
}

TEST_P(AuditTableTest, MovingTextBetweenColumnsShows) {
  fill(3);
  tamper(
      "update audit set principal = 'users/alac', method = 'ameramonit.access.v1.SessionService/Login' "
      "where sequence = 1");
  EXPECT_EQ(audit_.verify()->broken, 1);
}

TEST_P(AuditTableTest, WritersAtOnceMakeOneChain) {
  {
    std::vector<std::jthread> writers;
    for (int w = 0; w < 4; ++w) {
      writers.emplace_back([&] {
        for (int i = 0; i < 10; ++i) EXPECT_EQ(audit_.append({entry(i)}), absl::OkStatus());
      });
    }
  }
  const auto verdict = audit_.verify();
  EXPECT_EQ(verdict->checked, 40);
  EXPECT_EQ(verdict->broken, std::nullopt);
}

TEST_P(AuditTableTest, ALongResourceIsCutAtACharacter) {
  AuditEntry longOne = entry(1);
  longOne.resource = std::string(254, 'x') + "ż";
  ASSERT_EQ(audit_.append({longOne}), absl::OkStatus());
  EXPECT_EQ(audit_.list({}, 0, "")->entries[0].resource, std::string(254, 'x'));
  EXPECT_EQ(audit_.verify()->broken, std::nullopt);
}

}  // namespace
}  // namespace cameramonit::access
