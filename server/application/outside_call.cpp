#include "server/application/outside_call.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include "common/base/status.h"

namespace cameramonit::application {
namespace {

constexpr std::size_t kLongestAnswer = 64 * 1024;

struct CurlCloser {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

std::size_t keep(char* data, std::size_t, std::size_t size, void* target) {
  auto& body = *static_cast<std::string*>(target);
  body.append(data, std::min(size, kLongestAnswer - body.size()));
  return size;
}

bool isLinkLocal(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    const auto host = ntohl(reinterpret_cast<const sockaddr_in&>(address).sin_addr.s_addr);
    return (host >> 16U) == 0xa9fe;  // 169.254.0.0/16
  }
  if (address.sa_family != AF_INET6) return false;
  const in6_addr& host = reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
  const bool mapped = IN6_IS_ADDR_V4MAPPED(&host);
  return IN6_IS_ADDR_LINKLOCAL(&host) || (mapped && host.s6_addr[12] == 169 && host.s6_addr[13] == 254);
}

/// Looks at the address itself, after the name was resolved: a name may lead anywhere.
curl_socket_t openSocket(void* refused, curlsocktype, curl_sockaddr* address) {
  if (isLinkLocal(address->addr)) {
    *static_cast<bool*>(refused) = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

}  // namespace

absl::StatusOr<OutsideAnswer> callOutside(const OutsideRequest& request) {
  const std::unique_ptr<CURL, CurlCloser> curl(curl_easy_init());
  if (!curl) return base::internalError("No HTTP client.");
  OutsideAnswer answer;
  bool refused = false;
  std::array<char, CURL_ERROR_SIZE> why{};
  curl_slist* list = nullptr;
  const auto header = [&list](const std::string& line) { list = curl_slist_append(list, line.c_str()); };
  for (const auto& [name, value] : request.headers) header(absl::StrCat(name, ": ", value));
  if (!request.bearer.empty()) header(absl::StrCat("Authorization: Bearer ", request.bearer.reveal()));
  if (!request.body.empty()) header("Content-Type: application/json");
  header("Expect:");
  const std::unique_ptr<curl_slist, CurlCloser> headers(list);

  curl_easy_setopt(curl.get(), CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl.get(), CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(absl::ToInt64Milliseconds(request.timeout)));
  curl_easy_setopt(curl.get(), CURLOPT_USERAGENT, "cameramonit");
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, why.data());
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, keep);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer.body);
  curl_easy_setopt(curl.get(), CURLOPT_OPENSOCKETFUNCTION, openSocket);
  curl_easy_setopt(curl.get(), CURLOPT_OPENSOCKETDATA, &refused);
  if (!request.body.empty()) {
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, request.body.c_str());
  }
  const absl::Time begin = absl::Now();
  const CURLcode code = curl_easy_perform(curl.get());
  answer.latency = absl::Now() - begin;
  if (refused) {
    return absl::UnavailableError("Its address is link-local; such addresses are not called.");
  }
  if (code == CURLE_OPERATION_TIMEDOUT) {
    return absl::DeadlineExceededError(absl::StrCat("No answer within ", absl::FormatDuration(request.timeout), "."));
  }
  if (code != CURLE_OK) {
    return absl::UnavailableError(why[0] != '\0' ? why.data() : curl_easy_strerror(code));
  }
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  answer.status = static_cast<int>(status);
  return answer;
}

}  // namespace cameramonit::application
