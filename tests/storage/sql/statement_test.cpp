#include "storage/sql/statement.h"

#include <gtest/gtest.h>

#include "common/base/status.h"
#include "storage/sql/bulk_insert.h"
#include "storage/sql/error.h"
#include "tests/support/database/test_database.h"

namespace cameramonit::sql {
namespace {

class StatementTest : public support::BothDatabases {
 protected:
  void SetUp() override {
    ASSERT_EQ(database().read([](Session& s) {
      CAMERAMONIT_RETURN_IF_ERROR(s.execute("drop table if exists sample"));
      return s.execute(expandSchema(s.dialect(),
                                    "create table sample (id $int not null primary key, words $name(200), "
                                    "amount $real, at_us $int) $clustered"));
    }),
              absl::OkStatus());
  }
  void TearDown() override {
    database().read([](Session& s) { return s.execute("drop table if exists sample"); }).IgnoreError();
  }

  absl::Status insert(Session& s, std::int64_t id, const std::string& words) {
    return s.prepare("insert into sample (id, words) values (:id, :words)").bind("id", id).bind("words", words).run();
  }
};
CAMERAMONIT_BOTH_DATABASES(StatementTest);

TEST_P(StatementTest, EveryTypeComesBackAsItWasBound) {
  const absl::Time at = absl::FromUnixMicros(1'700'000'000'123'456);
  const std::string words = "żółw 'quoted' \"double\" \\ back; -- no comment % _ \n\t :id 🐢";
  ASSERT_EQ(database().write([&](Session& s) {
    return s.prepare("insert into sample (id, words, amount, at_us) values (:id, :words, :amount, :at)")
        .bind("id", std::int64_t{9'007'199'254'740'993})
        .bind("words", words)
        .bind("amount", 0.1)
        .bind("at", at)
        .run();
  }),
            absl::OkStatus());
  std::int64_t id = 0;
  std::string readWords;
  double amount = 0;
  absl::Time readAt;
  ASSERT_EQ(database().read([&](Session& s) {
    Statement select = s.prepare("select id, words, amount, at_us from sample");
    select.into(id, readWords, amount, readAt);
    EXPECT_TRUE(select.fetch());
    EXPECT_FALSE(select.fetch());
    return select.status();
  }),
            absl::OkStatus());
  EXPECT_EQ(id, 9'007'199'254'740'993);
  EXPECT_EQ(readWords, words);
  EXPECT_DOUBLE_EQ(amount, 0.1);
  EXPECT_EQ(readAt, at);
}

TEST_P(StatementTest, NullIsAnEmptyOptionalOrTheTypesZero) {
  ASSERT_EQ(database().write([&](Session& s) {
    return s.prepare("insert into sample (id, words, amount, at_us) values (1, :words, :amount, :at)")
        .bind("words", std::optional<std::string>())
        .bind("amount", std::optional<double>())
        .bind("at", absl::InfiniteFuture())
        .run();
  }),
            absl::OkStatus());
  ASSERT_EQ(database().read([&](Session& s) {
    std::optional<std::string> words = "before";
    double amount = 7;
    std::optional<absl::Time> at = absl::Now();
    absl::Time infinite;
    Statement select = s.prepare("select words, amount, at_us, at_us from sample");
    select.into(words, amount, at, infinite);
    EXPECT_TRUE(select.fetch());
    EXPECT_EQ(words, std::nullopt);
    EXPECT_EQ(amount, 0);
    EXPECT_EQ(at, std::nullopt);
    EXPECT_EQ(infinite, absl::InfiniteFuture());
    return select.status();
  }),
            absl::OkStatus());
}

TEST_P(StatementTest, APreparedStatementIsUsedAgainWithNewValues) {
  ASSERT_EQ(database().write([&](Session& s) {
    for (int i = 0; i < 5; ++i) CAMERAMONIT_RETURN_IF_ERROR(insert(s, i, absl::StrCat("word ", i)));
    for (int i = 4; i >= 0; --i) {
      std::string words;
      Statement select = s.prepare("select words from sample where id = :id");
      select.bind("id", i).into(words);
      EXPECT_TRUE(select.fetch());
      EXPECT_EQ(words, absl::StrCat("word ", i));
    }
    return absl::OkStatus();
  }),
            absl::OkStatus());
}

TEST_P(StatementTest, OneTextMayBeInUseTwiceAtOnce) {
  ASSERT_EQ(database().write([&](Session& s) {
    for (int i = 0; i < 3; ++i) CAMERAMONIT_RETURN_IF_ERROR(insert(s, i, "x"));
    int pairs = 0;
    std::int64_t a = 0;
    Statement outer = s.prepare("select id from sample order by id");
    outer.into(a);
    while (outer.fetch()) {
      std::int64_t b = 0;
      Statement inner = s.prepare("select id from sample order by id");
      inner.into(b);
      while (inner.fetch()) ++pairs;
      CAMERAMONIT_RETURN_IF_ERROR(inner.status());
    }
    EXPECT_EQ(pairs, 9);
    return outer.status();
  }),
            absl::OkStatus());
}

TEST_P(StatementTest, ATakenKeyIsADuplicate) {
  const absl::Status status = database().write([&](Session& s) {
    CAMERAMONIT_RETURN_IF_ERROR(insert(s, 1, "a"));
    return insert(s, 1, "b");
  });
  EXPECT_TRUE(isDuplicate(status)) << status;
}

TEST_P(StatementTest, ABrokenStatementIsAnInternalErrorAndTheSessionStaysUsable) {
  const absl::Status status = database().read([&](Session& s) {
    EXPECT_EQ(s.execute("selec nonsense").code(), absl::StatusCode::kInternal);
    EXPECT_EQ(s.prepare("select nothing from nowhere").run().code(), absl::StatusCode::kInternal);
    return insert(s, 5, "still works");
  });
  EXPECT_EQ(status, absl::OkStatus());
}

TEST_P(StatementTest, TextIsComparedByteByByte) {
  ASSERT_EQ(database().write([&](Session& s) {
    CAMERAMONIT_RETURN_IF_ERROR(insert(s, 1, "Żaba"));
    std::int64_t id = 0;
    Statement select = s.prepare("select id from sample where words = :words");
    select.bind("words", "zaba").into(id);
    EXPECT_FALSE(select.fetch());
    return select.status();
  }),
            absl::OkStatus());
}

TEST_P(StatementTest, BulkInsertWritesEveryRowOnce) {
  ASSERT_EQ(database().write([&](Session& s) {
    BulkInsert rows(s, "sample", {"id", "words", "amount", "at_us"});
    for (std::int64_t i = 0; i < 1234; ++i) {
      CAMERAMONIT_RETURN_IF_ERROR(rows.row({i, absl::StrCat("w", i), 0.5, std::optional<std::int64_t>()}));
    }
    return rows.flush();
  }),
            absl::OkStatus());
  ASSERT_EQ(database().read([&](Session& s) {
    int count = 0;
    std::int64_t sum = 0;
    Statement select = s.prepare("select count(*), sum(id) from sample where at_us is null");
    select.into(count, sum);
    EXPECT_TRUE(select.fetch());
    EXPECT_EQ(count, 1234);
    EXPECT_EQ(sum, 1234 * 1233 / 2);
    return select.status();
  }),
            absl::OkStatus());
}

TEST_P(StatementTest, UpsertChangesTheRowThere) {
  ASSERT_EQ(database().write([&](Session& s) {
    CAMERAMONIT_RETURN_IF_ERROR(insert(s, 1, "old"));
    BulkInsert changes(s, "sample", {"id", "words"}, upsert(s.dialect(), {"id"}, {"words"}));
    CAMERAMONIT_RETURN_IF_ERROR(changes.row({std::int64_t{1}, std::string("new")}));
    CAMERAMONIT_RETURN_IF_ERROR(changes.flush());
    BulkInsert keeps(s, "sample", {"id", "words"}, upsert(s.dialect(), {"id"}, {}));
    CAMERAMONIT_RETURN_IF_ERROR(keeps.row({std::int64_t{1}, std::string("newer")}));
    CAMERAMONIT_RETURN_IF_ERROR(keeps.flush());
    std::string words;
    Statement select = s.prepare("select words from sample");
    select.into(words);
    EXPECT_TRUE(select.fetch());
    EXPECT_EQ(words, "new");
    return select.status();
  }),
            absl::OkStatus());
}

}  // namespace
}  // namespace cameramonit::sql
