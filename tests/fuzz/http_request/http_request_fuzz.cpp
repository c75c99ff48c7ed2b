// Any bytes on a connection, uploads among them: a request that is accepted keeps to the limits, and means the same
// however the bytes were cut into pieces.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "web-gateway/http/byte_range.h"
#include "web-gateway/http/request_parser.h"
#include "web-gateway/http/target.h"

namespace http = cameramonit::http;

namespace {

constexpr http::RequestLimits kLimits{.headerBytes = 2048, .headerFields = 20, .bodyBytes = 1024};

void check(const http::Request& request) {
  if (request.body.size() > kLimits.bodyBytes) std::abort();
  if (request.path.empty() || request.path.front() != '/') std::abort();
  if (request.path.find('\0') != std::string::npos || request.path.find("/../") != std::string::npos) std::abort();
  if (!http::isUtf8(request.path)) std::abort();
}

/// The requests of one connection that sends `input` in pieces of `piece` bytes; stops at the first refusal.
std::vector<http::Request> parse(std::string_view input, std::size_t piece) {
  http::RequestParser parser(kLimits);
  std::vector<http::Request> requests;
  std::size_t available = 0;
  while (parser.state() != http::RequestParser::State::kFailed) {
    const std::size_t taken = parser.feed(input.substr(0, available));
    if (taken > available) std::abort();
    input.remove_prefix(taken);
    available -= taken;
    if (parser.state() == http::RequestParser::State::kComplete) {
      requests.push_back(parser.take());
      check(requests.back());
    } else if (available < input.size()) {
      available = std::min(input.size(), available + piece);
    } else if (taken == 0) {
      break;
    }
  }
  return requests;
}

bool same(const http::Request& a, const http::Request& b) {
  return a.method == b.method && a.target == b.target && a.body == b.body && a.keepAlive == b.keepAlive;
}

/// A range that is granted lies within the representation.
void checkRange(std::string_view value, std::uint64_t size) {
  const auto range = http::parseRange(value);
  if (!range) return;
  const auto bytes = http::resolveRange(*range, size);
  if (bytes && (bytes->first > bytes->last || bytes->last >= size)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto whole = parse(input, input.size() + 1);
  const auto pieces = parse(input, 7);
  if (!std::equal(whole.begin(), whole.end(), pieces.begin(), pieces.end(), same)) std::abort();
  checkRange(input, size);
  return 0;
}
