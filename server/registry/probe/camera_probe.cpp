#include "server/registry/probe/camera_probe.h"

#include <chrono>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "server/registry/address/percent.h"
#include "server/registry/probe/connection.h"
#include "server/registry/probe/http_source.h"
#include "server/registry/probe/rtsp_greeting.h"

namespace cameramonit::registry {
namespace {

/// libavformat keeps "user:password" of an RTSP address in 128 bytes and cuts what is longer.
constexpr std::size_t kLongestUserInfo = 127;

v1::ProbeOutcome outcomeOf(media::StreamVerdict verdict) {
  switch (verdict) {
    case media::StreamVerdict::kOk:
      return v1::PROBE_OUTCOME_OK;
    case media::StreamVerdict::kUnauthorised:
      return v1::PROBE_OUTCOME_WRONG_PASSWORD;
    case media::StreamVerdict::kNotFound:
      return v1::PROBE_OUTCOME_WRONG_PATH;
    case media::StreamVerdict::kServerFault:
      return v1::PROBE_OUTCOME_CAMERA_BUSY;
    case media::StreamVerdict::kNotAStream:
      return v1::PROBE_OUTCOME_NOT_A_CAMERA;
    case media::StreamVerdict::kNoVideo:
    case media::StreamVerdict::kNothingDecoded:
      return v1::PROBE_OUTCOME_NO_VIDEO;
    case media::StreamVerdict::kCodecUnsupported:
      return v1::PROBE_OUTCOME_CODEC_UNSUPPORTED;
    case media::StreamVerdict::kTimeout:
      return v1::PROBE_OUTCOME_TIMEOUT;
  }
  return v1::PROBE_OUTCOME_UNSPECIFIED;
}

/// Only what means something in a URL is written %XX: the space is narrow.
std::string userInfoEncoded(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool plain = std::string_view("!$&'()*+,;=").find(c) != std::string_view::npos;
    absl::StrAppend(&out, plain ? std::string(1, c) : percentEncoded(std::string_view(&c, 1)));
  }
  return out;
}

std::optional<std::string> tlsNameOf(const StreamAddress& address) {
  return address.encrypted() ? std::optional<std::string>(address.host) : std::nullopt;
}

media::StreamProbeOptions optionsOf(const ProbeTarget& target, const Patience& patience) {
  media::StreamProbeOptions options;
  options.limit = patience.left();
  options.cancelled = [&patience] { return patience.over(); };
  options.snapshot = target.snapshot;
  return options;
}

}  // namespace

ProbeResult CameraProbe::run(const ProbeTarget& target, const Patience& patience) const {
  ProbeResult result;
  const auto addresses = policy_.reachable(target.address.host, patience.left());
  if (!addresses.ok()) {
    const bool refused = base::errorReason(addresses.status()) == type::v1::ERROR_REASON_STREAM_ADDRESS_REFUSED;
    const bool late = addresses.status().code() == absl::StatusCode::kDeadlineExceeded;
    result.outcome = refused ? v1::PROBE_OUTCOME_ADDRESS_REFUSED
                     : late  ? v1::PROBE_OUTCOME_TIMEOUT
                             : v1::PROBE_OUTCOME_NAME_UNKNOWN;
    return result;
  }
  if (target.address.isRtsp()) {
    runRtsp(target, *addresses, patience, result);
  } else {
    runHttp(target, *addresses, patience, result);
  }
  return result;
}

void CameraProbe::runRtsp(const ProbeTarget& target, const std::vector<IpAddress>& addresses, const Patience& patience,
                          ProbeResult& result) const {
  std::unique_ptr<Connection> connection;
  result.outcome =
      Connection::open(addresses, target.address.effectivePort(), tlsNameOf(target.address), patience, connection);
  if (result.outcome != v1::PROBE_OUTCOME_OK) return;
  const RtspGreeting greeting = greet(*connection, target.address, clock_, patience);
  result.roundTrip = greeting.roundTrip;
  result.clockOffset = greeting.clockOffset;
  result.server = greeting.server;
  result.outcome = greeting.outcome;
  if (greeting.outcome == v1::PROBE_OUTCOME_OK && greeting.wantsLogin && !target.login) {
    result.outcome = v1::PROBE_OUTCOME_CREDENTIALS_MISSING;
  }
  const StreamAddress& address = target.address;
  const IpAddress peer = connection->peer();
  connection.reset();  // some cameras take one viewer at a time
  if (result.outcome != v1::PROBE_OUTCOME_OK) return;

  std::string userInfo;
  if (target.login) {
    userInfo = absl::StrCat(userInfoEncoded(target.login->user), ":", userInfoEncoded(target.login->password.reveal()));
    if (userInfo.size() > kLongestUserInfo) {
      result.outcome = v1::PROBE_OUTCOME_WRONG_PASSWORD;
      return;
    }
    userInfo.push_back('@');
  }
  const base::Secret<std::string> url(
      absl::StrCat(address.scheme, "://", userInfo, peer.isV4() ? peer.str() : absl::StrCat("[", peer.str(), "]"), ":",
                   address.effectivePort(), address.path, address.query.empty() ? "" : "?", address.query));
  media::StreamProbe probe = media::probeRtsp(url, optionsOf(target, patience));
  result.outcome = outcomeOf(probe.verdict);
  result.facts = std::move(probe.facts);
  if (result.facts.senderClockAhead) result.clockOffset = result.facts.senderClockAhead;
}

void CameraProbe::runHttp(const ProbeTarget& target, const std::vector<IpAddress>& addresses, const Patience& patience,
                          ProbeResult& result) const {
  {
    // Tells the host that is away from the port that is closed, and how far it is.
    std::unique_ptr<Connection> connection;
    const auto start = std::chrono::steady_clock::now();
    result.outcome =
        Connection::open(addresses, target.address.effectivePort(), tlsNameOf(target.address), patience, connection);
    if (result.outcome != v1::PROBE_OUTCOME_OK) return;
    result.roundTrip = absl::FromChrono(std::chrono::steady_clock::now() - start);
  }
  HttpSource source(target.address, addresses, target.login, patience);
  result.outcome = source.start();
  result.server = source.server();
  if (result.outcome == v1::PROBE_OUTCOME_WRONG_PASSWORD && !target.login) {
    result.outcome = v1::PROBE_OUTCOME_CREDENTIALS_MISSING;
  }
  if (result.outcome != v1::PROBE_OUTCOME_OK) return;
  media::StreamProbe probe = media::probeBytes(source, optionsOf(target, patience));
  result.outcome = outcomeOf(probe.verdict);
  result.facts = std::move(probe.facts);
}

}  // namespace cameramonit::registry
