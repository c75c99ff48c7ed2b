#pragma once

#include <memory>
#include <optional>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "cameramonit/analyzer/v1/analyzer_service.pb.h"
#include "common/rpc/server_stream.h"

namespace cameramonit::pipeline {

/// What may be asked of the live cameras that run in this process. Thread-safe.
class LiveDesk {
 public:
  using Stream = rpc::ServerStream<analyzer::v1::StreamLiveResponse>;

  virtual ~LiveDesk() = default;

  /// How a channel is doing; nothing where it has no live camera here.
  virtual std::optional<analyzer::v1::LiveStatus> status(const std::string& channel) const = 0;
  /// May take as long as decoding one picture. Errors: as GetSnapshot in the contract.
  virtual absl::StatusOr<analyzer::v1::GetSnapshotResponse> snapshot(const std::string& channel) const = 0;
  /// Fills the stream from now on until either ends. Errors: as StreamLive in the contract.
  virtual absl::Status show(const std::string& channel, std::shared_ptr<Stream> stream) = 0;
};

}  // namespace cameramonit::pipeline
