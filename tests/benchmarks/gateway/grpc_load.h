#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

namespace cameramonit::testing {

/// The same load straight to the gRPC server: unary calls by the callback API, a fixed number under way at a time.
/// Thread-bound.
class GrpcLoad {
 public:
  GrpcLoad(const std::shared_ptr<grpc::Channel>& channel, int concurrency, std::string path,
           const std::string& message);

  /// Makes `calls` calls in all. Returns how many ended well.
  std::int64_t run(std::int64_t calls);

 private:
  class Run;

  grpc::GenericStub stub_;
  const int concurrency_;
  const std::string path_;
  const std::string message_;
};

}  // namespace cameramonit::testing
