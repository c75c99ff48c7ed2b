#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cameramonit::sql {

/// The databases we speak. What they spell differently is written here and in `expandSchema`, nowhere else.
enum class Dialect { kSqlite, kMariadb };

/// "sqlite" or "mariadb".
std::string_view dialectName(Dialect dialect);

/// The tail of an INSERT that changes the row already there under `key`: its `columns` take the values offered.
/// Without columns the row stays as it is. Reentrant.
std::string upsert(Dialect dialect, const std::vector<std::string>& key, const std::vector<std::string>& columns);

/// The same where `columns` are counts: what is offered is added to them. Reentrant.
std::string upsertAdding(Dialect dialect, const std::vector<std::string>& key, const std::vector<std::string>& columns);

/// Expands the placeholders of a migration, which is written once for both databases:
///   $key          surrogate key, counted up by the database
///   $int $real    64-bit integer, double
///   $uuid         36 ASCII characters
///   $ascii(n)     up to n ASCII characters, compared byte by byte
///   $name(n)      up to n characters of Unicode, compared byte by byte
///   $text         long Unicode text
///   $of(table)    whose index is dropped, after the index' name
///   $table        options of an ordinary table, after its closing bracket
///   $clustered    the same for a table whose rows live in its primary key
/// Reentrant.
std::string expandSchema(Dialect dialect, std::string_view text);

}  // namespace cameramonit::sql
