#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <grpcpp/channel.h>

namespace cameramonit::rpc {

/// The way to every service that a process calls: into this very process or over the mesh; callers cannot tell.
/// Thread-safe once filled.
class Peers {
 public:
  Peers() = default;
  /// Everything is behind one channel, e.g. all services in this process.
  explicit Peers(std::shared_ptr<grpc::Channel> everything) : everything_(std::move(everything)) {}

  void set(const std::string& service, std::shared_ptr<grpc::Channel> channel) {
    channels_[service] = std::move(channel);
  }
  /// The channel to `service` ("events"); null for one that was never named.
  std::shared_ptr<grpc::Channel> to(std::string_view service) const {
    const auto found = channels_.find(std::string(service));
    return found == channels_.end() ? everything_ : found->second;
  }

 private:
  std::shared_ptr<grpc::Channel> everything_;
  std::map<std::string, std::shared_ptr<grpc::Channel>> channels_;
};

}  // namespace cameramonit::rpc
