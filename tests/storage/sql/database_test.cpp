#include "storage/sql/database.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "common/base/status.h"
#include "storage/sql/error.h"
#include "tests/support/database/test_database.h"

namespace cameramonit::sql {
namespace {

constexpr char kInsert[] = "insert into stream_position (reader, revision) values (:reader, :revision)";
constexpr char kSelect[] = "select revision from stream_position where reader = :reader";

absl::Status insert(Session& s, const std::string& reader, std::int64_t revision) {
  return s.prepare(kInsert).bind("reader", reader).bind("revision", revision).run();
}

std::int64_t valueOf(Session& s, const std::string& reader) {
  std::int64_t revision = -1;
  Statement select = s.prepare(kSelect);
  select.bind("reader", reader).into(revision);
  select.fetch();
  return select.status().ok() ? revision : -2;
}

class DatabaseTest : public support::BothDatabases {
 protected:
  std::int64_t read(const std::string& reader) {
    return *database().read([&](Session& s) -> absl::StatusOr<std::int64_t> { return valueOf(s, reader); });
  }
};
CAMERAMONIT_BOTH_DATABASES(DatabaseTest);

TEST_P(DatabaseTest, AFailedWorkLeavesNothing) {
  const absl::Status status = database().write([](Session& s) {
    CAMERAMONIT_RETURN_IF_ERROR(insert(s, "a", 1));
    return base::internalError("changed our mind");
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_EQ(read("a"), -1);
}

TEST_P(DatabaseTest, AValueComesOutOfTheTransaction) {
  const absl::StatusOr<int> answer = database().write([](Session& s) -> absl::StatusOr<int> {
    CAMERAMONIT_RETURN_IF_ERROR(insert(s, "a", 1));
    return 42;
  });
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(*answer, 42);
  EXPECT_EQ(read("a"), 1);
}

TEST_P(DatabaseTest, ASnapshotDoesNotMove) {
  ASSERT_TRUE(database().write([](Session& s) { return insert(s, "a", 1); }).ok());
  ASSERT_TRUE(database()
                  .snapshot([&](Session& s) {
                    EXPECT_EQ(valueOf(s, "a"), 1);
                    EXPECT_TRUE(database()
                                    .write([](Session& other) {
                                      return other.execute("update stream_position set revision = 2");
                                    })
                                    .ok());
                    EXPECT_EQ(valueOf(s, "a"), 1);
                    return absl::OkStatus();
                  })
                  .ok());
  EXPECT_EQ(read("a"), 2);
}

TEST_P(DatabaseTest, ManyWritersLoseNoIncrement) {
  ASSERT_TRUE(database().write([](Session& s) { return insert(s, "a", 0); }).ok());
  std::atomic<int> failures = 0;
  std::vector<std::jthread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 25; ++i) {
        const absl::Status status = database().write(
            [](Session& s) { return s.execute("update stream_position set revision = revision + 1"); });
        if (!status.ok()) ++failures;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(read("a"), 200);
}

TEST_P(DatabaseTest, DeadlockedTransactionsAreTriedAgain) {
  ASSERT_TRUE(database()
                  .write([](Session& s) {
                    CAMERAMONIT_RETURN_IF_ERROR(insert(s, "a", 0));
                    return insert(s, "b", 0);
                  })
                  .ok());
  const auto bump = [](Session& s, const char* reader) {
    return s.prepare("update stream_position set revision = revision + 1 where reader = :reader")
        .bind("reader", reader)
        .run();
  };
  std::atomic<int> failures = 0;
  const auto writer = [&](const char* first, const char* second) {
    for (int i = 0; i < 50; ++i) {
      const absl::Status status = database().write([&](Session& s) {
        CAMERAMONIT_RETURN_IF_ERROR(bump(s, first));
        return bump(s, second);
      });
      if (!status.ok()) ++failures;
    }
  };
  {
    std::jthread one([&] { writer("a", "b"); });
    std::jthread two([&] { writer("b", "a"); });
  }
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(read("a"), 100);
  EXPECT_EQ(read("b"), 100);
}

TEST_P(DatabaseTest, WhoWaitsTooLongForASessionIsTold) {
  DatabaseOptions options = support::emptyDatabase(GetParam());
  options.sessions = 1;
  options.sessionTimeout = absl::Milliseconds(20);
  auto small = *Database::open(options);
  const absl::Status outer = small->read([&](Session&) {
    const absl::Status inner = small->read([](Session&) { return absl::OkStatus(); });
    EXPECT_EQ(base::errorReason(inner), type::v1::ERROR_REASON_DATABASE_UNAVAILABLE);
    return absl::OkStatus();
  });
  EXPECT_TRUE(outer.ok());
}

TEST(MariadbDatabaseTest, SurvivesARestartOfTheServer) {
  auto server = mariadbd::MariadbServer::start();
  ASSERT_TRUE(server.ok()) << server.status();
  auto database = *Database::open(*(*server)->createDatabase("restart"));
  ASSERT_TRUE(database->read([](Session& s) { return s.execute("create table t (n int)"); }).ok());
  const auto add = [&] { return database->write([](Session& s) { return s.execute("insert into t values (1)"); }); };
  ASSERT_TRUE(add().ok());
  ASSERT_TRUE((*server)->killAndRestart().ok());
  EXPECT_EQ(add(), absl::OkStatus());
}

TEST(MariadbDatabaseTest, AServerThatIsNotThereIsUnavailable) {
  MariadbOptions options;
  options.socket = "/nowhere/m.sock";
  options.user = "u";
  options.database = "d";
  const auto opened = Database::open({options});
  EXPECT_EQ(base::errorReason(opened.status()), type::v1::ERROR_REASON_DATABASE_UNAVAILABLE) << opened.status();
}

TEST(MariadbDatabaseTest, AWrongPasswordIsNotRepeatedInTheMessage) {
  DatabaseOptions options = support::emptyDatabase(Dialect::kMariadb);
  std::get<MariadbOptions>(options.engine).password = base::Secret<std::string>("s3cret-guess");
  const auto opened = Database::open(options);
  EXPECT_EQ(base::errorReason(opened.status()), type::v1::ERROR_REASON_DATABASE_UNAVAILABLE) << opened.status();
  for (const auto& [fact, value] : base::errorDetails(opened.status()).facts) {
    EXPECT_EQ(value.find("s3cret-guess"), std::string::npos) << fact;
  }
}

TEST(SqliteDatabaseTest, AFileThatIsNoDatabaseIsRefused) {
  const DatabaseOptions options = support::emptyDatabase(Dialect::kSqlite);
  const std::string path = std::get<SqliteOptions>(options.engine).path;
  FILE* file = fopen(path.c_str(), "w");
  for (int i = 0; i < 1000; ++i) fputs("this is no database ", file);
  fclose(file);
  EXPECT_FALSE(Database::open(options).ok());
}

TEST(SqliteDatabaseTest, AFolderThatIsNotThereIsUnavailable) {
  const auto opened = Database::open({SqliteOptions{.path = "/nowhere/at/all.db"}});
  EXPECT_EQ(base::errorReason(opened.status()), type::v1::ERROR_REASON_DATABASE_UNAVAILABLE) << opened.status();
}

TEST(SqliteDatabaseTest, AFullDiskIsToldAndLeavesTheDatabaseWhole) {
  auto database = *Database::open(support::emptyDatabase(Dialect::kSqlite));
  ASSERT_TRUE(database->read([](Session& s) { return s.execute("create table t (x text)"); }).ok());
  // A limit on the file's pages fails like a full disk: SQLITE_FULL.
  const absl::Status status = database->write([](Session& s) {
    CAMERAMONIT_RETURN_IF_ERROR(s.execute("pragma max_page_count = 20"));
    for (int i = 0; i < 100; ++i) {
      CAMERAMONIT_RETURN_IF_ERROR(s.prepare("insert into t values (:x)").bind("x", std::string(4000, 'x')).run());
    }
    return absl::OkStatus();
  });
  EXPECT_EQ(base::errorReason(status), type::v1::ERROR_REASON_DISK_FULL) << status;
  const auto rows = database->read([](Session& s) -> absl::StatusOr<int> {
    int count = -1;
    Statement select = s.prepare("select count(*) from t");
    select.into(count);
    select.fetch();
    return count;
  });
  EXPECT_EQ(*rows, 0);
}

}  // namespace
}  // namespace cameramonit::sql
