#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include <absl/status/statusor.h>

#include "common/base/clock.h"
#include "common/base/executor.h"
#include "common/base/ticker.h"
#include "common/log/logger.h"
#include "common/rpc/call_guard.h"
#include "common/rpc/metrics.h"
#include "common/rpc/open_calls.h"
#include "common/rpc/policy.h"
#include "common/rpc/token.h"
#include "common/rpc/watch_hub.h"
#include "server/access/access_directory.h"
#include "server/access/audit_writer.h"
#include "server/access/table/audit_table.h"
#include "server/cameramonit/data_directory.h"
#include "server/cameramonit/grants_applied.h"
#include "server/cameramonit/project_zones.h"
#include "server/cameramonit/settings.h"
#include "storage/sql/database.h"

namespace cameramonit {

/// What all services of a process stand on. Members are destroyed in reverse: nothing above outlives what it uses.
struct Foundation {
  /// Errors: SETTING_INVALID, DATABASE_UNAVAILABLE, SCHEMA_TOO_NEW.
  /// `issuesTokens`: the process hosts the access service, whose key is then in the data directory.
  static absl::StatusOr<std::unique_ptr<Foundation>> open(const Settings& settings, bool issuesTokens,
                                                          const DataDirectory& data, const base::Clock& clock,
                                                          log::Logger& log);

  Foundation(const base::Clock& clock, log::Logger& log, std::unique_ptr<sql::Database> database,
             std::unique_ptr<rpc::TokenAuthority> tokenAuthority);
  ~Foundation();

  /// Refuses new calls, or accepts them, at every guard.
  void setServing(bool serving);
  /// Runs what is queued, then stops; before the services go.
  void stopExecutors();
  /// Something that decisions rest on was changed here: it is in force now, for open streams too.
  void accessChanged();
  /// What a guard before work of its own kind needs; `executor` runs that work.
  rpc::CallGuard::Parts guardParts(base::Executor& executor);

  const base::Clock& clock;
  log::Logger& log;
  rpc::Metrics metrics;
  std::unique_ptr<sql::Database> database;
  access::AuditTable audit;
  access::AuditWriter auditWriter;
  std::unique_ptr<rpc::TokenAuthority> tokenAuthority;  ///< null where tokens are only read
  rpc::TokenReader tokenReader;                         ///< knows the key once access told it
  const rpc::TokenVerifier& tokens;                     ///< whichever of the two reads them here
  access::UserTable users;
  access::GroupTable groups;
  access::GrantTable grantTable;
  access::SessionTable sessions;
  ProjectZones projectZones;
  access::AccessDirectory directory;
  GrantsApplied grants;
  rpc::OpenCalls openCalls;
  base::Ticker ticker;

  // Each kind of work has threads of its own, so that one that waits or computes holds up no other.
  base::Executor calls;     ///< short reads and writes
  base::Executor chats;     ///< calls of the chat, which wait for other services
  base::Executor media;     ///< calls that wait for files being made
  base::Executor reading;   ///< disk reads of ReadMedia
  base::Executor watches;   ///< polls of open watches of events, media and jobs
  base::Executor talks;     ///< polls of open chats, which wait for other services
  base::Executor cameras;   ///< changes of cameras, which may look names up
  base::Executor probes;    ///< calls that wait for cameras, which may not answer
  base::Executor chores;    ///< tidying
  base::Executor rechecks;  ///< whether open streams still may

  rpc::CallGuard callGuard;
  rpc::CallGuard chatGuard;
  rpc::CallGuard mediaGuard;
  rpc::CallGuard cameraGuard;
  rpc::CallGuard probeGuard;

  rpc::WatchHub cameraHub;
  rpc::WatchHub eventHub;
  rpc::WatchHub mediaHub;
  rpc::WatchHub jobHub;
  rpc::WatchHub chatHub;

 private:
  void recheck();

  std::atomic<bool> rechecking_ = false;
  base::Ticker::Subscription rechecking;  // last: it goes first
};

}  // namespace cameramonit
