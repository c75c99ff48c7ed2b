#include "server/registry/onvif/onvif_reply.h"

#include <algorithm>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_split.h>
#include <absl/time/civil_time.h>
#include <absl/time/time.h>
#include <pugixml.hpp>

#include "server/registry/address/percent.h"
#include "server/registry/onvif/xml_document.h"

namespace cameramonit::registry {
namespace {

constexpr std::size_t kLongestText = 100;
constexpr std::size_t kMostProfiles = 32;
constexpr std::size_t kMostDevices = 16;
constexpr char kScopePrefix[] = "onvif://www.onvif.org/";

/// Text of a device, fit to be shown.
std::string shown(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; }, ' ');
  if (text.size() > kLongestText) {
    text.resize(kLongestText);
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xc0) == 0x80) text.pop_back();
    if (!text.empty() && static_cast<unsigned char>(text.back()) >= 0xc0) text.pop_back();
  }
  return std::string(absl::StripAsciiWhitespace(text));
}

void readScope(const std::string& scope, FoundDevice& device) {
  if (!absl::StartsWith(scope, kScopePrefix)) return;
  const std::string rest = scope.substr(sizeof kScopePrefix - 1);
  const std::size_t slash = rest.find('/');
  if (slash == std::string::npos) return;
  const std::string kind = absl::AsciiStrToLower(rest.substr(0, slash));
  const std::string value = shown(percentDecoded(rest.substr(slash + 1)));
  if (kind == "name") device.name = value;
  if (kind == "hardware") device.hardware = value;
  if (kind == "mfr" || kind == "manufacturer") device.make = value;
  // "country/china" says nothing of where it hangs.
  if (kind == "location" && device.location.empty() && value.find('/') == std::string::npos) device.location = value;
}

bool isCamera(const std::string& types, const std::string& scopes) {
  if (absl::StrContains(types, "NetworkVideoTransmitter")) return true;
  return types.empty() ? absl::StrContains(scopes, kScopePrefix)
                       : absl::StrContains(types, "tds:Device") && absl::StrContains(scopes, "onvif.org");
}

/// The first HTTP address among `addresses` that lies on `host`.
std::optional<StreamAddress> serviceOn(const std::string& addresses, const IpAddress& host) {
  for (const std::string& text :
       std::vector<std::string>(absl::StrSplit(addresses, absl::ByAnyChar(" \t\r\n"), absl::SkipEmpty()))) {
    const auto parsed = parseDeviceAddress(text);
    if (!parsed.ok() || parsed->login) continue;
    const auto address = IpAddress::parse(parsed->address.host);
    if (address && *address == host) return parsed->address;
  }
  return std::nullopt;
}

int intOf(const std::string& text) {
  int value = 0;
  return absl::SimpleAtoi(text, &value) && value > 0 && value < 100'000 ? value : 0;
}

std::optional<StreamAddress> addressOn(const std::string& text, const std::string& host, bool device) {
  const auto parsed = device ? parseDeviceAddress(text) : parseStreamAddress(text);
  if (!parsed.ok() || parsed->address.host != host) return std::nullopt;
  return parsed->address;
}

}  // namespace

std::vector<FoundDevice> parseProbeMatches(std::string_view xml, const IpAddress& sender) {
  std::vector<FoundDevice> devices;
  const auto document = XmlDocument::parse(xml);
  if (!document) return devices;
  for (const pugi::xml_node& match : elementsCalled(document->root(), "ProbeMatch")) {
    const std::string types = textOf(match, "Types");
    const std::string scopes = textOf(match, "Scopes");
    const auto service = serviceOn(textOf(match, "XAddrs"), sender);
    if (!isCamera(types, scopes) || !service || devices.size() == kMostDevices) continue;
    FoundDevice device;
    device.service = *service;
    for (const std::string& scope :
         std::vector<std::string>(absl::StrSplit(scopes, absl::ByAnyChar(" \t\r\n"), absl::SkipEmpty()))) {
      readScope(scope, device);
    }
    devices.push_back(std::move(device));
  }
  return devices;
}

std::optional<DeviceInformation> parseDeviceInformation(std::string_view xml) {
  const auto document = XmlDocument::parse(xml);
  if (!document) return std::nullopt;
  const auto found = elementsCalled(document->root(), "GetDeviceInformationResponse");
  if (found.empty()) return std::nullopt;
  return DeviceInformation{shown(textOf(found[0], "Manufacturer")), shown(textOf(found[0], "Model")),
                           shown(textOf(found[0], "FirmwareVersion")), shown(textOf(found[0], "SerialNumber"))};
}

std::vector<MediaProfile> parseProfiles(std::string_view xml) {
  std::vector<MediaProfile> profiles;
  const auto document = XmlDocument::parse(xml);
  if (!document) return profiles;
  for (const pugi::xml_node& node : elementsCalled(document->root(), "Profiles")) {
    if (profiles.size() == kMostProfiles) break;
    MediaProfile profile;
    profile.token = node.attribute("token").value();
    profile.name = shown(textOf(node, "Name"));
    auto encoders = elementsCalled(node, "VideoEncoderConfiguration");
    if (encoders.empty()) encoders = elementsCalled(node, "VideoEncoder");
    if (!encoders.empty()) {
      profile.codec = shown(textOf(encoders[0], "Encoding"));
      profile.width = intOf(textOf(encoders[0], "Width"));
      profile.height = intOf(textOf(encoders[0], "Height"));
      double rate = 0;
      if (absl::SimpleAtod(textOf(encoders[0], "FrameRateLimit"), &rate) && rate > 0 && rate < 1000) {
        profile.framesPerSecond = rate;
      }
    }
    if (!profile.token.empty() && profile.token.size() <= kLongestText) profiles.push_back(std::move(profile));
  }
  std::stable_sort(profiles.begin(), profiles.end(), [](const MediaProfile& a, const MediaProfile& b) {
    return a.width * a.height > b.width * b.height;
  });
  return profiles;
}

std::optional<StreamAddress> parseStreamUri(std::string_view xml, const std::string& host) {
  const auto document = XmlDocument::parse(xml);
  if (!document) return std::nullopt;
  return addressOn(textOf(document->root(), "Uri"), host, false);
}

std::optional<StreamAddress> parseMediaService(std::string_view xml, const std::string& host) {
  const auto document = XmlDocument::parse(xml);
  if (!document) return std::nullopt;
  for (const pugi::xml_node& media : elementsCalled(document->root(), "Media")) {
    if (auto address = addressOn(textOf(media, "XAddr"), host, true)) return address;
  }
  return std::nullopt;
}

std::optional<std::int64_t> parseDeviceTime(std::string_view xml) {
  const auto document = XmlDocument::parse(xml);
  if (!document) return std::nullopt;
  const auto utc = elementsCalled(document->root(), "UTCDateTime");
  if (utc.empty()) return std::nullopt;
  const auto number = [&utc](const char* name) {
    int value = -1;
    return absl::SimpleAtoi(textOf(utc[0], name), &value) ? value : -1;
  };
  const int year = number("Year");
  if (year < 1970 || year > 9999 || number("Month") < 1 || number("Day") < 1 || number("Hour") < 0) return std::nullopt;
  const absl::CivilSecond civil(year, number("Month"), number("Day"), number("Hour"), number("Minute"),
                                number("Second"));
  return absl::ToUnixSeconds(absl::FromCivil(civil, absl::UTCTimeZone()));
}

bool saysNotAuthorized(std::string_view xml) {
  const std::string lower =
      absl::AsciiStrToLower(absl::string_view(xml.data(), std::min<std::size_t>(xml.size(), 8192)));
  return absl::StrContains(lower, "notauthorized") || absl::StrContains(lower, "not authorized") ||
         absl::StrContains(lower, "unauthorized") || absl::StrContains(lower, "failedauthentication");
}

}  // namespace cameramonit::registry
