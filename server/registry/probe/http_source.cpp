#include "server/registry/probe/http_source.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <curl/curl.h>

namespace cameramonit::registry {
namespace {

constexpr std::size_t kMostBytes = 32 << 20;
constexpr std::size_t kAhead = 1 << 20;  // read before anybody asks
constexpr int kWaitMs = 100;

}  // namespace

/// What libcurl calls back into; it stays where it is.
struct HttpSource::Transfer {
  CURL* easy = curl_easy_init();
  CURLM* multi = curl_multi_init();
  curl_slist* connectTo = nullptr;
  std::string body;
  std::size_t taken = 0;
  std::size_t total = 0;
  std::string server;
  bool paused = false;
  bool finished = false;
  CURLcode result = CURLE_OK;

  ~Transfer() {
    curl_multi_remove_handle(multi, easy);
    curl_easy_cleanup(easy);
    curl_multi_cleanup(multi);
    curl_slist_free_all(connectTo);
  }

  static std::size_t onBody(char* data, std::size_t, std::size_t size, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    long status = 0;
    curl_easy_getinfo(transfer.easy, CURLINFO_RESPONSE_CODE, &status);
    if (status == 401) return size;  // of the first answer, before the login is sent
    if (transfer.body.size() - transfer.taken > kAhead) {
      transfer.paused = true;
      return CURL_WRITEFUNC_PAUSE;
    }
    if (transfer.total + size > kMostBytes) return 0;
    transfer.total += size;
    transfer.body.append(data, size);
    return size;
  }

  static std::size_t onHeader(char* data, std::size_t, std::size_t size, void* self) {
    const absl::string_view line = absl::StripAsciiWhitespace(absl::string_view(data, size));
    constexpr std::size_t kName = 7;
    constexpr std::size_t kLongest = 200;
    if (absl::StartsWithIgnoreCase(line, "server:")) {
      static_cast<Transfer*>(self)->server =
          std::string(absl::StripAsciiWhitespace(line.substr(kName))).substr(0, kLongest);
    }
    return size;
  }
};

HttpSource::HttpSource(const StreamAddress& address, const std::vector<IpAddress>& addresses,
                       const std::optional<Login>& login, const Patience& patience)
    : patience_(patience), transfer_(std::make_unique<Transfer>()) {
  CURL* easy = transfer_->easy;
  curl_easy_setopt(easy, CURLOPT_URL, address.str().c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "cameramonit");
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(absl::ToInt64Milliseconds(patience.left())) + 1);
  // Whatever the name leads to by now, it is the checked address that is connected to.
  const std::string ip =
      addresses.front().isV4() ? addresses.front().str() : absl::StrCat("[", addresses.front().str(), "]");
  transfer_->connectTo = curl_slist_append(nullptr, absl::StrCat("::", ip, ":", address.effectivePort()).c_str());
  curl_easy_setopt(easy, CURLOPT_CONNECT_TO, transfer_->connectTo);
  if (login) {
    curl_easy_setopt(easy, CURLOPT_USERNAME, login->user.c_str());
    curl_easy_setopt(easy, CURLOPT_PASSWORD, login->password.reveal().c_str());
    curl_easy_setopt(easy, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC | CURLAUTH_DIGEST));
  }
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::onBody);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer_.get());
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Transfer::onHeader);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer_.get());
  curl_multi_add_handle(transfer_->multi, easy);
}

HttpSource::~HttpSource() = default;

std::string HttpSource::server() const {
  return transfer_->server;
}

bool HttpSource::pump() {
  if (patience_.over()) return false;
  if (transfer_->finished) return false;
  int running = 0;
  curl_multi_perform(transfer_->multi, &running);
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(transfer_->multi, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    transfer_->finished = true;
    transfer_->result = message->data.result;
  }
  if (!transfer_->finished && transfer_->body.size() == transfer_->taken) {
    curl_multi_poll(transfer_->multi, nullptr, 0, kWaitMs, nullptr);
  }
  return true;
}

v1::ProbeOutcome HttpSource::start() {
  while (transfer_->body.empty() && !transfer_->finished) {
    if (!pump()) return v1::PROBE_OUTCOME_TIMEOUT;
  }
  long status = 0;
  curl_easy_getinfo(transfer_->easy, CURLINFO_RESPONSE_CODE, &status);
  switch (transfer_->result) {
    case CURLE_OK:
      break;
    case CURLE_COULDNT_CONNECT:
      return v1::PROBE_OUTCOME_PORT_CLOSED;
    case CURLE_OPERATION_TIMEDOUT:
      return v1::PROBE_OUTCOME_TIMEOUT;
    case CURLE_PEER_FAILED_VERIFICATION:
      return v1::PROBE_OUTCOME_TLS_NOT_TRUSTED;
    default:
      if (transfer_->body.empty()) return v1::PROBE_OUTCOME_NOT_A_CAMERA;
  }
  if (status == 401) return v1::PROBE_OUTCOME_WRONG_PASSWORD;
  if (status == 403) return v1::PROBE_OUTCOME_WRONG_PASSWORD;
  if (status >= 300 && status < 400) return v1::PROBE_OUTCOME_ADDRESS_REFUSED;
  if (status >= 400 && status < 500) return v1::PROBE_OUTCOME_WRONG_PATH;
  if (status >= 500) return v1::PROBE_OUTCOME_CAMERA_BUSY;
  return status >= 200 ? v1::PROBE_OUTCOME_OK : v1::PROBE_OUTCOME_NOT_A_CAMERA;
}

int HttpSource::read(std::uint8_t* target, int size) {
  while (transfer_->body.size() == transfer_->taken) {
    if (transfer_->finished) return 0;
    transfer_->body.clear();
    transfer_->taken = 0;
    if (std::exchange(transfer_->paused, false)) curl_easy_pause(transfer_->easy, CURLPAUSE_CONT);
    if (!pump()) return -1;
  }
  const std::size_t count = std::min(static_cast<std::size_t>(size), transfer_->body.size() - transfer_->taken);
  std::memcpy(target, transfer_->body.data() + transfer_->taken, count);
  transfer_->taken += count;
  return static_cast<int>(count);
}

}  // namespace cameramonit::registry
