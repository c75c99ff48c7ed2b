#pragma once

#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "cameramonit/application/v1/project.pb.h"
#include "cameramonit/registry/v1/camera_registry_service.pb.h"
#include "server/camctl/client.h"

namespace cameramonit::camctl {

/// All channels that the user may see.
absl::StatusOr<std::vector<application::v1::Channel>> listChannels(Client& client);

/// The channel that `name` means: its resource name, its last part, or its display name in any case.
/// Errors: CHANNEL_UNKNOWN, naming those there are; FIELD_INVALID when several fit.
absl::StatusOr<application::v1::Channel> findChannel(Client& client, const std::string& name);

/// Registers a camera as `request` says and puts it into the first project.
absl::StatusOr<application::v1::Channel> addChannel(Client& client, const registry::v1::CreateCameraRequest& request);

}  // namespace cameramonit::camctl
