#pragma once

#include <functional>
#include <memory>
#include <string>

#include <absl/base/thread_annotations.h>
#include <absl/container/flat_hash_set.h>
#include <absl/synchronization/mutex.h>

#include "cameramonit/access/v1/session_service.grpc.pb.h"
#include "common/base/clock.h"
#include "common/log/logger.h"
#include "common/rpc/call_guard.h"
#include "common/rpc/token.h"
#include "server/access/access_key.h"
#include "server/access/login_throttle.h"
#include "server/access/password_queue.h"
#include "server/access/second_factor.h"
#include "server/access/session_keeper.h"
#include "server/access/table/second_factor_table.h"
#include "server/access/table/session_table.h"
#include "server/access/table/user_table.h"

namespace cameramonit::access {

/// Logs people in and keeps their sessions. Thread-safe.
class SessionService final : public v1::SessionService::CallbackService {
 public:
  struct Parts {
    UserTable& users;
    SessionTable& sessions;
    SecondFactorTable& factors;
    rpc::TokenAuthority& tokens;
    const AccessKey& key;
    rpc::CallGuard& guard;
    const base::Clock& clock;
    log::Logger& log;
    /// Whether a person may see and end the sessions of another. May block. Errors: USER_UNKNOWN, BEYOND_OWN_RIGHTS.
    std::function<absl::Status(const rpc::Principal&, const std::string& user)> mayManage;
    /// Something that decisions rest on was changed. Must not block.
    std::function<void()> changed;
  };
  /// Borrows everything in `parts`, which must outlive this service.
  explicit SessionService(Parts parts);

  /// Makes users/admin with every role and a one-time password, if there is no user at all yet; the password, or the
  /// empty secret.
  absl::StatusOr<base::Secret<std::string>> makeFirstAdministrator();

  /// Ends the hashing: what waits is answered first. Before the guard's executor stops.
  void stop() { passwords_.stop(); }

  grpc::ServerUnaryReactor* Login(grpc::CallbackServerContext* context, const v1::LoginRequest* request,
                                  v1::LoginResponse* response) override;
  grpc::ServerUnaryReactor* RedeemLink(grpc::CallbackServerContext* context, const v1::RedeemLinkRequest* request,
                                       v1::RedeemLinkResponse* response) override;
  grpc::ServerUnaryReactor* Refresh(grpc::CallbackServerContext* context, const v1::RefreshRequest* request,
                                    v1::RefreshResponse* response) override;
  grpc::ServerUnaryReactor* Logout(grpc::CallbackServerContext* context, const v1::LogoutRequest* request,
                                   v1::LogoutResponse* response) override;
  grpc::ServerUnaryReactor* WhoAmI(grpc::CallbackServerContext* context, const v1::WhoAmIRequest* request,
                                   v1::WhoAmIResponse* response) override;
  grpc::ServerUnaryReactor* ChangePassword(grpc::CallbackServerContext* context,
                                           const v1::ChangePasswordRequest* request,
                                           v1::ChangePasswordResponse* response) override;
  grpc::ServerUnaryReactor* ListSessions(grpc::CallbackServerContext* context, const v1::ListSessionsRequest* request,
                                         v1::ListSessionsResponse* response) override;
  grpc::ServerUnaryReactor* RevokeSession(grpc::CallbackServerContext* context, const v1::RevokeSessionRequest* request,
                                          v1::RevokeSessionResponse* response) override;
  grpc::ServerUnaryReactor* BeginSecondFactor(grpc::CallbackServerContext* context,
                                              const v1::BeginSecondFactorRequest* request,
                                              v1::BeginSecondFactorResponse* response) override;
  grpc::ServerUnaryReactor* ConfirmSecondFactor(grpc::CallbackServerContext* context,
                                                const v1::ConfirmSecondFactorRequest* request,
                                                v1::ConfirmSecondFactorResponse* response) override;
  grpc::ServerUnaryReactor* RemoveSecondFactor(grpc::CallbackServerContext* context,
                                               const v1::RemoveSecondFactorRequest* request,
                                               v1::RemoveSecondFactorResponse* response) override;

 private:
  using Answer = std::function<void(const absl::Status&)>;

  /// Checks a password in the queue and answers with what `whenRight(stored)` gives; CREDENTIALS_WRONG, in the same
  /// time, for an unknown user. Refuses without hashing what is throttled, too much, or known to be wrong.
  void checkPassword(const LoginAttempt& attempt, const std::string& password,
                     std::function<absl::Status(StoredUser&)> whenRight, const Answer& answer);
  absl::Status logIn(const LoginAttempt& attempt, const v1::LoginRequest& request, StoredUser& stored,
                     v1::LoginResponse& response);
  absl::Status redeem(const v1::RedeemLinkRequest& request, const std::string& address, rpc::CallFacts& facts,
                      v1::RedeemLinkResponse& response);
  absl::Status setPassword(const rpc::Principal& who, const v1::ChangePasswordRequest& request, StoredUser& stored,
                           v1::ChangePasswordResponse& response);
  absl::Status revoke(const rpc::Principal& who, const std::string& name, v1::RevokeSessionResponse& response);
  /// Whose sessions are meant; checks that the caller may.
  absl::StatusOr<std::string> ownerFor(const rpc::Principal& who, const std::string& parent) const;
  bool isKnownWrong(const std::string& digest);
  void rememberWrong(const std::string& digest);

  const Parts parts_;
  LoginThrottle throttle_;
  SessionKeeper keeper_;
  SecondFactor factor_;
  absl::Mutex mutex_;
  /// Digests of wrong passwords: the same one again is no new guess, so it is neither hashed nor counted.
  absl::flat_hash_set<std::string> wrong_ ABSL_GUARDED_BY(mutex_);
  PasswordQueue passwords_;  // last: its threads use the rest
};

}  // namespace cameramonit::access
