#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "web-gateway/http/request.h"

namespace cameramonit::http {

/// What one request may weigh.
struct RequestLimits {
  std::uint32_t headerBytes = 16 * 1024;  ///< request line and fields together
  std::size_t headerFields = 100;
  std::uint64_t bodyBytes = 1792 * 1024;  ///< a gRPC-web-text message of 1.25 MiB, as base64
};

/// Parses requests of one connection, one at a time (RFC 9112). Whatever two parsers could read differently is refused:
/// two lengths, unknown transfer codings, missing or repeated hosts. Thread-bound.
class RequestParser {
 public:
  enum class State { kHeader, kBody, kComplete, kFailed };

  explicit RequestParser(const RequestLimits& limits);
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  /// Reads from the front of `input` and returns how many bytes it took; the rest belongs to a later call, together
  /// with what follows it, or to the next request.
  std::size_t feed(std::string_view input);

  State state() const { return state_; }
  /// The status of the refusal (400, 413, 417, 431, 501, 505) once `kFailed`.
  int failure() const { return failure_; }
  /// Whether the client waits for "100 Continue" before it sends the body. Valid in `kBody`.
  bool expectsContinue() const { return expectsContinue_; }
  /// Whether any byte of this request has been taken.
  bool begun() const { return begun_; }

  /// Takes the request and makes ready for the next one. Only when `kComplete`. `peer` and `secure` are left to the
  /// caller.
  Request take();

 private:
  class Impl;

  void fail(int status);
  void checkHeader();

  const RequestLimits limits_;
  std::unique_ptr<Impl> impl_;
  State state_ = State::kHeader;
  int failure_ = 0;
  bool expectsContinue_ = false;
  bool begun_ = false;
  Request request_;
};

}  // namespace cameramonit::http
