#include "server/registry/discovery_desk.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <absl/synchronization/mutex.h>

#include "common/base/ids.h"
#include "common/base/localized_text.h"
#include "common/base/status.h"
#include "server/registry/camera_rules.h"
#include "server/registry/onvif/discovery_socket.h"
#include "server/registry/onvif/onvif_client.h"
#include "server/registry/onvif/soap_request.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::registry {
namespace {

constexpr absl::Duration kUsualLimit = absl::Seconds(5);
constexpr absl::Duration kLongestLimit = absl::Seconds(30);
constexpr absl::Duration kAgain = absl::Seconds(1);  // datagrams get lost
constexpr std::size_t kMostDevices = 500;
constexpr int kMostHosts = 256;
constexpr int kPage = 1000;

v1::DiscoveredCamera toProto(const FoundDevice& device) {
  v1::DiscoveredCamera camera;
  camera.set_onvif_device(device.service.str());
  camera.set_display_name(device.name.empty() ? device.hardware : device.name);
  camera.set_make(device.make);
  camera.set_model(device.hardware);
  camera.set_place(device.location);
  return camera;
}

void merge(const DeviceAnswer& answer, bool withLogin, v1::DiscoveredCamera& camera) {
  if (!answer.information.make.empty()) camera.set_make(answer.information.make);
  if (!answer.information.model.empty()) camera.set_model(answer.information.model);
  camera.set_firmware(answer.information.firmware);
  camera.set_serial_number(answer.information.serialNumber);
  for (const OfferedStream& offered : answer.streams) {
    v1::DiscoveredStream& stream = *camera.add_streams();
    stream.set_profile(offered.profile.name);
    stream.set_address(offered.address.str());
    stream.set_video_codec(offered.profile.codec);
    stream.set_width(offered.profile.width);
    stream.set_height(offered.profile.height);
    stream.set_frames_per_second(offered.profile.framesPerSecond);
  }
  if (answer.verdict == DeviceAnswer::Verdict::kNotAuthorized) {
    *camera.mutable_remark() = withLogin
                                   ? base::localized("Kamera odrzuciła to logowanie.", "The camera refused this login.")
                                   : base::localized("Podaj użytkownika i hasło, aby poznać strumienie.",
                                                     "Give user and password to learn its streams.");
  } else if (answer.verdict == DeviceAnswer::Verdict::kSilent) {
    *camera.mutable_remark() = base::localized("Urządzenie się zgłosiło, ale nie odpowiedziało na pytania.",
                                               "The device announced itself but did not answer questions.");
  }
}

}  // namespace

/// One DiscoverCameras under way.
class DiscoveryDesk::Search {
 public:
  Search(Parts& parts, base::Executor& asks, std::optional<Login> login, const Patience& patience,
         std::function<void(const v1::DiscoveredCamera&)> tell)
      : parts_(parts), asks_(asks), login_(std::move(login)), patience_(patience), tell_(std::move(tell)) {}

  /// Waits for the questions under way, which end with the patience.
  ~Search() {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(
        +[](int* open) { return *open == 0; }, &open_));
  }

  absl::Status learnRegistered() {
    std::string token;
    do {
      CAMERAMONIT_ASSIGN_OR_RETURN(const CameraPage page, parts_.cameras.list(kPage, token));
      for (const v1::Camera& camera : page.cameras) {
        for (const std::string& address : {camera.main_stream(), camera.onvif_device()}) {
          const auto parsed = parseDeviceAddress(address);
          const auto stream = parseStreamAddress(address);
          if (stream.ok()) registered_.emplace(stream->address.host, camera.name());
          if (parsed.ok()) registered_.emplace(parsed->address.host, camera.name());
        }
      }
      token = page.nextPageToken;
    } while (!token.empty());
    return absl::OkStatus();
  }

  void heard(const DiscoverySocket::Answer& answer) {
    for (const FoundDevice& device : parseProbeMatches(answer.xml, answer.sender)) {
      if (!parts_.policy.check(answer.sender).ok() || seen_.size() >= kMostDevices) continue;
      if (!seen_.insert(device.service.str()).second) continue;
      v1::DiscoveredCamera camera = toProto(device);
      const auto known = registered_.find(device.service.host);
      if (known != registered_.end()) camera.set_camera(known->second);
      tell_(camera);
      askMore(device, std::move(camera));
    }
  }

 private:
  void askMore(const FoundDevice& device, v1::DiscoveredCamera camera) {
    {
      absl::MutexLock lock(&mutex_);
      ++open_;
    }
    auto work = [this, service = device.service, camera = std::move(camera)]() mutable {
      const DeviceAnswer answer = askDevice(service, login_, parts_.policy, patience_);
      merge(answer, login_.has_value(), camera);
      if (!patience_.over()) tell_(camera);
      done();
    };
    if (!asks_.post(std::move(work))) done();
  }

  void done() {
    absl::MutexLock lock(&mutex_);
    --open_;
  }

  Parts& parts_;
  base::Executor& asks_;
  const std::optional<Login> login_;
  const Patience& patience_;
  const std::function<void(const v1::DiscoveredCamera&)> tell_;
  std::map<std::string, std::string> registered_;  // host → cameras/{id}
  std::set<std::string> seen_;
  absl::Mutex mutex_;
  int open_ = 0;  // guarded by mutex_; not annotated since Condition reads it by address
};

DiscoveryDesk::DiscoveryDesk(Parts parts) : parts_(parts), asks_("onvif", 8, kMostDevices) {}

absl::Status DiscoveryDesk::discover(const v1::DiscoverCamerasRequest& request, std::function<bool()> cancelled,
                                     std::function<void(const v1::DiscoveredCamera&)> tell) {
  const absl::Duration limit = request.has_time_limit() ? sql::durationOf(request.time_limit()) : kUsualLimit;
  if (limit < absl::Seconds(1) || limit > kLongestLimit) {
    return base::invalidFields({{"time_limit", "must be 1 s to 30 s"}});
  }
  if (request.hosts_size() > kMostHosts) return base::invalidFields({{"hosts", "may name at most 256"}});
  std::optional<Login> login;
  if (request.has_credentials()) {
    CAMERAMONIT_RETURN_IF_ERROR(checkCredentials(request.credentials()));
    login = Login{request.credentials().user(), base::Secret<std::string>(request.credentials().password())};
  }
  const Patience patience(limit, std::move(cancelled));
  std::vector<IpAddress> hosts;
  for (const std::string& host : request.hosts()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const ParsedAddress parsed, parseDeviceAddress(host));
    const auto addresses = parts_.policy.reachable(parsed.address.host, patience.left());
    if (base::errorReason(addresses.status()) == type::v1::ERROR_REASON_STREAM_ADDRESS_REFUSED) {
      return addresses.status();
    }
    if (addresses.ok()) hosts.push_back(addresses->front());
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(DiscoverySocket socket, DiscoverySocket::open());
  Search search(parts_, asks_, std::move(login), patience, std::move(tell));
  CAMERAMONIT_RETURN_IF_ERROR(search.learnRegistered());
  absl::Duration nextAsk = limit;
  while (!patience.over()) {
    if (patience.left() <= nextAsk) {
      const std::string probe = discoveryProbe(base::newUuid(parts_.clock.now()));
      if (request.hosts().empty()) socket.askEverybody(probe);
      for (const IpAddress& host : hosts) socket.ask(probe, host, parts_.port);
      nextAsk = patience.left() - kAgain;
    }
    const Patience slice(absl::Milliseconds(200), [&patience] { return patience.over(); });
    for (const DiscoverySocket::Answer& answer : socket.next(slice)) search.heard(answer);
  }
  return absl::OkStatus();
}

}  // namespace cameramonit::registry
