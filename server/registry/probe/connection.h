#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cameramonit/registry/v1/probe.pb.h"
#include "server/registry/address/ip_address.h"
#include "server/registry/probe/patience.h"

typedef struct ssl_st SSL;          // NOLINT(modernize-use-using): as OpenSSL declares it
typedef struct ssl_ctx_st SSL_CTX;  // NOLINT(modernize-use-using)

namespace cameramonit::registry {

/// A TCP connection, with TLS on top where asked, that never waits longer than its owner's patience. Thread-bound.
class Connection {
 public:
  /// Connects to the first of `addresses` that answers. With `tlsName` the other side must show a certificate for that
  /// name (or address) which this machine trusts. OK, HOST_UNREACHABLE, PORT_CLOSED, TLS_NOT_TRUSTED, NOT_A_CAMERA (no
  /// TLS spoken there), TIMEOUT.
  static v1::ProbeOutcome open(const std::vector<IpAddress>& addresses, int port,
                               const std::optional<std::string>& tlsName, const Patience& patience,
                               std::unique_ptr<Connection>& connection);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// False when the other side is gone or the patience ended.
  bool write(std::string_view bytes, const Patience& patience);
  /// Appends what has come, at least one byte. False at the end, on a reset, or when the patience ended.
  bool read(std::string& bytes, const Patience& patience);

  const IpAddress& peer() const { return peer_; }

 private:
  Connection(int fd, const IpAddress& peer) : fd_(fd), peer_(peer) {}
  v1::ProbeOutcome startTls(const std::string& name, const Patience& patience);

  int fd_;
  IpAddress peer_;
  SSL_CTX* tlsContext_ = nullptr;
  SSL* tls_ = nullptr;
};

}  // namespace cameramonit::registry
