#pragma once

#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/message.h>

namespace cameramonit::camctl {

/// Sets fields of `message` as a command line says them, "field=value", and tells which were set. A value is what the
/// field's JSON is ("5s", 0.5, true, ["person","car"]); texts need no quotes, enumerators go by their short name
/// ("loop"), "@file" takes the value out of a file, and an empty value clears the field.
/// Errors: FIELD_INVALID, naming the fields there are. Reentrant.
absl::StatusOr<google::protobuf::FieldMask> setFields(const std::vector<std::string>& words,
                                                      google::protobuf::Message& message);

}  // namespace cameramonit::camctl
