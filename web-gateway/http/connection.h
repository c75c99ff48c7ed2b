#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "web-gateway/http/byte_stream.h"
#include "web-gateway/http/exchange.h"
#include "web-gateway/http/request_parser.h"
#include "web-gateway/http/server_options.h"
#include "web-gateway/http/shared_limit.h"
#include "web-gateway/http/wire_format.h"

namespace cameramonit::http {

class Connection;

/// What a connection needs from the thread it lives on.
class ConnectionHost {
 public:
  virtual ~ConnectionHost() = default;
  /// Runs `work` later on the connection's thread. Thread-safe.
  virtual void post(std::function<void()> work) = 0;
  /// The connection is closed and may be forgotten.
  virtual void closed(Connection& connection) = 0;
  /// The current `date` field, with its CRLF.
  virtual const std::string& dateLine() const = 0;
};

/// One client: requests are read ahead a little, answered one at a time in order (RFC 9112 § 9.3.2). It is always
/// reading, so it learns at once when the client goes; bytes that arrive meanwhile are the next request, not a reason
/// to cancel. Thread-bound to its host's thread.
class Connection final : public std::enable_shared_from_this<Connection> {
 public:
  /// All references are borrowed and must outlive the connection.
  Connection(std::unique_ptr<ByteStream> stream, std::string peer, SharedLimit::Slot slot, ConnectionHost& host,
             Handler& handler, const ServerOptions& options, ServerStats& stats);
  ~Connection();

  void start();
  /// Looks at the deadline.
  void sweep(std::chrono::steady_clock::time_point now);
  /// Closes now when idle, else after the response under way.
  void drain();
  /// Closes now. Idempotent.
  void close();

 private:
  enum class Phase { kHandshake, kReading, kAnswering, kLingering, kClosed };

  void readMore();
  void onRead(boost::system::error_code error, std::size_t count);
  void onPeerEnd(bool orderly);
  void advance();
  void answer(Request request);
  void refuse(int status);
  std::shared_ptr<Exchange> beginExchange();
  void pump();
  void beginResponse(ResponseHead head, const Exchange::Outgoing& outgoing);
  void appendBody(Exchange::Piece piece);
  void write();
  void onWritten(boost::system::error_code error, std::size_t count);
  void endExchange();
  void linger();
  void record(bool complete);
  void expireIn(absl::Duration duration);

  const std::unique_ptr<ByteStream> stream_;
  const std::string peer_;
  const SharedLimit::Slot slot_;
  ConnectionHost& host_;
  Handler& handler_;
  const ServerOptions& options_;
  ServerStats& stats_;

  Phase phase_ = Phase::kHandshake;
  std::optional<std::chrono::steady_clock::time_point> deadline_;
  bool draining_ = false;

  // Reading.
  RequestParser parser_;
  std::string input_;  ///< arrived, not yet parsed
  std::array<char, 8 * 1024> readBuffer_;
  bool reading_ = false;
  bool peerEnded_ = false;
  bool bodyBegun_ = false;
  bool headerBegun_ = false;

  // Answering.
  std::shared_ptr<Exchange> exchange_;
  bool keepAlive_ = true;
  bool isHead_ = false;
  int minorVersion_ = 1;
  BodyFraming framing_ = BodyFraming::kNone;
  std::optional<std::uint64_t> bodyLeft_;
  AccessRecord access_;
  std::chrono::steady_clock::time_point began_;

  // Writing.
  OutputQueue output_;
  std::vector<ResponseWriter::Written> waiting_;  ///< run when `output_` has been sent
  bool writing_ = false;
  bool finishing_ = false;  ///< `output_` ends with the end of the response
};

}  // namespace cameramonit::http
