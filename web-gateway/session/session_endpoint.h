#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "cameramonit/access/v1/session.pb.h"
#include "common/base/clock.h"
#include "web-gateway/grpcweb/upstream.h"
#include "web-gateway/http/handler.h"
#include "web-gateway/http/origin_policy.h"
#include "web-gateway/http/session_cookies.h"
#include "web-gateway/session/refresh_desk.h"

namespace cameramonit::session {

/// Login for browsers, so that no script ever holds the refresh token:
///   POST /session/login     {"user", "password"}            -> the user and an access token; sets both cookies
///   POST /session/refresh   {}                              -> the same, by the refresh cookie, which is exchanged
///   POST /session/password  {"oldPassword", "newPassword"}  -> the same, after a change of password
///   POST /session/logout    {}                              -> 204; ends the session and takes the cookies away
/// Bodies are `application/json` in the JSON form of the access contract. A success is
/// {"user": User, "accessToken": "…", "accessExpireTime": "…Z"}, a failure {"code", "reason", "message", "metadata"}
/// with the HTTP status that fits. Thread-safe.
class SessionEndpoint final : public http::Handler {
 public:
  static constexpr std::string_view kPrefix = "/session/";

  /// Borrows everything; all must outlive the endpoint, and the endpoint the calls of `upstream`.
  SessionEndpoint(grpcweb::Upstream& upstream, const http::OriginPolicy& origins, const http::SessionCookies& cookies,
                  const base::Clock& clock);

  void handle(http::Request request, std::shared_ptr<http::ResponseWriter> writer) override;

 private:
  using Writer = std::shared_ptr<http::ResponseWriter>;

  void login(const http::Request& request, const Writer& writer);
  void refresh(const http::Request& request, const Writer& writer);
  void changePassword(const http::Request& request, const Writer& writer);
  void logout(const http::Request& request, const Writer& writer);
  /// Answers with new tokens and the user they belong to.
  void answerWithUser(const std::string& peer, const access::v1::Tokens& tokens, const Writer& writer);
  /// Calls a method of SessionService. `authorization` may be empty: a stale token must not be in the way of a login.
  void call(const std::string& peer, std::string_view method, std::string message, std::string authorization,
            std::function<void(const grpcweb::CallStatus&, const std::string& reply)> done);

  grpcweb::Upstream& upstream_;
  const http::OriginPolicy& origins_;
  const http::SessionCookies& cookies_;
  const base::Clock& clock_;
  RefreshDesk refreshDesk_;
};

}  // namespace cameramonit::session
