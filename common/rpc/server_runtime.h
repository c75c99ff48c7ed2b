#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <grpcpp/channel.h>
#include <grpcpp/server.h>
#include <grpcpp/support/server_callback.h>

#include "common/log/logger.h"
#include "common/rpc/mesh_credentials.h"

namespace cameramonit::rpc {

/// One gRPC server with what every server of ours has: health per service, reflection, limits, and an end in order.
/// Thread-bound, but for inProcessChannel().
class ServerRuntime {
 public:
  struct Options {
    std::string listen;           ///< "127.0.0.1:7010", port 0 picks one; empty: in-process only
    MeshCertificate certificate;  ///< empty: plain text, for loopback only
    std::size_t maxMessageBytes = 4 << 20;
  };
  explicit ServerRuntime(log::Logger& log);
  /// Shuts down if that was not done yet.
  ~ServerRuntime();
  ServerRuntime(const ServerRuntime&) = delete;
  ServerRuntime& operator=(const ServerRuntime&) = delete;

  /// Borrows `service`, which must outlive this runtime. Its health is told under `fullName`, e.g.
  /// "cameramonit.chat.v1.ChatService"; without one only as part of the whole server's. Before start().
  void add(grpc::Service& service, std::string fullName = "");

  /// Every service is told to be NOT_SERVING until setServing(true).
  /// Errors: SETTING_INVALID for an address that cannot be bound, a certificate that is not good, or plain text beyond
  /// loopback.
  absl::Status start(const Options& options);

  /// What health checks say of every service here from now on. After start(). Thread-safe.
  void setServing(bool serving);

  /// The port that was bound; 0 when in-process only.
  int port() const { return port_; }

  /// A channel to the services here without a socket. After start(). Thread-safe.
  std::shared_ptr<grpc::Channel> inProcessChannel() const;

  /// Not serving, then no new calls, then waits for open ones until `grace` has passed, then cancels them. Idempotent.
  void shutdown(absl::Duration grace);

 private:
  log::Logger& log_;
  std::vector<std::pair<std::string, grpc::Service*>> services_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
};

}  // namespace cameramonit::rpc
