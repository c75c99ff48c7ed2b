#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "common/base/secret.h"

namespace cameramonit::sql {

/// The embedded database: one file, in WAL mode.
struct SqliteOptions {
  std::string path;
  /// How long a writer of another process is waited for.
  absl::Duration busyTimeout = absl::Seconds(10);
  /// Whether a commit waits for the disk. Without it a commit survives the death of the process, not of the machine.
  bool durable = true;
};

/// A MariaDB server (10.11 or newer). `socket` wins over host and port.
struct MariadbOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 3306;
  std::string socket;
  std::string user;
  base::Secret<std::string> password;
  std::string database;
  /// PEM file of the authority the server's certificate must come from; empty: no TLS.
  std::string tlsCa;
};

/// Which database, and how many sessions with it are kept.
struct DatabaseOptions {
  std::variant<SqliteOptions, MariadbOptions> engine;
  std::size_t sessions = 8;
  /// How long a caller waits for a free session.
  absl::Duration sessionTimeout = absl::Seconds(10);
};

/// Reads "sqlite:/path/file.db" or "mariadb://user@host:3306/database[?socket=/path][&tls_ca=/path]", percent-decoded.
/// The password travels apart, never in the URL.
/// Errors: SETTING_INVALID.
absl::StatusOr<DatabaseOptions> parseDatabaseUrl(std::string_view url,
                                                 base::Secret<std::string> password = base::Secret<std::string>());

}  // namespace cameramonit::sql
