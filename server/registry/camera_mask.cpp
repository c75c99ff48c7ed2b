#include "server/registry/camera_mask.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <absl/strings/str_cat.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/field_mask_util.h>

#include "common/base/status.h"

namespace cameramonit::registry {
namespace {

constexpr std::array<std::string_view, 8> kChangeable = {"display_name", "place", "main_stream", "sub_stream",
                                                         "onvif_device", "make",  "model",       "labels"};

}  // namespace

absl::StatusOr<CameraMask> CameraMask::of(const google::protobuf::FieldMask& mask) {
  CameraMask changes;
  for (const std::string& path : mask.paths()) {
    const bool known = std::find(kChangeable.begin(), kChangeable.end(), path) != kChangeable.end();
    if (!known && path != "credentials") {
      return base::invalidFields({{"update_mask",
                                   "may name display_name, place, main_stream, sub_stream, onvif_device, make, model, "
                                   "labels and credentials"}});
    }
    changes.paths_.insert(path);
  }
  if (mask.paths_size() == 0) changes.paths_.insert(kChangeable.begin(), kChangeable.end());
  return changes;
}

void CameraMask::copy(const v1::Camera& from, v1::Camera& to) const {
  google::protobuf::FieldMask mask;
  for (const std::string& path : paths_) {
    if (path != "credentials") mask.add_paths(path);
  }
  if (mask.paths_size() == 0) return;  // an empty mask would mean everything
  google::protobuf::util::FieldMaskUtil::MergeOptions options;
  options.set_replace_repeated_fields(true);
  options.set_replace_message_fields(true);
  google::protobuf::util::FieldMaskUtil::MergeMessageTo(from, mask, options, &to);
}

}  // namespace cameramonit::registry
