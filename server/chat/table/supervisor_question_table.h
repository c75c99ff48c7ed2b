#pragma once

#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

namespace cameramonit::sql {
class Database;
}

namespace cameramonit::chat {

/// Which objects a supervisor was asked about already. Thread-safe. Errors of all: what sql::Database gives.
class SupervisorQuestionTable {
 public:
  /// Borrows `database`, which must outlive this.
  explicit SupervisorQuestionTable(sql::Database& database) : database_(database) {}

  /// Whether any of these objects (…/objects/{uuid}) was asked about.
  absl::StatusOr<bool> wasAsked(const std::vector<std::string>& objects);

  /// Notes that `message` asks about them.
  absl::Status put(const std::vector<std::string>& objects, const std::string& message, absl::Time now);

 private:
  sql::Database& database_;
};

}  // namespace cameramonit::chat
