#pragma once

#include <string>

#include "cameramonit/access/v1/session_service.grpc.pb.h"
#include "common/base/clock.h"
#include "common/log/logger.h"
#include "common/rpc/call_guard.h"
#include "common/rpc/token.h"
#include "server/access/login_throttle.h"
#include "server/access/table/session_table.h"
#include "server/access/table/user_table.h"

namespace cameramonit::access {

/// Logs people in and keeps their sessions. Thread-safe.
class SessionService final : public v1::SessionService::CallbackService {
 public:
  struct Parts {
    UserTable& users;
    SessionTable& sessions;
    rpc::TokenAuthority& tokens;
    rpc::CallGuard& guard;  ///< over an executor of its own: hashing must not hold up other calls
    const base::Clock& clock;
    log::Logger& log;
  };
  /// Borrows everything in `parts`, which must outlive this service.
  explicit SessionService(const Parts& parts) : parts_(parts), throttle_(parts.clock) {}

  /// Makes users/admin with every role and a one-time password, if there is no user at all yet; the password, or the
  /// empty secret.
  absl::StatusOr<base::Secret<std::string>> makeFirstAdministrator();

  grpc::ServerUnaryReactor* Login(grpc::CallbackServerContext* context, const v1::LoginRequest* request,
                                  v1::LoginResponse* response) override;
  grpc::ServerUnaryReactor* Refresh(grpc::CallbackServerContext* context, const v1::RefreshRequest* request,
                                    v1::RefreshResponse* response) override;
  grpc::ServerUnaryReactor* Logout(grpc::CallbackServerContext* context, const v1::LogoutRequest* request,
                                   v1::LogoutResponse* response) override;
  grpc::ServerUnaryReactor* WhoAmI(grpc::CallbackServerContext* context, const v1::WhoAmIRequest* request,
                                   v1::WhoAmIResponse* response) override;
  grpc::ServerUnaryReactor* ChangePassword(grpc::CallbackServerContext* context,
                                           const v1::ChangePasswordRequest* request,
                                           v1::ChangePasswordResponse* response) override;

 private:
  absl::Status login(const v1::LoginRequest& request, const std::string& address, v1::LoginResponse& response);
  absl::Status refresh(const v1::RefreshRequest& request, v1::RefreshResponse& response);
  absl::Status changePassword(const rpc::Principal& who, const v1::ChangePasswordRequest& request,
                              v1::ChangePasswordResponse& response);
  /// A new session of `user` with its first tokens.
  absl::StatusOr<v1::Tokens> beginSession(const v1::User& user, const std::string& address);
  v1::Tokens tokensFor(const v1::User& user, const std::string& session, const std::string& refreshToken,
                       absl::Time refreshExpires);

  const Parts parts_;
  LoginThrottle throttle_;
};

}  // namespace cameramonit::access
