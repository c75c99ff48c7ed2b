#include "storage/sql/migrations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "tests/support/database/test_database.h"

namespace cameramonit::sql {
namespace {

/// Everything that the database knows about its tables, as text.
std::string schemaOf(Database& database) {
  const std::vector<std::string> queries =
      database.dialect() == Dialect::kSqlite
          ? std::vector<std::string>{"select name || ' ' || coalesce(sql, '') from sqlite_master "
                                     "where name not like 'sqlite_%' order by name"}
          : std::vector<std::string>{
                "select concat_ws(' ', table_name, engine, table_collation) from information_schema.tables "
                "where table_schema = database() order by table_name",
                "select concat_ws(' ', table_name, ordinal_position, column_name, column_type, is_nullable, "
                "collation_name, extra) from information_schema.columns where table_schema = database() "
                "order by table_name, ordinal_position",
                "select concat_ws(' ', table_name, index_name, seq_in_index, column_name, non_unique) "
                "from information_schema.statistics where table_schema = database() "
                "order by table_name, index_name, seq_in_index"};
  std::string schema;
  for (const std::string& query : queries) {
    EXPECT_TRUE(database
                    .read([&](Session& s) {
                      std::string line;
                      Statement select = s.prepare(query);
                      select.into(line);
                      while (select.fetch()) absl::StrAppend(&schema, line, "\n");
                      return select.status();
                    })
                    .ok());
  }
  return schema;
}

class MigrationsTest : public testing::TestWithParam<Dialect> {};
CAMERAMONIT_BOTH_DATABASES(MigrationsTest);

TEST(MigrationsTextTest, StepsAreNumberedUpwardsAndSayWhy) {
  int last = 0;
  for (const Migration& step : migrations()) {
    EXPECT_GT(step.version, last) << step.name;
    last = step.version;
    EXPECT_EQ(step.text.substr(0, 3), "-- ") << step.name << " begins with a comment that says why";
  }
  EXPECT_GT(last, 0);
}

TEST(MigrationsTextTest, StatementsAreSplitAndCommentsDropped) {
  EXPECT_THAT(splitStatements("-- why\ncreate table a (\n  x int  -- µs\n);\n\ninsert into a values (1);\n"),
              testing::ElementsAre("create table a (\n  x int\n)", "insert into a values (1)"));
}

TEST_P(MigrationsTest, StepByStepGivesTheSameSchemaAsAtOnceAndKeepsTheData) {
  const DatabaseOptions options = support::emptyDatabase(GetParam());
  for (const Migration& step : migrations()) {
    auto database = *Database::open(options);  // a program of that time
    ASSERT_EQ(migrate(*database, step.version), absl::OkStatus()) << step.name;
    EXPECT_EQ(*schemaVersion(*database), step.version);
    if (step.version != 2) continue;
    ASSERT_EQ(database->write([](Session& s) {
      return s.execute(
          "insert into camera (camera_id, display_name, place, create_us, update_us, version) "
          "values ('gate', 'Brama', 'ogród', 1, 2, 3)");
    }),
              absl::OkStatus());
  }
  auto stepwise = *Database::open(options);
  auto fresh = *Database::open(support::emptyDatabase(GetParam()));
  ASSERT_EQ(migrate(*fresh), absl::OkStatus());
  EXPECT_EQ(schemaOf(*stepwise), schemaOf(*fresh));
  std::string place;
  ASSERT_TRUE(stepwise
                  ->read([&](Session& s) {
                    Statement select = s.prepare("select place from camera where camera_id = 'gate'");
                    select.into(place);
                    select.fetch();
                    return select.status();
                  })
                  .ok());
  EXPECT_EQ(place, "ogród");
}

TEST_P(MigrationsTest, ASecondRunChangesNothing) {
  auto database = *Database::open(support::emptyDatabase(GetParam()));
  ASSERT_TRUE(migrate(*database).ok());
  const std::string before = schemaOf(*database);
  EXPECT_EQ(migrate(*database), absl::OkStatus());
  EXPECT_EQ(schemaOf(*database), before);
}

TEST_P(MigrationsTest, ASchemaOfTheFutureIsRefused) {
  auto database = *Database::open(support::emptyDatabase(GetParam()));
  ASSERT_TRUE(migrate(*database).ok());
  ASSERT_TRUE(database
                  ->write([](Session& s) {
                    return s.execute(
                        "insert into schema_version (version, name, statements_done, done) "
                        "values (9999, 'future', 1, 1)");
                  })
                  .ok());
  EXPECT_EQ(base::errorReason(migrate(*database)), type::v1::ERROR_REASON_SCHEMA_TOO_NEW);
}

TEST_P(MigrationsTest, ProgramsThatStartTogetherDoNotRace) {
  const DatabaseOptions options = support::emptyDatabase(GetParam());
  std::vector<absl::Status> results(4);
  {
    std::vector<std::jthread> programs;
    for (auto& result : results) {
      programs.emplace_back([&options, &result] {
        auto database = Database::open(options);
        result = database.ok() ? migrate(**database) : database.status();
      });
    }
  }
  for (const absl::Status& result : results) EXPECT_EQ(result, absl::OkStatus());
}

TEST(MariadbMigrationsTest, AStepThatWasInterruptedGoesOnWhereItStopped) {
  auto interrupted = *Database::open(support::emptyDatabase(Dialect::kMariadb));
  ASSERT_TRUE(migrate(*interrupted, 2).ok());
  // Step 3 died after its first table and before it noted that.
  ASSERT_EQ(interrupted->read([](Session& s) {
    CAMERAMONIT_RETURN_IF_ERROR(s.execute(expandSchema(s.dialect(), splitStatements(migrations()[2].text).front())));
    return s.execute("insert into schema_version (version, name, statements_done, done) values (3, 'x', 0, 0)");
  }),
            absl::OkStatus());
  EXPECT_EQ(*schemaVersion(*interrupted), 2);
  ASSERT_EQ(migrate(*interrupted), absl::OkStatus());
  auto fresh = *Database::open(support::emptyDatabase(Dialect::kMariadb));
  ASSERT_TRUE(migrate(*fresh).ok());
  EXPECT_EQ(schemaOf(*interrupted), schemaOf(*fresh));
}

}  // namespace
}  // namespace cameramonit::sql
