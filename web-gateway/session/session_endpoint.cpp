#include "web-gateway/session/session_endpoint.h"

#include <utility>

#include <absl/strings/match.h>
#include <google/protobuf/util/json_util.h>

#include "cameramonit/access/v1/session_service.pb.h"
#include "common/base/status.h"
#include "web-gateway/session/session_reply.h"

namespace cameramonit::session {
namespace {

using grpcweb::CallStatus;

constexpr std::string_view kService = "/cameramonit.access.v1.SessionService/";
constexpr absl::Duration kDeadline = absl::Seconds(20);  // a password hash may wait its turn
constexpr absl::Duration kRefreshKept = absl::Seconds(10);

bool isJson(const http::Request& request) {
  const std::string_view type = request.headers.get("content-type");
  return absl::StartsWithIgnoreCase({type.data(), type.size()}, "application/json");
}

bool parseBody(const http::Request& request, google::protobuf::Message& message) {
  const std::string text = request.body.empty() ? "{}" : request.body;
  return google::protobuf::util::JsonStringToMessage(text, &message).ok();
}

http::Response malformedBody() {
  return failureResponse(grpcweb::toCallStatus(base::invalidArgument(
      type::v1::ERROR_REASON_FIELD_INVALID, "The body is not the JSON object that belongs to this call.")));
}

http::Response malformedReply() {
  return failureResponse(grpcweb::toCallStatus(base::internalError("The login service's reply is malformed.")));
}

/// Answers with the user and the tokens in `bytes`, a serialized Reply that has both.
template <typename Reply>
http::Response answerWithSession(const CallStatus& status, const std::string& bytes,
                                 const http::SessionCookies& cookies, absl::Time now) {
  if (status.code != 0) return failureResponse(status);
  Reply reply;
  if (!reply.ParseFromString(bytes)) return malformedReply();
  return sessionResponse(&reply.user(), reply.tokens(), cookies, now);
}

}  // namespace

SessionEndpoint::SessionEndpoint(grpcweb::Upstream& upstream, const http::OriginPolicy& origins,
                                 const http::SessionCookies& cookies, const base::Clock& clock)
    : upstream_(upstream), origins_(origins), cookies_(cookies), clock_(clock), refreshDesk_(clock, kRefreshKept) {}

void SessionEndpoint::handle(http::Request request, std::shared_ptr<http::ResponseWriter> writer) {
  if (request.method != "POST") {
    http::Response response = http::plainResponse(405, "Sessions are changed by POST.");
    response.head.headers.set("allow", "POST");
    return writer->send(std::move(response));
  }
  // A form of another site can post neither JSON nor with an origin of ours.
  if (!origins_.allows(request) || origins_.isForeignAllowed(request)) {
    return writer->send(http::plainResponse(403, "Pages of other sites may not log in here."));
  }
  if (!isJson(request)) return writer->send(http::plainResponse(415, "The body must be application/json."));
  const std::string action = request.path.substr(kPrefix.size());
  if (action == "login") return login(request, writer);
  if (action == "refresh") return refresh(request, writer);
  if (action == "password") return changePassword(request, writer);
  if (action == "logout") return logout(request, writer);
  writer->send(http::plainResponse(404, "There is nothing here."));
}

void SessionEndpoint::login(const http::Request& request, const Writer& writer) {
  access::v1::LoginRequest message;
  if (!parseBody(request, message)) return writer->send(malformedBody());
  call(request.peer, "Login", message.SerializeAsString(), "",
       [this, writer](const CallStatus& status, const std::string& reply) {
         writer->send(answerWithSession<access::v1::LoginResponse>(status, reply, cookies_, clock_.now()));
       });
}

void SessionEndpoint::refresh(const http::Request& request, const Writer& writer) {
  const auto token = cookies_.refreshToken(request);
  if (!token) {
    http::Response response = failureResponse(
        grpcweb::toCallStatus(base::unauthenticated(type::v1::ERROR_REASON_TOKEN_MISSING, "Nobody is logged in.")));
    return writer->send(std::move(response));
  }
  const auto answer = [this, writer](const CallStatus& status, const std::string& reply) {
    http::Response response = answerWithSession<access::v1::RefreshResponse>(status, reply, cookies_, clock_.now());
    // What was refused will be refused again; what merely failed may work in a moment.
    if (response.head.status == 401) clearCookies(response.head.headers, cookies_);
    writer->send(std::move(response));
  };
  if (!refreshDesk_.join(*token, answer)) return;
  access::v1::RefreshRequest message;
  message.set_refresh_token(*token);
  call(request.peer, "Refresh", message.SerializeAsString(), "",
       [this, token = *token](const CallStatus& status, const std::string& reply) {
         refreshDesk_.settle(token, status, reply);
       });
}

void SessionEndpoint::changePassword(const http::Request& request, const Writer& writer) {
  access::v1::ChangePasswordRequest message;
  if (!parseBody(request, message)) return writer->send(malformedBody());
  call(request.peer, "ChangePassword", message.SerializeAsString(), cookies_.authorization(request, origins_),
       [this, writer, peer = request.peer](const CallStatus& status, const std::string& bytes) {
         access::v1::ChangePasswordResponse reply;
         if (status.code != 0) return writer->send(failureResponse(status));
         if (!reply.ParseFromString(bytes)) return writer->send(malformedReply());
         answerWithUser(peer, reply.tokens(), writer);
       });
}

void SessionEndpoint::answerWithUser(const std::string& peer, const access::v1::Tokens& tokens, const Writer& writer) {
  call(peer, "WhoAmI", access::v1::WhoAmIRequest().SerializeAsString(), "Bearer " + tokens.access_token(),
       [this, tokens, writer](const CallStatus& status, const std::string& bytes) {
         access::v1::WhoAmIResponse reply;
         const bool known = status.code == 0 && reply.ParseFromString(bytes);
         // The tokens are good in any case, and the old ones are not any more.
         writer->send(sessionResponse(known ? &reply.user() : nullptr, tokens, cookies_, clock_.now()));
       });
}

void SessionEndpoint::logout(const http::Request& request, const Writer& writer) {
  access::v1::LogoutRequest message;
  const auto token = cookies_.refreshToken(request);
  if (!token) return writer->send(farewellResponse(cookies_));
  message.set_refresh_token(*token);
  call(request.peer, "Logout", message.SerializeAsString(), "",
       [this, writer](const CallStatus& status, const std::string&) {
         http::Response response = status.code == 0 ? farewellResponse(cookies_) : failureResponse(status);
         if (status.code != 0) clearCookies(response.head.headers, cookies_);
         writer->send(std::move(response));
       });
}

void SessionEndpoint::call(const std::string& peer, std::string_view method, std::string message,
                           std::string authorization, std::function<void(const CallStatus&, const std::string&)> done) {
  grpcweb::CallRequest call;
  call.path = std::string(kService).append(method);
  call.message = std::move(message);
  call.deadline = clock_.now() + kDeadline;
  if (!authorization.empty()) call.metadata.emplace_back("authorization", std::move(authorization));
  call.metadata.emplace_back(grpcweb::kClientAddressKey, peer);
  grpcweb::callUnary(
      upstream_, std::move(call),
      [done = std::move(done)](const CallStatus& status, const std::string& reply) { done(status, reply); });
}

}  // namespace cameramonit::session
