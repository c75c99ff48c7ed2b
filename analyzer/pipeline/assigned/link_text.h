#pragma once

#include <absl/status/status.h>

#include "cameramonit/type/v1/common.pb.h"

namespace cameramonit::assigned {

/// Why a camera is offline, for people, in both languages: what is wrong and what would help. Reentrant.
type::v1::LocalizedText linkText(const absl::Status& reason);

}  // namespace cameramonit::assigned
