#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cameramonit::http {

/// One `bytes` range as it was asked for, before the size is known (RFC 9110 § 14.1.2).
struct RangeRequest {
  /// First byte; without it, `suffix` bytes from the end.
  std::optional<std::uint64_t> first;
  /// Last byte, inclusive; without it, to the end.
  std::optional<std::uint64_t> last;
  std::uint64_t suffix = 0;
};

/// Bytes [first, last] of a representation, both inclusive.
struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;

  std::uint64_t length() const { return last - first + 1; }
  /// "bytes 0-9/100", the value of `content-range`.
  std::string contentRange(std::uint64_t size) const;
};

/// Parses the `range` field. Nothing for other units, several ranges and malformed ones: those are answered with the
/// whole representation, as RFC 9110 § 14.2 allows. Reentrant.
std::optional<RangeRequest> parseRange(std::string_view value);

/// The bytes that `range` names in a representation of `size` bytes, cut to its end; nothing when there are none (416).
/// Reentrant.
std::optional<ByteRange> resolveRange(const RangeRequest& range, std::uint64_t size);

/// "bytes */100", the value of `content-range` in a 416. Reentrant.
std::string unsatisfiedRange(std::uint64_t size);

/// Whether an `if-none-match` list names `etag` by weak comparison, or is "*" (RFC 9110 § 13.1.2). `etag` with its
/// quotes. Reentrant.
bool matchesAnyEtag(std::string_view list, std::string_view etag);

/// Whether an `if-range` value holds for `etag`: strong comparison (RFC 9110 § 13.1.5). A date never does: it cannot
/// tell two versions of one second apart. Reentrant.
bool matchesIfRange(std::string_view value, std::string_view etag);

}  // namespace cameramonit::http
