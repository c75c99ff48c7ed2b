#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include "server/events/table/lane_shape.h"
#include "storage/sql/bulk_insert.h"
#include "storage/sql/session.h"

namespace cameramonit::events {

/// A piece of SQL and the values it binds.
struct SqlText {
  std::string text;
  std::vector<std::pair<std::string, sql::Value>> values;

  void bindTo(sql::Statement& statement) const;
};

/// Conditions that are joined by AND, with values named so that no two of the same statement collide. Thread-bound.
class Conditions {
 public:
  /// Names of values begin with `prefix`.
  explicit Conditions(std::string prefix) : prefix_(std::move(prefix)) {}

  /// Binds a value and gives its name.
  std::string bind(sql::Value value);

  void add(std::string condition) { conditions_.push_back(std::move(condition)); }

  /// "column in (values)", or "column = value".
  template <typename Values>
  std::string oneOf(const std::string& column, const Values& values) {
    std::vector<std::string> names;
    for (const auto& value : values) names.push_back(bind(value));
    if (names.size() == 1) return absl::StrCat(column, " = ", names[0]);
    return absl::StrCat(column, " in (", absl::StrJoin(names, ", "), ")");
  }

  /// Adds that the column is in one of the spans; all of time needs no condition.
  void addWithin(const std::string& column, std::span<const MicrosSpan> spans);

  bool empty() const { return conditions_.empty(); }
  std::string joined() const { return absl::StrJoin(conditions_, " and "); }
  SqlText sql() const { return {joined(), values_}; }
  const std::vector<std::pair<std::string, sql::Value>>& values() const { return values_; }
  void take(const Conditions& other);
  void takeValues(const Conditions& other);

 private:
  std::string prefix_;
  std::vector<std::string> conditions_;
  std::vector<std::pair<std::string, sql::Value>> values_;
};

/// (a or b or …), nested, since a database that takes it as one chain refuses a long one; "1 = 0" of none. Reentrant.
std::string anyOf(const std::vector<std::string>& alternatives);

}  // namespace cameramonit::events
