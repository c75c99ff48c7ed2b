#include "storage/sql/dialect.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_replace.h>

#include <regex>

namespace cameramonit::sql {
namespace {

constexpr char kMariadbTable[] = "engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin";

}  // namespace

std::string_view dialectName(Dialect dialect) {
  return dialect == Dialect::kSqlite ? "sqlite" : "mariadb";
}

std::string upsert(Dialect dialect, const std::vector<std::string>& key, const std::vector<std::string>& columns) {
  std::vector<std::string> changes;
  if (dialect == Dialect::kSqlite) {
    const std::string target = absl::StrCat(" on conflict (", absl::StrJoin(key, ", "), ") do ");
    if (columns.empty()) return target + "nothing";
    for (const std::string& column : columns) changes.push_back(absl::StrCat(column, " = excluded.", column));
    return absl::StrCat(target, "update set ", absl::StrJoin(changes, ", "));
  }
  if (columns.empty()) return absl::StrCat(" on duplicate key update ", key.front(), " = ", key.front());
  for (const std::string& column : columns) changes.push_back(absl::StrCat(column, " = values(", column, ")"));
  return absl::StrCat(" on duplicate key update ", absl::StrJoin(changes, ", "));
}

std::string expandSchema(Dialect dialect, std::string_view text) {
  static const std::regex kAscii(R"(\$ascii\((\d+)\))");
  static const std::regex kName(R"(\$name\((\d+)\))");
  std::string out(text);
  if (dialect == Dialect::kSqlite) {
    out = std::regex_replace(out, kAscii, "text");
    out = std::regex_replace(out, kName, "text");
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
  return absl::StrReplaceAll(out, {{"$key", "bigint not null auto_increment primary key"},
                                   {"$int", "bigint"},
                                   {"$real", "double"},
                                   {"$uuid", "char(36) character set ascii collate ascii_bin"},
                                   {"$text", "mediumtext"},
                                   {"$table", kMariadbTable},
                                   {"$clustered", kMariadbTable}});
}

}  // namespace cameramonit::sql
