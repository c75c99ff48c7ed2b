#pragma once

#include <string>

#include <absl/status/statusor.h>

#include "cameramonit/registry/v1/camera_registry_service.grpc.pb.h"
#include "server/camctl/commands/command.h"

namespace cameramonit::camctl {

using CameraStub = registry::v1::CameraRegistryService::Stub;

/// The registered camera that `text` means: its resource name, its last part, or its display name.
/// Errors: CAMERA_UNKNOWN; FIELD_INVALID when several are called so.
absl::StatusOr<registry::v1::Camera> findCamera(Client& client, CameraStub& stub, const std::string& text);

/// All registered cameras, by name.
absl::StatusOr<std::vector<registry::v1::Camera>> listCameras(Client& client, CameraStub& stub);

/// A column layout on standard output: every column as wide as its widest cell. The first row is the heading.
void printTable(const std::vector<std::vector<std::string>>& rows);

// The sub-commands of `camera` that concern connecting and reading in, and those on credentials.
void addCameraProbe(CLI::App& camera, Invocation& invocation);
void addCameraDiscover(CLI::App& camera, Invocation& invocation);
void addCameraImport(CLI::App& camera, Invocation& invocation);
void addCameraSecrets(CLI::App& camera, Invocation& invocation);

}  // namespace cameramonit::camctl
