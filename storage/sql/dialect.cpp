#include "storage/sql/dialect.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_replace.h>

#include <regex>

namespace cameramonit::sql {
namespace {

constexpr char kMariadbTable[] = "engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin";
constexpr char kOnDuplicate[] = " on duplicate key update ";

std::string onConflict(const std::vector<std::string>& key) {
  return absl::StrCat(" on conflict (", absl::StrJoin(key, ", "), ") do ");
}

/// `changed` gives what happens to a column, from its name and what the new row offers for it.
std::string change(Dialect dialect, const std::vector<std::string>& key, const std::vector<std::string>& columns,
                   std::string (*changed)(const std::string& column, const std::string& offered)) {
  const bool sqlite = dialect == Dialect::kSqlite;
  std::vector<std::string> changes;
  for (const std::string& column : columns) {
    changes.push_back(
        changed(column, sqlite ? absl::StrCat("excluded.", column) : absl::StrCat("values(", column, ")")));
  }
  return absl::StrCat(sqlite ? onConflict(key) + "update set " : kOnDuplicate, absl::StrJoin(changes, ", "));
}

}  // namespace

std::string_view dialectName(Dialect dialect) {
  return dialect == Dialect::kSqlite ? "sqlite" : "mariadb";
}

std::string upsert(Dialect dialect, const std::vector<std::string>& key, const std::vector<std::string>& columns) {
  if (columns.empty()) {
    return dialect == Dialect::kSqlite ? absl::StrCat(onConflict(key), "nothing")
                                       : absl::StrCat(kOnDuplicate, key.front(), " = ", key.front());
  }
  return change(dialect, key, columns, [](const std::string& column, const std::string& offered) {
    return absl::StrCat(column, " = ", offered);
  });
}

std::string upsertAdding(Dialect dialect, const std::vector<std::string>& key,
                         const std::vector<std::string>& columns) {
  return change(dialect, key, columns, [](const std::string& column, const std::string& offered) {
    return absl::StrCat(column, " = ", column, " + ", offered);
  });
}

std::string expandSchema(Dialect dialect, std::string_view text) {
  static const std::regex kAscii(R"(\$ascii\((\d+)\))");
  static const std::regex kOf(R"(\$of\((\w+)\))");
  static const std::regex kName(R"(\$name\((\d+)\))");
  std::string out(text);
  if (dialect == Dialect::kSqlite) {
    out = std::regex_replace(out, kAscii, "text");
    out = std::regex_replace(out, kName, "text");
    out = std::regex_replace(out, kOf, "");
    return absl::StrReplaceAll(out, {{"$key", "integer primary key autoincrement"},
                                     {"$int", "integer"},
                                     {"$real", "real"},
                                     {"$uuid", "text"},
                                     {"$text", "text"},
                                     {"$table", ""},
                                     {"$clustered", "without rowid"}});
  }
  out = std::regex_replace(out, kAscii, "varchar($1) character set ascii collate ascii_bin");
  out = std::regex_replace(out, kName, "varchar($1)");
  out = std::regex_replace(out, kOf, "on $1");
  return absl::StrReplaceAll(out, {{"$key", "bigint not null auto_increment primary key"},
                                   {"$int", "bigint"},
                                   {"$real", "double"},
                                   {"$uuid", "char(36) character set ascii collate ascii_bin"},
                                   {"$text", "mediumtext"},
                                   {"$table", kMariadbTable},
                                   {"$clustered", kMariadbTable}});
}

}  // namespace cameramonit::sql
