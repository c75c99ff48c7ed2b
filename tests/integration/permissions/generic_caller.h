#pragma once

#include <memory>
#include <string>

#include <absl/status/status.h>
#include <absl/time/time.h>
#include <grpcpp/channel.h>
#include <grpcpp/generic/generic_stub.h>

namespace cameramonit::testing {

/// Makes any call by its name, whatever its kind, with one request and until its first answer. Thread-safe.
class GenericCaller {
 public:
  explicit GenericCaller(const std::shared_ptr<grpc::Channel>& channel) : stub_(channel) {}

  /// How the call ended: OK also when its stream said something and was then left. `token` may be empty. `request` is
  /// serialized.
  absl::Status call(const std::string& method, const std::string& token, const std::string& request,
                    absl::Duration patience);

 private:
  grpc::GenericStub stub_;
};

}  // namespace cameramonit::testing
