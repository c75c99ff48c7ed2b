#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

namespace cameramonit::sql {
class Database;
}

namespace cameramonit::application {

/// A channel in the hands of an analyzer.
struct Lease {
  std::string channel;
  std::string analyzer;
  std::int64_t fence = 0;  ///< grows with every change of hands
  absl::Time since;
  std::int64_t channelVersion = 0;
  std::int64_t projectVersion = 0;
};

/// Which analyzers are there, and who holds which channel. Several application services may work on it at once.
/// Thread-safe.
/// Errors of all: what sql::Database gives.
class LeaseTable {
 public:
  /// Borrows `database`, which must outlive this.
  explicit LeaseTable(sql::Database& database) : database_(database) {}

  /// `analyzer` is there, spoken for by `holder` (a UUID); an earlier holder has lost it.
  absl::Status join(const std::string& analyzer, int capacity, const std::string& holder, absl::Time now);
  /// Still there. Errors: ASSIGNMENT_LOST when another holder speaks for it now.
  absl::Status renew(const std::string& analyzer, const std::string& holder, absl::Time now);
  /// Hands out every channel to those that were heard of after `heardSince`; whether anything changed. Those not heard
  /// of are forgotten.
  absl::StatusOr<bool> balance(absl::Time heardSince, absl::Time now);

  /// Of one analyzer, by channel.
  absl::StatusOr<std::vector<Lease>> of(const std::string& analyzer);
  /// Of every channel, by name; those that nobody holds have an empty analyzer.
  absl::StatusOr<std::vector<Lease>> all();
  /// Grows with every change of hands.
  absl::StatusOr<std::int64_t> revision();

 private:
  sql::Database& database_;
};

}  // namespace cameramonit::application
