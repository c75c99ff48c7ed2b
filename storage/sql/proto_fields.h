#pragma once

#include <string>

#include <absl/status/status.h>
#include <absl/time/time.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/message.h>
#include <google/protobuf/timestamp.pb.h>

namespace cameramonit::sql {

// Protocol messages as columns hold them. All reentrant.

/// Infinite future, which a column keeps as NULL, when `has` is false.
absl::Time timeOf(bool has, const google::protobuf::Timestamp& timestamp);
absl::Duration durationOf(const google::protobuf::Duration& duration);

/// Cut to µs, as stored.
google::protobuf::Timestamp timestampOf(absl::Time time);
google::protobuf::Duration protoDurationOf(absl::Duration duration);

/// A message as one line of JSON, so that people can read the column; empty for an empty message.
std::string toJson(const google::protobuf::Message& message);

/// Reads what `toJson` wrote; fields unknown to this version are ignored.
absl::Status fromJson(const std::string& json, google::protobuf::Message& message);

}  // namespace cameramonit::sql
