#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <absl/status/statusor.h>

#include "common/rpc/call_metadata.h"
#include "server/cameramonit/hosted/hosted.h"
#include "storage/media/media_room.h"
#include "storage/media/media_service.h"
#include "storage/media/remote_project_service.h"

namespace cameramonit {

/// Films and what is made of them, on the disk of this machine. Thread-bound.
class HostedMedia final : public Hosted {
 public:
  /// Errors: DISK_FULL, SETTING_INVALID, those of the database.
  static absl::StatusOr<std::unique_ptr<HostedMedia>> open(const Premises& premises);

  std::vector<Contract> contracts() override;
  void connect(const rpc::Peers& peers) override;

 private:
  explicit HostedMedia(Foundation& f);
  absl::Status prepare(const Premises& premises);

  Foundation& f_;
  rpc::ServiceIdentity identity_{"media"};
  media::MediaTable media_;
  media::UploadTable uploads_;
  media::RecordingTable recordings_;
  media::RemoteProjectService channelDirectory_{identity_};
  std::optional<media::FileSystemSpace> disk_;
  std::optional<media::PlaybackTokens> playbackTokens_;
  std::unique_ptr<media::MediaRoom> room_;
  std::optional<media::MediaService> service_;
};

}  // namespace cameramonit
