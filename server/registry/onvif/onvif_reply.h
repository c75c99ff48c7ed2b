#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/registry/address/ip_address.h"
#include "server/registry/address/stream_address.h"

namespace cameramonit::registry {

/// A device that answered a WS-Discovery probe.
struct FoundDevice {
  StreamAddress service;  ///< on the host that answered
  std::string name;       ///< of its scopes, decoded
  std::string hardware;
  std::string location;
  std::string make;
};

/// The cameras in a ProbeMatches message that came from `sender`. Others (printers), and service addresses on any host
/// but the sender, are left out: an answer must not make us connect elsewhere. Nothing for XML that is refused or
/// broken. Reentrant.
std::vector<FoundDevice> parseProbeMatches(std::string_view xml, const IpAddress& sender);

/// What GetDeviceInformation tells.
struct DeviceInformation {
  std::string make;
  std::string model;
  std::string firmware;
  std::string serialNumber;
};
std::optional<DeviceInformation> parseDeviceInformation(std::string_view xml);

/// A profile of GetProfiles, of the first or second media service.
struct MediaProfile {
  std::string token;
  std::string name;
  std::string codec;
  int width = 0;   ///< pixels
  int height = 0;  ///< pixels
  double framesPerSecond = 0;
};
/// Biggest picture first; at most 32.
std::vector<MediaProfile> parseProfiles(std::string_view xml);

/// The address of GetStreamUri, when it is an RTSP or HTTP address on `host`; nothing otherwise. Reentrant.
std::optional<StreamAddress> parseStreamUri(std::string_view xml, const std::string& host);

/// Where the media service of GetCapabilities or GetServices is, when on `host`.
std::optional<StreamAddress> parseMediaService(std::string_view xml, const std::string& host);

/// The time of GetSystemDateAndTime, as seconds since the epoch; nothing when it is not told.
std::optional<std::int64_t> parseDeviceTime(std::string_view xml);

/// Whether the answer is a fault that says "not authorized".
bool saysNotAuthorized(std::string_view xml);

}  // namespace cameramonit::registry
