#pragma once

#include <cstdint>
#include <string>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "cameramonit/registry/v1/camera.pb.h"
#include "storage/sql/session.h"

namespace cameramonit::registry {

inline constexpr char kCameraCollection[] = "cameras/";

/// The columns of a row, in the order that CameraRow reads them.
inline constexpr char kCameraColumns[] =
    "camera_id, display_name, place, create_us, update_us, version, main_stream, sub_stream, onvif_device, make, "
    "model, labels, has_credentials, last_probe, revision";

/// One row on its way into a message. Thread-bound.
struct CameraRow {
  std::string id;
  std::string displayName;
  std::string place;
  absl::Time created;
  absl::Time updated;
  std::int64_t version = 0;
  std::string mainStream;
  std::string subStream;
  std::string onvifDevice;
  std::string make;
  std::string model;
  std::string labels;
  bool hasCredentials = false;
  std::string lastProbe;
  std::int64_t revision = 0;

  void bindTo(sql::Statement& select);
  v1::Camera camera() const;
};

/// "cameras/gate" → "gate".
std::string cameraIdOf(const std::string& name);

/// Binds what a camera says about itself, without id, times and version.
void bindCamera(const v1::Camera& camera, sql::Statement& statement);

/// The wire form as a column holds it.
std::string probeColumn(const v1::Probe& probe);

/// Errors: CAMERA_UNKNOWN.
absl::StatusOr<v1::Camera> findCamera(sql::Session& session, const std::string& name);
absl::Status cameraUnknown(const std::string& name);

}  // namespace cameramonit::registry
