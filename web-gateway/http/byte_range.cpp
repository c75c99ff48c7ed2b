#include "web-gateway/http/byte_range.h"

#include <algorithm>
#include <limits>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>

namespace cameramonit::http {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto isSpace = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && isSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && isSpace(text.back())) text.remove_suffix(1);
  return text;
}

/// Digits only; a number too large for 64 bits is the largest one, which lies behind every end.
std::optional<std::uint64_t> parsePosition(std::string_view digits) {
  constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();
  if (digits.empty()) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : digits) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return std::nullopt;
    const auto digit = static_cast<std::uint64_t>(c - '0');
    value = value > (kMax - digit) / 10 ? kMax : value * 10 + digit;
  }
  return value;
}

std::string_view withoutWeakMark(std::string_view etag) {
  return etag.substr(0, 2) == "W/" ? etag.substr(2) : etag;
}

}  // namespace

std::string ByteRange::contentRange(std::uint64_t size) const {
  return "bytes " + std::to_string(first) + "-" + std::to_string(last) + "/" + std::to_string(size);
}

std::optional<RangeRequest> parseRange(std::string_view value) {
  constexpr std::string_view kUnit = "bytes=";
  if (!absl::StartsWithIgnoreCase({value.data(), value.size()}, {kUnit.data(), kUnit.size()})) return std::nullopt;
  const std::string_view range = trimmed(value.substr(kUnit.size()));
  const std::size_t dash = range.find('-');
  if (dash == std::string_view::npos || range.find(',') != std::string_view::npos) return std::nullopt;
  const std::string_view left = range.substr(0, dash);
  const std::string_view right = range.substr(dash + 1);
  RangeRequest request;
  if (left.empty()) {
    const auto suffix = parsePosition(right);
    if (!suffix) return std::nullopt;
    request.suffix = *suffix;
    return request;
  }
  request.first = parsePosition(left);
  if (!request.first) return std::nullopt;
  if (right.empty()) return request;
  request.last = parsePosition(right);
  if (!request.last || *request.last < *request.first) return std::nullopt;
  return request;
}

std::optional<ByteRange> resolveRange(const RangeRequest& range, std::uint64_t size) {
  if (size == 0) return std::nullopt;
  if (!range.first) {
    if (range.suffix == 0) return std::nullopt;
    return ByteRange{size - std::min(size, range.suffix), size - 1};
  }
  if (*range.first >= size) return std::nullopt;
  return ByteRange{*range.first, std::min(range.last.value_or(size - 1), size - 1)};
}

std::string unsatisfiedRange(std::uint64_t size) {
  return "bytes */" + std::to_string(size);
}

bool matchesAnyEtag(std::string_view list, std::string_view etag) {
  if (trimmed(list) == "*") return true;
  if (etag.empty()) return false;
  while (!list.empty()) {
    // An entity tag may hold a comma, so the list is walked from quote to quote.
    const std::size_t open = list.find('"');
    if (open == std::string_view::npos) return false;
    const std::size_t close = list.find('"', open + 1);
    if (close == std::string_view::npos) return false;
    if (list.substr(open, close - open + 1) == withoutWeakMark(etag)) return true;
    list.remove_prefix(close + 1);
  }
  return false;
}

bool matchesIfRange(std::string_view value, std::string_view etag) {
  value = trimmed(value);
  return !etag.empty() && etag.front() == '"' && value == etag;
}

}  // namespace cameramonit::http
