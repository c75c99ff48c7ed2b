#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <absl/base/thread_annotations.h>
#include <absl/container/flat_hash_map.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include "common/base/clock.h"
#include "common/rpc/policy.h"
#include "common/rpc/principal.h"
#include "server/access/decide/view.h"
#include "server/access/table/grant_table.h"
#include "server/access/table/group_table.h"
#include "server/access/table/session_table.h"
#include "server/access/table/user_table.h"

namespace cameramonit::access {

/// Who may do what, for every call of this process: what was granted, compiled once a person and remembered until the
/// tables' revision moves. Thread-safe; blocks on the database when something must be read.
class AccessDirectory final : public rpc::Authorizer {
 public:
  struct Parts {
    sql::Database& database;
    UserTable& users;
    GroupTable& groups;
    GrantTable& grants;
    SessionTable& sessions;
    const base::Clock& clock;
    /// The zone of projects/{id}; may block. UTC where there is no such project.
    std::function<absl::StatusOr<absl::TimeZone>(const std::string&)> zoneOf;
  };
  /// Borrows everything in `parts`, which must outlive this.
  explicit AccessDirectory(Parts parts);

  absl::StatusOr<rpc::Principal> current(const rpc::Principal& who) const override;
  absl::Status authorize(const rpc::Principal& who, const policy::v1::Policy& policy,
                         const std::string& resource) const override;

  /// What the caller may do now. Services, and the operator of the machine, may everything.
  /// Errors: TOKEN_INVALID for an account that is gone.
  absl::StatusOr<std::shared_ptr<const View>> viewOf(const rpc::Principal& who) const;

  /// An account with all that was granted to it.
  /// Errors: USER_UNKNOWN.
  absl::StatusOr<std::shared_ptr<const Person>> personOf(const std::string& user) const;

  /// Looks whether something changed since the last time, here or in another process, and forgets what was remembered
  /// if so; whether it did. To be called after every change and a few times a second.
  bool refresh();

 private:
  struct Entry {
    std::int64_t revision = 0;
    std::shared_ptr<const Person> person;
    std::shared_ptr<const View> view;
  };

  absl::StatusOr<std::shared_ptr<const Person>> read(const std::string& user) const;
  absl::StatusOr<Entry> entryOf(const std::string& user) const;
  void forget(const std::string& user) const;
  absl::Status checkSession(const rpc::Principal& who, const Person& person) const;

  const Parts parts_;
  std::shared_ptr<const View> everything_;
  std::atomic<std::int64_t> revision_ = 0;
  mutable absl::Mutex mutex_;
  mutable absl::flat_hash_map<std::string, Entry> entries_ ABSL_GUARDED_BY(mutex_);
};

/// users/operator: whoever may read the data directory, by a token that no session belongs to. Reentrant.
bool isOperator(const rpc::Principal& who);

}  // namespace cameramonit::access
