#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <utility>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "storage/sql/database_options.h"

namespace cameramonit::mariadbd {

/// Where a server keeps its files and how much it remembers of them.
struct MariadbServerOptions {
  std::string parentDirectory;  ///< a directory is made in it; empty: in memory where there is enough, else /tmp
  int bufferPoolMebibytes = 64;
};

/// A real mariadbd of our own in a temporary directory, reachable by its socket only, that dies with this process: for
/// tests and measurements. It waits for no disk. Thread-bound.
class MariadbServer {
 public:
  /// Makes the directory and starts the server; takes about two seconds.
  /// Errors: DATABASE_UNAVAILABLE (mariadb-server is not installed, or its own log).
  static absl::StatusOr<std::unique_ptr<MariadbServer>> start(MariadbServerOptions options = {});
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
  MariadbServer(std::string directory, int bufferPoolMebibytes)
      : directory_(std::move(directory)), bufferPoolMebibytes_(bufferPoolMebibytes) {}
  absl::Status launch();
  void stop(int signal);
  std::string socket() const { return directory_ + "/m.sock"; }

  const std::string directory_;
  const int bufferPoolMebibytes_;
  pid_t pid_ = 0;
};

}  // namespace cameramonit::mariadbd
