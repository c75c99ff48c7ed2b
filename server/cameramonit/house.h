#pragma once

#include <memory>
#include <set>
#include <string>

#include <absl/status/statusor.h>

#include "common/base/clock.h"
#include "common/base/secret.h"
#include "common/log/logger.h"
#include "server/cameramonit/data_directory.h"
#include "server/cameramonit/settings.h"

namespace cameramonit {

/// Any set of services in one process, wired to one another, and to those of other processes, by their contracts alone.
/// Thread-bound.
class House {
 public:
  /// Opens the database, starts `services` (see service_directory.h) and serves. Borrows `clock` and `log`.
  /// Errors: SETTING_INVALID, DATABASE_UNAVAILABLE, SCHEMA_TOO_NEW, MODEL_MISSING, DISK_FULL.
  static absl::StatusOr<std::unique_ptr<House>> start(const Settings& settings, const std::set<std::string>& services,
                                                      const DataDirectory& data, const base::Clock& clock,
                                                      log::Logger& log);

  /// Not serving, drain, end open watches, stop the work, close the storage.
  ~House();
  House(const House&) = delete;
  House& operator=(const House&) = delete;

  /// Of the administrator made by this very start; empty otherwise.
  const base::Secret<std::string>& oneTimePassword() const;
  /// 0 without the gateway.
  int webPort() const;
  int grpcPort() const;

 private:
  class Rooms;
  explicit House(std::unique_ptr<Rooms> rooms);

  std::unique_ptr<Rooms> rooms_;
};

}  // namespace cameramonit
