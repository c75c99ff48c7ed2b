#pragma once

#include <google/protobuf/repeated_field.h>

#include "cameramonit/application/v1/project.pb.h"

namespace cameramonit::application {

/// Whether two edges of the closed polygon touch or cross that are not neighbours, or neighbours fold back onto each
/// other; a corner given twice counts as touching. O(corners²), reentrant.
bool crossesItself(const google::protobuf::RepeatedPtrField<v1::Point>& polygon);

/// Its area as a fraction of the picture's. Only for polygons that do not cross themselves. Reentrant.
double areaOf(const google::protobuf::RepeatedPtrField<v1::Point>& polygon);

}  // namespace cameramonit::application
