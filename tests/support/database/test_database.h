#pragma once

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "storage/sql/database.h"
#include "storage/sql/mariadbd/mariadb_server.h"

namespace cameramonit::support {

/// The mariadbd of this test program, started at first use and stopped at its end. Fails the test when it can't start.
mariadbd::MariadbServer& mariadbServer();

/// How to open an empty database without tables, of this test program alone.
sql::DatabaseOptions emptyDatabase(sql::Dialect dialect);

/// A migrated, empty database for one test. SQLite's is a new file that goes with it; MariaDB's tables are made once
/// per program and emptied here, because making them takes longer than most tests.
class TestDatabase {
 public:
  explicit TestDatabase(sql::Dialect dialect);
  ~TestDatabase();

  sql::Database& operator*() { return *database_; }
  sql::Database* operator->() { return database_.get(); }

 private:
  std::string file_;
  std::unique_ptr<sql::Database> database_;
};

/// Base of the suites that run on both databases:
///   using CameraTableTest = support::BothDatabases;
///   CAMERAMONIT_BOTH_DATABASES(CameraTableTest);
///   TEST_P(CameraTableTest, ...) { CameraTable cameras(*database()); }
class BothDatabases : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  sql::Database& database() { return *database_; }

 private:
  TestDatabase database_{GetParam()};
};

/// "Sqlite" or "Mariadb", as part of a test's name.
std::string databaseTestName(const ::testing::TestParamInfo<sql::Dialect>& info);

}  // namespace cameramonit::support

#define CAMERAMONIT_BOTH_DATABASES(suite)                                                                              \
  INSTANTIATE_TEST_SUITE_P(Database, suite,                                                                            \
                           ::testing::Values(cameramonit::sql::Dialect::kSqlite, cameramonit::sql::Dialect::kMariadb), \
                           cameramonit::support::databaseTestName)
