#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

namespace cameramonit::eval {

/// What a running product says of its channels to somebody who may know all. Thread-bound.
class ProductClient {
 public:
  /// `address`: host:port of its gRPC in plain text. `token`: an operator's, good for 15 minutes.
  ProductClient(const std::string& address, std::string token);

  /// When each new event of a movement came, by channel, as a watcher gets them, for `length` from now on.
  /// Errors: INTERNAL where they cannot be watched.
  absl::StatusOr<std::map<std::string, std::vector<absl::Time>>> watch(absl::Duration length) const;

  /// Of `channel`, since it runs. Errors: INTERNAL.
  absl::StatusOr<std::int64_t> lostPackets(const std::string& channel) const;

 private:
  void authorize(grpc::ClientContext& context) const;

  std::shared_ptr<grpc::Channel> channel_;
  std::string token_;
};

}  // namespace cameramonit::eval
