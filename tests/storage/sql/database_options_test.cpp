#include "storage/sql/database_options.h"

#include <gtest/gtest.h>

#include "common/base/status.h"

namespace cameramonit::sql {
namespace {

TEST(DatabaseOptionsTest, ReadsASqlitePath) {
  const auto options = parseDatabaseUrl("sqlite:/var/lib/camera%20monit/main.db");
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(std::get<SqliteOptions>(options->engine).path, "/var/lib/camera monit/main.db");
}

TEST(DatabaseOptionsTest, ReadsAllPartsOfAMariadbUrl) {
  const auto options = parseDatabaseUrl("mariadb://cam%40home@db.example:3307/events?tls_ca=/etc/ca.pem",
                                        base::Secret<std::string>("pw"));
  ASSERT_TRUE(options.ok()) << options.status();
  const auto& mariadb = std::get<MariadbOptions>(options->engine);
  EXPECT_EQ(mariadb.user, "cam@home");
  EXPECT_EQ(mariadb.host, "db.example");
  EXPECT_EQ(mariadb.port, 3307);
  EXPECT_EQ(mariadb.database, "events");
  EXPECT_EQ(mariadb.tlsCa, "/etc/ca.pem");
  EXPECT_EQ(mariadb.password.reveal(), "pw");
}

TEST(DatabaseOptionsTest, ASocketNeedsNoHost) {
  const auto options = parseDatabaseUrl("mariadb://cam@/events?socket=/run/m.sock");
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(std::get<MariadbOptions>(options->engine).socket, "/run/m.sock");
}

TEST(DatabaseOptionsTest, RefusesWhatItDoesNotUnderstand) {
  for (const char* url :
       {"", "sqlite:", "postgres://a@b/c", "mariadb://host/db", "mariadb://u@host", "mariadb://u@host/",
        "mariadb://u@host:0/db", "mariadb://u@host:x/db", "mariadb://u@host/db?what=1", "mariadb://u:password@host/db",
        "sqlite:/a%zz", "sqlite:/a\" timeout=9"}) {
    const auto options = parseDatabaseUrl(url);
    EXPECT_EQ(base::errorReason(options.status()), type::v1::ERROR_REASON_SETTING_INVALID) << url;
  }
}

TEST(DatabaseOptionsTest, APasswordInTheUrlIsNotRepeatedInTheMessage) {
  const auto options = parseDatabaseUrl("mariadb://u:hunter2@host/db");
  EXPECT_EQ(options.status().ToString().find("hunter2"), std::string::npos);
}

}  // namespace
}  // namespace cameramonit::sql
