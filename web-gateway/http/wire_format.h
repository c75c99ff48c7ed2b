#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <absl/time/time.h>

#include "web-gateway/http/response.h"

namespace cameramonit::http {

/// How the end of a body is found (RFC 9112 § 6.3).
enum class BodyFraming { kNone, kLength, kChunked, kUntilClose };

/// What surrounds the fields of a handler.
struct HeadContext {
  BodyFraming framing = BodyFraming::kNone;
  bool keepAlive = true;
  std::string_view commonLines;  ///< rendered fields that every response has, each ended by CRLF
};

/// Status line, fields and the empty line. Fields that could break out of their line, and those that belong to the
/// connection (`connection`, `transfer-encoding`, `content-length`), are left out. Reentrant.
std::string formatHead(const ResponseHead& head, const HeadContext& context);

/// "date: Sun, 06 Nov 1994 08:49:37 GMT\r\n". Reentrant.
std::string formatDateLine(absl::Time at);

/// Bytes on their way out. Small pieces are gathered, so that a short response is one packet and one TLS record; large
/// and shared ones are not copied. Thread-bound.
class OutputQueue {
 public:
  void append(std::string bytes);
  void append(std::shared_ptr<const std::string> bytes);

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  /// What is left, front first; valid until the queue changes.
  std::vector<std::string_view> views() const;
  /// Drops `count` bytes from the front.
  void consume(std::size_t count);
  void clear();

 private:
  struct Piece {
    std::string bytes;
    std::shared_ptr<const std::string> shared;
    std::string_view view() const { return shared ? std::string_view(*shared) : std::string_view(bytes); }
  };

  std::vector<Piece> pieces_;
  std::size_t first_ = 0;   ///< the piece at the front
  std::size_t offset_ = 0;  ///< bytes of it already gone
  std::size_t size_ = 0;
};

}  // namespace cameramonit::http
