#include "server/registry/address/stream_address.h"

#include <algorithm>
#include <array>
#include <memory>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <curl/curl.h>

#include "common/base/status.h"
#include "server/registry/address/ip_address.h"
#include "server/registry/address/percent.h"

namespace cameramonit::registry {
namespace {

constexpr std::size_t kLongestAddress = 2000;
constexpr std::size_t kLongestHost = 253;  // RFC 1035 § 2.3.4
constexpr char kUsualDevicePath[] = "/onvif/device_service";

struct Scheme {
  std::string_view name;
  std::uint16_t port;
};
constexpr std::array kSchemes = {Scheme{"rtsp", 554}, Scheme{"rtsps", 322}, Scheme{"http", 80}, Scheme{"https", 443}};

absl::Status refuse(const std::string& why, const std::string& message) {
  return base::invalidArgument(type::v1::ERROR_REASON_STREAM_ADDRESS_REFUSED, message, {{"why", why}});
}

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, FreeUrl>;

std::string part(CURLU* url, CURLUPart which) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, 0) != CURLUE_OK || text == nullptr) return "";
  std::string out(text);
  curl_free(text);
  return out;
}

bool isHostName(std::string_view host) {
  if (host.empty() || host.size() > kLongestHost) return false;
  char before = '.';
  for (const char c : host) {
    const bool inside = absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
    if (!inside && c != '.') return false;
    if (c == '.' && (before == '.' || before == '-')) return false;
    if (c == '-' && before == '.') return false;
    before = c;
  }
  return before != '-';
}

absl::Status checkHost(const std::string& host) {
  if (IpAddress::parse(host)) return absl::OkStatus();
  if (isObscureNumber(host)) {
    return refuse("host", "The host is not an address: an IPv4 address is four numbers from 0 to 255.");
  }
  if (host.find(':') != std::string::npos) {
    return refuse("host", "The host is not an IPv6 address that can be reached from everywhere.");
  }
  if (!isHostName(host)) return refuse("host", "The host may hold letters a-z, digits, dots and dashes.");
  return absl::OkStatus();
}

/// Whether `authority` (without user information) is host[:port] as far as a glance tells.
bool looksLikeHostPort(std::string_view authority) {
  if (authority.empty()) return false;
  if (authority.front() == '[') return authority.find(']') != std::string_view::npos;
  const std::size_t colon = authority.find(':');
  const std::string_view host = authority.substr(0, colon);
  if (!isHostName(host)) return false;
  if (colon == std::string_view::npos) return true;
  const std::string_view port = authority.substr(colon + 1);
  return !port.empty() && std::all_of(port.begin(), port.end(), [](unsigned char c) { return absl::ascii_isdigit(c); });
}

struct Split {
  std::string userInfo;
  std::string rest;  // host and everything after
  bool raw = false;
};

/// Takes "user:password@" off. People paste passwords as they are, so an '@', '/', '?' or '#' may be part of one: then
/// the first '@' that is followed by a host ends it.
Split splitUserInfo(std::string_view afterScheme) {
  const std::size_t end = std::min(afterScheme.find_first_of("/?#"), afterScheme.size());
  const std::string_view authority = afterScheme.substr(0, end);
  const std::size_t at = authority.rfind('@');
  if (at != std::string_view::npos && looksLikeHostPort(authority.substr(at + 1))) {
    const std::string_view info = authority.substr(0, at);
    const bool raw = info.find('@') != std::string_view::npos;
    return {std::string(info), std::string(afterScheme.substr(at + 1)), raw};
  }
  if (at == std::string_view::npos && looksLikeHostPort(authority)) return {"", std::string(afterScheme), false};
  for (std::size_t i = afterScheme.find('@'); i != std::string_view::npos; i = afterScheme.find('@', i + 1)) {
    const std::string_view rest = afterScheme.substr(i + 1);
    const std::string_view host = rest.substr(0, std::min(rest.find_first_of("/?#"), rest.size()));
    const bool hostFollows = looksLikeHostPort(host) && (host.find('.') != std::string_view::npos || host[0] == '[');
    const bool hasUser = afterScheme.substr(0, i).find(':') != std::string_view::npos;
    if (hostFollows && hasUser) return {std::string(afterScheme.substr(0, i)), std::string(rest), true};
  }
  return {"", std::string(afterScheme), false};
}

Login loginOf(const std::string& userInfo) {
  const std::size_t colon = userInfo.find(':');
  Login login;
  login.user = percentDecoded(userInfo.substr(0, colon));
  if (colon != std::string::npos) login.password = base::Secret(percentDecoded(userInfo.substr(colon + 1)));
  return login;
}

absl::Status checkPath(std::string_view target) {
  for (const char c : target) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= ' ' || byte == 0x7f || c == '"' || c == '<' || c == '>' || c == '\\' || c == '`') {
      return refuse("path", "The path holds a blank or a character that must be written as %XX.");
    }
  }
  // A line break written as %0A would end the request line of a careless reader.
  const std::string decoded = percentDecoded(target);
  const auto isControl = [](unsigned char c) { return c < ' ' || c == 0x7f; };
  if (std::any_of(decoded.begin(), decoded.end(), isControl)) {
    return refuse("path", "The path hides a control character.");
  }
  return absl::OkStatus();
}

absl::StatusOr<StreamAddress> parseRest(const std::string& scheme, const std::string& rest) {
  if (rest.find('#') != std::string::npos) return refuse("path", "An address ends before '#'; write it as %23.");
  const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
  CAMERAMONIT_RETURN_IF_ERROR(checkPath(std::string_view(rest).substr(end)));
  const std::string authority = rest.substr(0, end);
  if (authority.find('%') != std::string::npos || authority.find('@') != std::string::npos) {
    return refuse("host", "The host may hold letters a-z, digits, dots and dashes.");
  }
  // libcurl would read a number written in any way as an IPv4 address; we want it seen as it was written.
  const bool bracketed = !authority.empty() && authority.front() == '[';
  const std::size_t hostEnd = bracketed ? authority.find(']') : authority.find(':');
  const std::string written = authority.substr(bracketed ? 1 : 0, hostEnd == std::string::npos ? hostEnd
                                                                  : bracketed                  ? hostEnd - 1
                                                                                               : hostEnd);
  if (bracketed && (hostEnd == std::string::npos || !IpAddress::parse(written) || IpAddress::parse(written)->isV4())) {
    return refuse("host", "Between brackets belongs an IPv6 address.");
  }
  CAMERAMONIT_RETURN_IF_ERROR(checkHost(written));

  const Url url(curl_url());
  const std::string whole = absl::StrCat(scheme, "://", rest);
  if (url == nullptr ||
      curl_url_set(url.get(), CURLUPART_URL, whole.c_str(), CURLU_NON_SUPPORT_SCHEME | CURLU_PATH_AS_IS) != CURLUE_OK) {
    return refuse("port", "The port must be a number from 1 to 65535.");
  }
  StreamAddress address;
  address.scheme = scheme;
  address.host = written;
  const std::string port = part(url.get(), CURLUPART_PORT);
  if (!port.empty()) {
    int number = 0;
    if (!absl::SimpleAtoi(port, &number) || number < 1 || number > 65535) {
      return refuse("port", "The port must be a number from 1 to 65535.");
    }
    address.port = static_cast<std::uint16_t>(number);
  }
  address.path = rest[std::min(end, rest.size() - 1)] == '/' ? part(url.get(), CURLUPART_PATH) : "";
  address.query = part(url.get(), CURLUPART_QUERY);
  return address;
}

absl::StatusOr<ParsedAddress> parse(std::string_view text, bool device) {
  text = std::string_view(absl::StripAsciiWhitespace(absl::string_view(text.data(), text.size())).data(),
                          absl::StripAsciiWhitespace(absl::string_view(text.data(), text.size())).size());
  if (text.empty() || text.size() > kLongestAddress) return refuse("length", "An address has 1 to 2000 characters.");
  if (text.find('\0') != std::string_view::npos) return refuse("syntax", "An address holds no null character.");
  std::string scheme;
  std::string_view rest = text;
  const std::size_t mark = text.find("://");
  if (mark != std::string_view::npos) {
    scheme = absl::AsciiStrToLower(absl::string_view(text.data(), mark));
    rest = text.substr(mark + 3);
  } else if (device) {
    scheme = "http";
  } else {
    return refuse("scheme", "An address begins with rtsp://, rtsps://, http:// or https://.");
  }
  const auto known =
      std::find_if(kSchemes.begin(), kSchemes.end(), [&scheme](const Scheme& s) { return s.name == scheme; });
  if (known == kSchemes.end() || (device && !absl::StartsWith(scheme, "http"))) {
    return refuse("scheme", device ? "An ONVIF device is reached by http:// or https://."
                                   : "Only rtsp, rtsps, http and https can be opened.");
  }
  const Split split = splitUserInfo(rest);
  if (split.rest.empty()) return refuse("host", "The host is missing.");
  ParsedAddress parsed;
  CAMERAMONIT_ASSIGN_OR_RETURN(parsed.address, parseRest(scheme, split.rest));
  if (device && (parsed.address.path.empty() || parsed.address.path == "/") && parsed.address.query.empty()) {
    parsed.address.path = kUsualDevicePath;
  }
  if (!split.userInfo.empty()) parsed.login = loginOf(split.userInfo);
  parsed.rawCharacters = split.raw;
  return parsed;
}

}  // namespace

std::uint16_t StreamAddress::effectivePort() const {
  if (port) return *port;
  for (const Scheme& known : kSchemes) {
    if (known.name == scheme) return known.port;
  }
  return 0;
}

std::string StreamAddress::target() const {
  return absl::StrCat(path.empty() ? "/" : path, query.empty() ? "" : "?", query);
}

std::string StreamAddress::authority() const {
  return absl::StrCat(host.find(':') == std::string::npos ? host : absl::StrCat("[", host, "]"),
                      port ? absl::StrCat(":", *port) : "");
}

std::string StreamAddress::str() const {
  return absl::StrCat(scheme, "://", authority(), path, query.empty() ? "" : "?", query);
}

absl::StatusOr<ParsedAddress> parseStreamAddress(std::string_view text) {
  return parse(text, false);
}

absl::StatusOr<ParsedAddress> parseDeviceAddress(std::string_view text) {
  return parse(text, true);
}

}  // namespace cameramonit::registry
