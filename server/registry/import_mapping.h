#pragma once

#include "cameramonit/registry/v1/camera_registry_service.pb.h"
#include "server/registry/import/camera_importer.h"

namespace cameramonit::registry {

/// What was read, as the answer of ImportCameras. Passwords are in it: it goes to whoever sent the text, nowhere else.
/// Reentrant.
v1::ImportCamerasResponse toProto(const ImportedText& text);

}  // namespace cameramonit::registry
