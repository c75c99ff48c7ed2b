#pragma once

#include <absl/status/status.h>

#include "cameramonit/type/v1/common.pb.h"

namespace cameramonit::pipeline {

/// What to tell the person who sent a film that cannot be analysed, in both languages: what is wrong and what would
/// help. Reentrant.
type::v1::LocalizedText refusalText(const absl::Status& why);

/// The remark on a film that ends before its end; what is there was analysed. Reentrant.
type::v1::LocalizedText truncatedText();

}  // namespace cameramonit::pipeline
