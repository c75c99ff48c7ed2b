#include "server/chat/model/http_endpoint.h"

#include <memory>
#include <utility>

#include <absl/strings/str_cat.h>
#include <curl/curl.h>

#include "common/base/status.h"

namespace cameramonit::chat {
namespace {

constexpr long kOk = 200;

struct Reply {
  std::string body;
  std::size_t limit = 0;
};

/// Taking less than was offered ends the transfer.
std::size_t take(const char* data, std::size_t size, std::size_t count, void* into) {
  Reply& reply = *static_cast<Reply*>(into);
  const std::size_t bytes = size * count;
  if (reply.body.size() + bytes > reply.limit) return 0;
  reply.body.append(data, bytes);
  return bytes;
}

absl::Status unavailable(const std::string& why) {
  return base::unavailable(type::v1::ERROR_REASON_LANGUAGE_MODEL_UNAVAILABLE, "The language model did not answer.",
                           {{"why", why}});
}

}  // namespace

HttpEndpoint::HttpEndpoint(Options options) : options_(std::move(options)) {
  curl_global_init(CURL_GLOBAL_DEFAULT);
}

absl::StatusOr<std::string> HttpEndpoint::post(const std::string& json) const {
  const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
  if (!curl) return unavailable("out of memory");
  Reply reply{"", options_.largestReply};
  std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers(
      curl_slist_append(nullptr, "Content-Type: application/json"), curl_slist_free_all);
  if (!options_.key.empty()) {
    const base::Secret<std::string> header(absl::StrCat("Authorization: Bearer ", options_.key.reveal()));
    curl_slist* longer = curl_slist_append(headers.get(), header.reveal().c_str());
    if (longer == nullptr) return unavailable("out of memory");
    static_cast<void>(headers.release());
    headers.reset(longer);
  }
  CURL* const handle = curl.get();
  curl_easy_setopt(handle, CURLOPT_URL, options_.url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(absl::ToInt64Milliseconds(options_.timeLimit)));
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(json.size()));
  curl_easy_setopt(handle, CURLOPT_POSTFIELDS, json.data());
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &reply);
  if (const CURLcode code = curl_easy_perform(handle); code != CURLE_OK) return unavailable(curl_easy_strerror(code));
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  if (status != kOk) return unavailable(absl::StrCat("HTTP status ", status));
  return std::move(reply.body);
}

}  // namespace cameramonit::chat
