#include "analyzer/pipeline/time_mapping.h"

namespace cameramonit::pipeline {
namespace {

constexpr std::int64_t kMicros = 1'000'000;

}  // namespace

google::protobuf::Timestamp toProto(absl::Time time) {
  const std::int64_t micros = absl::ToUnixMicros(time);
  const std::int64_t rest = (micros % kMicros + kMicros) % kMicros;
  google::protobuf::Timestamp result;
  result.set_seconds((micros - rest) / kMicros);
  result.set_nanos(static_cast<std::int32_t>(rest * 1000));
  return result;
}

google::protobuf::Duration toProto(absl::Duration duration) {
  const std::int64_t micros = absl::ToInt64Microseconds(duration);
  google::protobuf::Duration result;
  result.set_seconds(micros / kMicros);
  result.set_nanos(static_cast<std::int32_t>(micros % kMicros * 1000));
  return result;
}

absl::Time toTime(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

absl::Duration toDuration(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

}  // namespace cameramonit::pipeline
