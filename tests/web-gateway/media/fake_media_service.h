#pragma once

#include <atomic>
#include <memory>
#include <string>

#include <grpcpp/grpcpp.h>

#include "cameramonit/media/v1/media_service.grpc.pb.h"

namespace cameramonit::testing {

/// ReadMedia over one film in memory, on a real gRPC server. Tokens: "film", "empty", "script" (an SVG), "expired",
/// "forged", "missing", "broken" (ends early), "changing" (another ETag each time). Thread-safe.
class FakeMediaService {
 public:
  FakeMediaService();
  ~FakeMediaService();

  std::shared_ptr<grpc::Channel> channel() const { return server_->InProcessChannel({}); }
  static const std::string& film();
  static constexpr char kEtag[] = "\"v1\"";

  int reads() const { return reads_; }
  int cancelled() const { return cancelled_; }
  int open() const { return open_; }

 private:
  class Service;
  class Reader;

  std::atomic<int> reads_{0};
  std::atomic<int> cancelled_{0};
  std::atomic<int> open_{0};
  std::unique_ptr<Service> service_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace cameramonit::testing
