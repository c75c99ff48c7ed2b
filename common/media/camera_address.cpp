#include "common/media/camera_address.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>

#include "common/base/status.h"

namespace cameramonit::media {
namespace {

constexpr std::size_t kLongestUrl = 1500;
/// libavformat keeps the escaped "user:password" of an RTSP address in 128 bytes and cuts what is longer.
constexpr std::size_t kLongestLogin = 127;

absl::Status refused(const std::string& why, const std::string& message) {
  return base::invalidArgument(base::ErrorReason::ERROR_REASON_STREAM_ADDRESS_REFUSED, message, {{"why", why}});
}

std::uint16_t usualPort(std::string_view scheme) {
  if (scheme == "rtsp") return 554;
  if (scheme == "rtsps") return 322;
  if (scheme == "http") return 80;
  return scheme == "https" ? 443 : 0;
}

std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.' || c == '_') {
      result.push_back(c);
    } else {
      absl::StrAppendFormat(&result, "%%%02X", static_cast<unsigned char>(c));
    }
  }
  return result;
}

/// libavformat reads these out of the query of an RTSP address. With one character escaped they mean the same to the
/// camera and nothing to libavformat.
std::string withoutOptions(const std::string& target) {
  const std::size_t query = target.find('?');
  if (query == std::string::npos) return target;
  std::vector<std::string> parameters = absl::StrSplit(target.substr(query + 1), absl::ByAnyChar("&?"));
  for (std::string& parameter : parameters) {
    constexpr std::array kOptions = {"udp", "tcp", "multicast", "http", "https", "filter_src", "listen", "satip_raw"};
    const bool isOption = std::any_of(kOptions.begin(), kOptions.end(), [&parameter](const char* option) {
      return absl::StartsWithIgnoreCase(parameter, option);
    });
    if (isOption)
      parameter = absl::StrFormat("%%%02X%s", static_cast<unsigned char>(parameter[0]), parameter.substr(1));
  }
  return absl::StrCat(target.substr(0, query), "?", absl::StrJoin(parameters, "&"));
}

}  // namespace

absl::StatusOr<AddressParts> parseCameraUrl(const std::string& url) {
  if (url.size() > kLongestUrl) return refused("length", "The address of the camera is too long.");
  const bool clean = std::all_of(url.begin(), url.end(), [](unsigned char c) { return c > 0x20 && c < 0x7F; });
  if (!clean) return refused("syntax", "The address of the camera holds spaces or characters that must be escaped.");
  const std::size_t colon = url.find("://");
  if (colon == std::string::npos)
    return refused("syntax", "The address of the camera must begin with rtsp:// or http://.");
  AddressParts parts;
  parts.scheme = absl::AsciiStrToLower(url.substr(0, colon));
  parts.port = usualPort(parts.scheme);
  if (parts.port == 0) return refused("scheme", "Cameras are reached by rtsp, rtsps, http or https only.");
  const std::size_t authority = colon + 3;
  const std::size_t end = std::min(url.find_first_of("/?#", authority), url.size());
  parts.authority = url.substr(authority, end - authority);
  parts.target = url.substr(end, url.find('#', end) - end);
  if (absl::StrContains(parts.authority, '@')) {
    return refused("credentials", "User and password belong in their own fields, not into the address.");
  }
  std::string port;
  if (absl::StartsWith(parts.authority, "[")) {
    const std::size_t close = parts.authority.find(']');
    if (close == std::string::npos) return refused("host", "The camera's IPv6 address lacks its closing bracket.");
    parts.host = parts.authority.substr(1, close - 1);
    port = parts.authority.substr(close + 1);
  } else {
    const std::size_t at = std::min(parts.authority.find(':'), parts.authority.size());
    parts.host = parts.authority.substr(0, at);
    port = parts.authority.substr(at);
  }
  if (parts.host.empty()) return refused("host", "The address of the camera names no host.");
  if (port.empty()) return parts;
  int number = 0;
  if (port[0] != ':' || !absl::SimpleAtoi(port.substr(1), &number) || number < 1 || number > 65535) {
    return refused("port", "The port of the camera must be a number from 1 to 65535.");
  }
  parts.port = static_cast<std::uint16_t>(number);
  return parts;
}

absl::StatusOr<base::Secret<std::string>> libavUrl(const CameraAddress& address) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const AddressParts parts, parseCameraUrl(address.url));
  std::string login;
  if (!address.user.empty()) {
    login = absl::StrCat(escaped(address.user), ":", escaped(address.password.reveal()));
    if (login.size() > kLongestLogin) {
      return base::invalidArgument(base::ErrorReason::ERROR_REASON_CREDENTIALS_TOO_LONG,
                                   "User name and password of the camera are too long together.");
    }
    login.push_back('@');
  }
  const bool rtsp = absl::StartsWith(parts.scheme, "rtsp");
  return base::Secret<std::string>(
      absl::StrCat(parts.scheme, "://", login, parts.authority, rtsp ? withoutOptions(parts.target) : parts.target));
}

}  // namespace cameramonit::media
