#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "web-gateway/http/handler.h"
#include "web-gateway/http/server_options.h"

namespace cameramonit::http {

/// An asynchronous HTTP/1.1 server, plain or TLS: keep-alive, pipelining, deadlines and limits on everything that a
/// client can hold. Thread-safe.
class Server {
 public:
  /// Listens and serves at once. Borrows `handler`, which must outlive the server. Errors: FAILED_PRECONDITION
  /// (SETTING_INVALID) for an address or a certificate that cannot be used, UNAVAILABLE for a port that is taken.
  static absl::StatusOr<std::unique_ptr<Server>> start(ServerOptions options, Handler& handler);
  /// Stops without grace.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Where it listens; the port is the real one when the options said 0.
  std::uint16_t port() const;
  /// Counts on as long as the server lives; may be kept longer.
  std::shared_ptr<const ServerStats> stats() const;

  /// Accepts nobody new and lets each connection end after the response under way. Idempotent.
  void drain();
  /// Waits until no connection is open. False when some are after `patience`.
  bool awaitIdle(absl::Duration patience);
  /// Cuts what is open, closes and joins. Idempotent.
  void stop();

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace cameramonit::http
