#pragma once

#include <set>
#include <string>

#include <absl/status/statusor.h>
#include <google/protobuf/field_mask.pb.h>

#include "cameramonit/registry/v1/camera.pb.h"

namespace cameramonit::registry {

/// The fields of a camera that an update names. Thread-bound.
class CameraMask {
 public:
  /// An empty mask means everything that may be changed, but not the credentials.
  /// Errors: FIELD_INVALID for a path that cannot be changed.
  static absl::StatusOr<CameraMask> of(const google::protobuf::FieldMask& mask);

  /// Copies the named fields.
  void copy(const v1::Camera& from, v1::Camera& to) const;
  bool credentials() const { return paths_.count("credentials") > 0; }

 private:
  std::set<std::string> paths_;
};

}  // namespace cameramonit::registry
