#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <absl/time/time.h>

#include "cameramonit/access/v1/grant.pb.h"
#include "storage/sql/statement.h"

namespace cameramonit::access {

/// "12345 480 960;67 0 1440": the days on which they begin, their minutes. Reentrant.
std::string weeklyText(const v1::Grant& grant);
/// Reads what weeklyText wrote.
void readWeekly(const std::string& text, v1::Grant& grant);

/// A grant on its way from or to its row. Thread-bound.
struct GrantRow {
  /// "select ... from access_grant ", in the order of `into`.
  static const char kColumns[];

  std::string id;
  std::string subject;
  std::string resource;
  std::int64_t rights = 0;
  std::string kinds;
  std::string objectClasses;
  std::string zones;
  std::string labels;
  int minimumSeverity = 0;
  std::optional<absl::Time> from;
  std::optional<absl::Time> until;
  std::string weeklyHours;
  std::optional<absl::Duration> lookBack;
  std::string note;
  std::string grantedBy;
  absl::Time created;
  absl::Time updated;
  std::int64_t version = 0;

  void into(sql::Statement& select);
  v1::Grant grant() const;

  /// Binds what may change: all but id, subject, resource, granted_by and the times of the row.
  static void bindTerms(const v1::Grant& grant, sql::Statement& statement);
};

/// "…" of grants/…. Reentrant.
std::string grantId(const std::string& name);

}  // namespace cameramonit::access
