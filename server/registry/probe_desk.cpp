#include "server/registry/probe_desk.h"

#include <utility>

#include "common/base/status.h"
#include "server/registry/camera_rules.h"
#include "server/registry/probe/probe_advice.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::registry {
namespace {

constexpr absl::Duration kUsualLimit = absl::Seconds(10);
constexpr absl::Duration kLongestLimit = absl::Seconds(30);

absl::StatusOr<absl::Duration> limitOf(const v1::ProbeCameraRequest& request) {
  if (!request.has_time_limit()) return kUsualLimit;
  const absl::Duration limit = sql::durationOf(request.time_limit());
  if (limit < absl::Seconds(1) || limit > kLongestLimit) {
    return base::invalidFields({{"time_limit", "must be 1 s to 30 s"}});
  }
  return limit;
}

v1::Probe toProto(const ProbeResult& result, absl::Time now) {
  v1::Probe probe;
  *probe.mutable_time() = sql::timestampOf(now);
  probe.set_outcome(result.outcome);
  *probe.mutable_advice() = adviceFor(result.outcome);
  probe.set_video_codec(result.facts.codec);
  probe.set_video_profile(result.facts.profile);
  probe.set_width(result.facts.width);
  probe.set_height(result.facts.height);
  probe.set_frames_per_second(result.facts.framesPerSecond);
  probe.set_audio_codec(result.facts.audioCodec);
  probe.set_audio_sample_rate(result.facts.audioSampleRate);
  if (result.roundTrip) *probe.mutable_round_trip() = sql::protoDurationOf(*result.roundTrip);
  if (result.facts.firstPicture) *probe.mutable_first_picture() = sql::protoDurationOf(*result.facts.firstPicture);
  if (result.clockOffset) *probe.mutable_clock_offset() = sql::protoDurationOf(*result.clockOffset);
  probe.set_server(result.server);
  return probe;
}

}  // namespace

absl::StatusOr<ProbeTarget> ProbeDesk::targetOf(const v1::ProbeCameraRequest& request) {
  ProbeTarget target;
  std::string address = request.address();
  if (request.target_case() == v1::ProbeCameraRequest::kName) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const v1::Camera camera, parts_.cameras.get(request.name()));
    address = request.sub_stream() ? camera.sub_stream() : camera.main_stream();
    if (address.empty()) return base::invalidFields({{"name", "this camera has no such stream"}});
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto opened, parts_.registry.credentialsOf(request.name()));
    if (opened) target.login = Login{opened->user.reveal(), opened->password};
  } else if (request.target_case() != v1::ProbeCameraRequest::kAddress) {
    return base::invalidFields({{"target", "needs a name or an address"}});
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(ParsedAddress parsed, parseStreamAddress(address));
  target.address = std::move(parsed.address);
  if (parsed.login) target.login = std::move(parsed.login);
  if (request.has_credentials()) {
    CAMERAMONIT_RETURN_IF_ERROR(checkCredentials(request.credentials()));
    target.login = Login{request.credentials().user(), base::Secret<std::string>(request.credentials().password())};
  }
  return target;
}

absl::Status ProbeDesk::probe(const v1::ProbeCameraRequest& request, std::function<bool()> cancelled,
                              v1::ProbeCameraResponse& response) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const absl::Duration limit, limitOf(request));
  absl::StatusOr<ProbeTarget> target = targetOf(request);
  ProbeResult result;
  if (target.ok()) {
    target->snapshot = !request.without_snapshot();
    result = parts_.probe.run(*target, Patience(limit, std::move(cancelled)));
  } else if (base::errorReason(target.status()) == type::v1::ERROR_REASON_STREAM_ADDRESS_REFUSED) {
    result.outcome = v1::PROBE_OUTCOME_ADDRESS_REFUSED;
  } else {
    return target.status();
  }
  *response.mutable_probe() = toProto(result, parts_.clock.now());
  response.set_snapshot(std::move(result.facts.snapshot));
  if (request.target_case() == v1::ProbeCameraRequest::kName) {
    CAMERAMONIT_RETURN_IF_ERROR(parts_.cameras.setProbe(request.name(), response.probe()));
    parts_.changed();
  }
  return absl::OkStatus();
}

}  // namespace cameramonit::registry
