#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "web-gateway/http/request_parser.h"

namespace cameramonit::http {

/// How long a client may take. Each protects a connection from being held for nothing.
struct ServerTimeouts {
  absl::Duration header = absl::Seconds(10);      ///< TLS handshake and the whole request header, from its first byte
  absl::Duration body = absl::Seconds(60);        ///< the whole request body
  absl::Duration idle = absl::Seconds(75);        ///< between two requests
  absl::Duration write = absl::Seconds(60);       ///< without any progress in sending
  absl::Duration linger = absl::Seconds(1);       ///< for the client to read a last answer before the socket closes
  absl::Duration tick = absl::Milliseconds(100);  ///< how often deadlines are looked at
};

/// Files in PEM. Both empty: no TLS.
struct TlsFiles {
  std::string certificateChain;
  std::string privateKey;

  bool enabled() const { return !certificateChain.empty() || !privateKey.empty(); }
};

/// One answered (or refused) request, for the access log.
struct AccessRecord {
  std::string peer;
  std::string method;
  std::string path;  ///< decoded, without the query, which may hold secrets
  int status = 0;    ///< 0 when the client went before there was one
  std::uint64_t bytesSent = 0;
  absl::Duration duration;
  bool complete = false;  ///< the whole response was sent
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: any free one
  int threads = 1;
  RequestLimits request;
  ServerTimeouts timeouts;
  TlsFiles tls;
  std::size_t connections = 1024;
  std::size_t connectionsPerAddress = 256;
  /// Called on the connection's thread; must be thread-safe and must not block. May be empty.
  std::function<void(const AccessRecord&)> accessLog;
  /// Something an operator should know, e.g. a new certificate that cannot be used. Same thread rules; may be empty.
  std::function<void(std::string_view event, const absl::Status& why)> onWarning;
};

/// What the server has done so far. Thread-safe.
struct ServerStats {
  std::atomic<std::uint64_t> connectionsAccepted{0};
  std::atomic<std::uint64_t> connectionsRefused{0};
  std::atomic<std::uint64_t> connectionsOpen{0};
  std::atomic<std::uint64_t> requests{0};
  std::atomic<std::uint64_t> responses2xx{0};
  std::atomic<std::uint64_t> responses3xx{0};
  std::atomic<std::uint64_t> responses4xx{0};
  std::atomic<std::uint64_t> responses5xx{0};
  std::atomic<std::uint64_t> clientsGone{0};  ///< went before their response was complete
  std::atomic<std::uint64_t> timeouts{0};
  std::atomic<std::uint64_t> bytesSent{0};
};

}  // namespace cameramonit::http
