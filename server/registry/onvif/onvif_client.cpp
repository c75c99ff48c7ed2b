#include "server/registry/onvif/onvif_client.h"

#include <algorithm>
#include <memory>

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <curl/curl.h>

#include "server/registry/onvif/soap_request.h"

namespace cameramonit::registry {
namespace {

constexpr std::size_t kMostBytes = 256 * 1024;
constexpr std::size_t kMostStreams = 8;
constexpr absl::Duration kPerCall = absl::Seconds(5);

struct FreeEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

std::size_t collect(char* data, std::size_t, std::size_t size, void* target) {
  auto& body = *static_cast<std::string*>(target);
  if (body.size() + size > kMostBytes) return 0;
  body.append(data, size);
  return size;
}

int giveUp(void* patience, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const Patience*>(patience)->over() ? 1 : 0;
}

/// Calls of one device. Thread-bound.
class Conversation {
 public:
  Conversation(IpAddress peer, const std::optional<Login>& login, const Patience& patience)
      : peer_(peer), login_(login), patience_(patience) {}

  /// The body of the answer; empty when none came.
  std::string call(const StreamAddress& service, const std::string& body, bool withLogin) const {
    const std::unique_ptr<CURL, FreeEasy> easy(curl_easy_init());
    const std::string envelope =
        soapEnvelope(body, withLogin ? login_ : std::nullopt, absl::Now() + absl::Seconds(clockAhead_));
    const std::unique_ptr<curl_slist, FreeList> headers(
        curl_slist_append(nullptr, "Content-Type: application/soap+xml; charset=utf-8"));
    const std::string ip = peer_.isV4() ? peer_.str() : absl::StrCat("[", peer_.str(), "]");
    const std::unique_ptr<curl_slist, FreeList> connectTo(
        curl_slist_append(nullptr, absl::StrCat("::", ip, ":", service.effectivePort()).c_str()));
    std::string answer;
    curl_easy_setopt(easy.get(), CURLOPT_URL, service.str().c_str());
    curl_easy_setopt(easy.get(), CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy.get(), CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy.get(), CURLOPT_PROXY, "");
    curl_easy_setopt(easy.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy.get(), CURLOPT_CONNECT_TO, connectTo.get());
    curl_easy_setopt(easy.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(envelope.size()));
    curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDS, envelope.c_str());
    curl_easy_setopt(easy.get(), CURLOPT_TIMEOUT_MS,
                     static_cast<long>(absl::ToInt64Milliseconds(std::min(kPerCall, patience_.left()))) + 1);
    curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, &collect);
    curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, &answer);
    curl_easy_setopt(easy.get(), CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy.get(), CURLOPT_XFERINFOFUNCTION, &giveUp);
    curl_easy_setopt(easy.get(), CURLOPT_XFERINFODATA, const_cast<Patience*>(&patience_));
    if (patience_.over() || curl_easy_perform(easy.get()) != CURLE_OK) return "";
    long status = 0;
    curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
    if (status == 401) return "<fault>NotAuthorized</fault>";
    return answer;
  }

  /// Digests are only good for minutes, by the clock of the device.
  void setDeviceTime(std::int64_t seconds) { clockAhead_ = seconds - absl::ToUnixSeconds(absl::Now()); }

 private:
  IpAddress peer_;
  const std::optional<Login>& login_;
  const Patience& patience_;
  std::int64_t clockAhead_ = 0;
};

}  // namespace

DeviceAnswer askDevice(const StreamAddress& service, const std::optional<Login>& login, const AddressPolicy& policy,
                       const Patience& patience) {
  DeviceAnswer answer;
  const auto addresses = policy.reachable(service.host, patience.left());
  if (!addresses.ok()) return answer;
  Conversation device(addresses->front(), login, patience);
  if (const auto time = parseDeviceTime(device.call(service, "<tds:GetSystemDateAndTime/>", false))) {
    device.setDeviceTime(*time);
  }
  const std::string who = device.call(service, "<tds:GetDeviceInformation/>", true);
  const auto information = parseDeviceInformation(who);
  if (!information) {
    if (saysNotAuthorized(who)) answer.verdict = DeviceAnswer::Verdict::kNotAuthorized;
    return answer;
  }
  answer.verdict = DeviceAnswer::Verdict::kTold;
  answer.information = *information;
  const auto media = parseMediaService(
      device.call(service, "<tds:GetCapabilities><tds:Category>Media</tds:Category></tds:GetCapabilities>", true),
      service.host);
  if (!media) return answer;
  const std::string profiles = device.call(*media, "<trt:GetProfiles/>", true);
  if (saysNotAuthorized(profiles)) answer.verdict = DeviceAnswer::Verdict::kNotAuthorized;
  for (const MediaProfile& profile : parseProfiles(profiles)) {
    if (answer.streams.size() == kMostStreams) break;
    const std::string uri =
        device.call(*media,
                    absl::StrCat("<trt:GetStreamUri><trt:StreamSetup><tt:Stream>RTP-Unicast</tt:Stream><tt:Transport>"
                                 "<tt:Protocol>RTSP</tt:Protocol></tt:Transport></trt:StreamSetup><trt:ProfileToken>",
                                 xmlEscaped(profile.token), "</trt:ProfileToken></trt:GetStreamUri>"),
                    true);
    if (const auto address = parseStreamUri(uri, service.host)) answer.streams.push_back({profile, *address});
  }
  return answer;
}

}  // namespace cameramonit::registry
