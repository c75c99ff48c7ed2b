#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "storage/sql/database_options.h"

namespace cameramonit::support {

/// A real mariadbd of our own in a temporary directory, reachable by its socket only, that dies with this process.
/// Thread-bound.
class MariadbServer {
 public:
  /// Makes the directory and starts the server; takes about two seconds.
  static absl::StatusOr<std::unique_ptr<MariadbServer>> start();
  /// Stops the server and removes the directory.
  ~MariadbServer();
  MariadbServer(const MariadbServer&) = delete;
  MariadbServer& operator=(const MariadbServer&) = delete;

  /// Makes an empty database, or empties the one there is, and tells how to reach it.
  absl::StatusOr<sql::DatabaseOptions> createDatabase(const std::string& name);

  /// Runs statements as root.
  absl::Status execute(const std::string& statement);

  /// Kills the server as a power cut would, and starts it again on the same files.
  absl::Status killAndRestart();

 private:
  explicit MariadbServer(std::string directory) : directory_(std::move(directory)) {}
  absl::Status launch();
  void stop(int signal);
  std::string socket() const { return directory_ + "/m.sock"; }

  const std::string directory_;
  pid_t pid_ = 0;
};

}  // namespace cameramonit::support
