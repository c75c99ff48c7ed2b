#include "storage/sql/dialect.h"

#include <gtest/gtest.h>

namespace cameramonit::sql {
namespace {

TEST(DialectTest, ExpandsEveryPlaceholder) {
  const char* const text =
      "create table t (k $key, n $int, r $real, u $uuid, a $ascii(3), d $name(200), x $text) $table";
  for (const Dialect dialect : {Dialect::kSqlite, Dialect::kMariadb}) {
    EXPECT_EQ(expandSchema(dialect, text).find('$'), std::string::npos) << expandSchema(dialect, text);
  }
  EXPECT_NE(expandSchema(Dialect::kMariadb, text).find("d varchar(200),"), std::string::npos);
}

TEST(DialectTest, UpsertNamesTheKeyWhereTheDatabaseWantsIt) {
  EXPECT_EQ(upsert(Dialect::kSqlite, {"a", "b"}, {"c"}), " on conflict (a, b) do update set c = excluded.c");
  EXPECT_EQ(upsert(Dialect::kMariadb, {"a", "b"}, {"c"}), " on duplicate key update c = values(c)");
  EXPECT_EQ(upsert(Dialect::kSqlite, {"a"}, {}), " on conflict (a) do nothing");
  EXPECT_EQ(upsert(Dialect::kMariadb, {"a"}, {}), " on duplicate key update a = a");
}

}  // namespace
}  // namespace cameramonit::sql
