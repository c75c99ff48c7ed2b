#pragma once

#include <functional>
#include <memory>

#include <absl/status/statusor.h>

#include "common/base/clock.h"
#include "common/base/executor.h"
#include "common/base/ticker.h"
#include "common/log/logger.h"
#include "common/rpc/call_guard.h"
#include "common/rpc/metrics.h"
#include "common/rpc/policy.h"
#include "common/rpc/token.h"
#include "common/rpc/watch_hub.h"
#include "server/access/table/audit_table.h"
#include "server/cameramonit/data_directory.h"
#include "server/cameramonit/settings.h"
#include "storage/sql/database.h"

namespace cameramonit {

/// Whoever is logged in may do what their roles allow, with every resource.
class RolesDecide final : public rpc::Authorizer {
 public:
  absl::Status authorize(const rpc::Principal&, const policy::v1::Policy&, const std::string&) const override {
    return absl::OkStatus();
  }
};

/// What all services of a process stand on. Members are destroyed in reverse: nothing above outlives what it uses.
struct Foundation {
  /// Errors: SETTING_INVALID, DATABASE_UNAVAILABLE, SCHEMA_TOO_NEW.
  static absl::StatusOr<std::unique_ptr<Foundation>> open(const Settings& settings, const DataDirectory& data,
                                                          const base::Clock& clock, log::Logger& log);

  Foundation(const base::Clock& clock, log::Logger& log, std::unique_ptr<sql::Database> database,
             const base::Secret<std::string>& tokenSeed);
  ~Foundation();

  /// Refuses new calls, or accepts them, at every guard.
  void setServing(bool serving);
  /// Runs what is queued, then stops; before the services go.
  void stopExecutors();

  const base::Clock& clock;
  log::Logger& log;
  rpc::Metrics metrics;
  std::unique_ptr<sql::Database> database;
  access::AuditTable audit;
  rpc::TokenAuthority tokens;
  RolesDecide authorizer;
  base::Ticker ticker;

  // Each kind of work has threads of its own, so that one that waits or computes holds up no other.
  base::Executor calls;    ///< short reads and writes
  base::Executor logins;   ///< password hashing
  base::Executor chats;    ///< calls of the chat, which wait for other services
  base::Executor media;    ///< calls that wait for files being made
  base::Executor reading;  ///< disk reads of ReadMedia
  base::Executor watches;  ///< polls of open watches of events, media and jobs
  base::Executor talks;    ///< polls of open chats, which wait for other services
  base::Executor chores;   ///< tidying

  rpc::CallGuard callGuard;
  rpc::CallGuard loginGuard;
  rpc::CallGuard chatGuard;
  rpc::CallGuard mediaGuard;

  rpc::WatchHub eventHub;
  rpc::WatchHub mediaHub;
  rpc::WatchHub jobHub;
  rpc::WatchHub chatHub;

 private:
  rpc::CallGuard::Parts guardParts(base::Executor& executor);
  void writeAudit(const rpc::CallRecord& record);
};

}  // namespace cameramonit
