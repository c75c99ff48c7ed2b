#pragma once

#include <filesystem>
#include <memory>
#include <thread>

#include <absl/status/status.h>
#include <grpcpp/channel.h>

#include "common/log/logger.h"
#include "common/rpc/call_metadata.h"
#include "common/rpc/token.h"

namespace cameramonit {

/// Keeps a process without the access service knowing people by their tokens: asks that service for its public key,
/// again and again until it answers, and once in a while after that, since an installation may be given a new key.
/// Thread-bound.
class TokenKeyClient {
 public:
  /// Borrows everything; `self` is who asks.
  TokenKeyClient(std::shared_ptr<grpc::Channel> access, const rpc::ServiceIdentity& self, rpc::TokenReader& tokens,
                 log::Logger& log);
  /// Stops asking, soon.
  ~TokenKeyClient() = default;

 private:
  absl::Status ask();
  void run(const std::stop_token& stop);

  const std::shared_ptr<grpc::Channel> access_;
  const rpc::ServiceIdentity& self_;
  rpc::TokenReader& tokens_;
  log::Logger& log_;
  std::jthread thread_;
};

/// The key that a file holds, as `cameramonit token-key` prints it. Errors: SETTING_INVALID.
absl::StatusOr<rpc::TokenKey> readTokenKey(const std::filesystem::path& file);

}  // namespace cameramonit
