#pragma once

#include <absl/time/time.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/timestamp.pb.h>

namespace cameramonit::pipeline {

// Between the contracts' times and ours, cut to µs. Reentrant.
google::protobuf::Timestamp toProto(absl::Time time);
google::protobuf::Duration toProto(absl::Duration duration);
absl::Time toTime(const google::protobuf::Timestamp& time);
absl::Duration toDuration(const google::protobuf::Duration& duration);

}  // namespace cameramonit::pipeline
