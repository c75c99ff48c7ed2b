#include "storage/sql/proto_fields.h"

#include <google/protobuf/util/json_util.h>

#include "common/base/status.h"

namespace cameramonit::sql {

absl::Time timeOf(bool has, const google::protobuf::Timestamp& timestamp) {
  if (!has) return absl::InfiniteFuture();
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

absl::Duration durationOf(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

google::protobuf::Timestamp timestampOf(absl::Time time) {
  const std::int64_t micros = absl::ToUnixMicros(time);
  const std::int64_t seconds = micros >= 0 ? micros / 1'000'000 : -((999'999 - micros) / 1'000'000);
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(static_cast<std::int32_t>((micros - seconds * 1'000'000) * 1000));
  return timestamp;
}

google::protobuf::Duration protoDurationOf(absl::Duration duration) {
  const std::int64_t micros = absl::ToInt64Microseconds(duration);
  google::protobuf::Duration out;
  out.set_seconds(micros / 1'000'000);
  out.set_nanos(static_cast<std::int32_t>(micros % 1'000'000 * 1000));
  return out;
}

std::string toJson(const google::protobuf::Message& message) {
  if (message.ByteSizeLong() == 0) return "";
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json);
  return status.ok() ? json : "";
}

absl::Status fromJson(const std::string& json, google::protobuf::Message& message) {
  message.Clear();
  if (json.empty()) return absl::OkStatus();
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  const auto status = google::protobuf::util::JsonStringToMessage(json, &message, options);
  if (status.ok()) return absl::OkStatus();
  return base::internalError("A stored message can't be read.", {{"type", message.GetTypeName()}});
}

}  // namespace cameramonit::sql
