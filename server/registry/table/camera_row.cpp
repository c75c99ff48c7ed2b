#include "server/registry/table/camera_row.h"

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>
#include <absl/strings/strip.h>

#include "common/base/status.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::registry {

void CameraRow::bindTo(sql::Statement& select) {
  select.into(id, displayName, place, created, updated, version, mainStream, subStream, onvifDevice, make, model,
              labels, hasCredentials, lastProbe, revision);
}

v1::Camera CameraRow::camera() const {
  v1::Camera camera;
  camera.set_name(absl::StrCat(kCameraCollection, id));
  camera.set_display_name(displayName);
  camera.set_place(place);
  *camera.mutable_create_time() = sql::timestampOf(created);
  *camera.mutable_update_time() = sql::timestampOf(updated);
  camera.set_etag(absl::StrCat(version));
  camera.set_main_stream(mainStream);
  camera.set_sub_stream(subStream);
  camera.set_onvif_device(onvifDevice);
  camera.set_make(make);
  camera.set_model(model);
  for (const absl::string_view label : absl::StrSplit(labels, '\n', absl::SkipEmpty())) {
    camera.add_labels(std::string(label));
  }
  camera.set_has_credentials(hasCredentials);
  std::string wire;
  if (!lastProbe.empty() && absl::Base64Unescape(lastProbe, &wire)) {
    camera.mutable_last_probe()->ParseFromString(wire);
  }
  return camera;
}

std::string cameraIdOf(const std::string& name) {
  return std::string(absl::StripPrefix(name, kCameraCollection));
}

void bindCamera(const v1::Camera& camera, sql::Statement& statement) {
  statement.bind("display_name", camera.display_name())
      .bind("place", camera.place())
      .bind("main_stream", camera.main_stream())
      .bind("sub_stream", camera.sub_stream())
      .bind("onvif_device", camera.onvif_device())
      .bind("make", camera.make())
      .bind("model", camera.model())
      .bind("labels", absl::StrJoin(camera.labels(), "\n"));
}

std::string probeColumn(const v1::Probe& probe) {
  return absl::Base64Escape(probe.SerializeAsString());
}

absl::Status cameraUnknown(const std::string& name) {
  return base::notFound(type::v1::ERROR_REASON_CAMERA_UNKNOWN, "No camera is registered under this name.",
                        {{"camera", name}});
}

absl::StatusOr<v1::Camera> findCamera(sql::Session& session, const std::string& name) {
  static const std::string kSelect =
      absl::StrCat("select ", kCameraColumns, " from camera where camera_id = :camera_id");
  CameraRow row;
  sql::Statement select = session.prepare(kSelect);
  select.bind("camera_id", cameraIdOf(name));
  row.bindTo(select);
  if (select.fetch()) return row.camera();
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return cameraUnknown(name);
}

}  // namespace cameramonit::registry
