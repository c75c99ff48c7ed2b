#pragma once

#include <memory>

#include "cameramonit/application/v1/project_service.grpc.pb.h"
#include "common/rpc/call_metadata.h"
#include "storage/media/channel_directory.h"

namespace cameramonit::media {

/// Asks the ProjectService, wherever it runs, through its contract. Thread-safe.
class RemoteProjectService final : public ChannelDirectory {
 public:
  /// Borrows `self`: who we are in these calls.
  explicit RemoteProjectService(const rpc::ServiceIdentity& self) : self_(self) {}

  /// Where the ProjectService is. Before the first call: the channel into this very process exists only once its
  /// server runs.
  void connect(const std::shared_ptr<grpc::ChannelInterface>& channel);

  absl::StatusOr<ChannelSettings> settings(const std::string& channel) override;
  absl::StatusOr<std::int64_t> quotaBytes(const std::string& project) override;
  absl::StatusOr<absl::Duration> retention(const std::string& project) override;

 private:
  absl::StatusOr<application::v1::Project> project(const std::string& name);

  std::unique_ptr<application::v1::ProjectService::StubInterface> projects_;
  const rpc::ServiceIdentity& self_;
};

}  // namespace cameramonit::media
