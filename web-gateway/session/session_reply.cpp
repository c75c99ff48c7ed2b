#include "web-gateway/session/session_reply.h"

#include <memory>
#include <optional>
#include <utility>

#include <absl/status/status.h>
#include <google/protobuf/util/json_util.h>
#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>
#include <nlohmann/json.hpp>

namespace cameramonit::session {
namespace {

using nlohmann::json;

int httpStatus(int code) {
  switch (static_cast<absl::StatusCode>(code)) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
      return 400;
    case absl::StatusCode::kUnauthenticated:
      return 401;
    case absl::StatusCode::kPermissionDenied:
      return 403;
    case absl::StatusCode::kNotFound:
      return 404;
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kAborted:
      return 409;
    case absl::StatusCode::kResourceExhausted:
      return 429;
    case absl::StatusCode::kUnimplemented:
      return 501;
    case absl::StatusCode::kUnavailable:
      return 503;
    case absl::StatusCode::kDeadlineExceeded:
      return 504;
    default:
      return 500;
  }
}

/// Messages of ours always convert; what a message from elsewhere cannot say is left out.
json toJson(const google::protobuf::Message& message) {
  std::string text;
  if (!google::protobuf::util::MessageToJsonString(message, &text).ok()) return json::object();
  json value = json::parse(text, nullptr, false);
  return value.is_discarded() ? json::object() : value;
}

http::Response jsonResponse(int status, const json& value) {
  http::Response response;
  response.head.status = status;
  response.head.headers.add("content-type", "application/json");
  response.head.headers.add("cache-control", "no-store");
  response.head.headers.add("x-content-type-options", "nosniff");
  response.head.headers.add("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
  response.body = std::make_shared<std::string>(value.dump(-1, ' ', false, json::error_handler_t::replace));
  return response;
}

absl::Time toTime(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

std::optional<google::rpc::ErrorInfo> errorInfo(const grpcweb::CallStatus& status) {
  google::rpc::Status rich;
  if (!rich.ParseFromString(status.details)) return std::nullopt;
  for (const auto& detail : rich.details()) {
    google::rpc::ErrorInfo info;
    if (detail.UnpackTo(&info)) return info;
  }
  return std::nullopt;
}

}  // namespace

http::Response sessionResponse(const access::v1::User* user, const access::v1::Tokens& tokens,
                               const http::SessionCookies& cookies, absl::Time now) {
  access::v1::Tokens shown = tokens;
  shown.clear_refresh_token();
  shown.clear_refresh_expire_time();
  json value = toJson(shown);
  if (user != nullptr) value["user"] = toJson(*user);
  http::Response response = jsonResponse(200, value);
  const auto access = cookies.setAccess(tokens.access_token(), toTime(tokens.access_expire_time()) - now);
  const auto refresh = cookies.setRefresh(tokens.refresh_token(), toTime(tokens.refresh_expire_time()) - now);
  if (access) response.head.headers.add("set-cookie", *access);
  if (refresh) response.head.headers.add("set-cookie", *refresh);
  return response;
}

http::Response failureResponse(const grpcweb::CallStatus& status) {
  const auto info = errorInfo(status);
  json value = {{"code", absl::StatusCodeToString(static_cast<absl::StatusCode>(status.code))},
                {"message", status.message},
                {"reason", ""},
                {"metadata", json::object()}};
  std::string retryAfter;
  if (info) {
    value["reason"] = info->reason();
    for (const auto& [key, fact] : info->metadata()) {
      value["metadata"][key] = fact;
      if (key == "retry_after_s") retryAfter = fact;
    }
  }
  http::Response response = jsonResponse(httpStatus(status.code), value);
  if (!retryAfter.empty()) response.head.headers.add("retry-after", std::move(retryAfter));
  return response;
}

http::Response farewellResponse(const http::SessionCookies& cookies) {
  http::Response response;
  response.head.status = 204;
  response.head.headers.add("cache-control", "no-store");
  clearCookies(response.head.headers, cookies);
  return response;
}

void clearCookies(http::Headers& headers, const http::SessionCookies& cookies) {
  headers.add("set-cookie", cookies.clearAccess());
  headers.add("set-cookie", cookies.clearRefresh());
}

}  // namespace cameramonit::session
