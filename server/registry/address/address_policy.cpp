#include "server/registry/address/address_policy.h"

#include <algorithm>
#include <string_view>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>

#include "common/base/status.h"

namespace cameramonit::registry {
namespace {

/// Names under which clouds serve their metadata.
constexpr std::string_view kMetadataNames[] = {"metadata", "metadata.google.internal", "metadata.goog", "instance-data",
                                               "instance-data.ec2.internal"};

absl::Status refuse(const std::string& why, const std::string& message) {
  return base::invalidArgument(type::v1::ERROR_REASON_STREAM_ADDRESS_REFUSED, message, {{"why", why}});
}

absl::Status refuseMetadata() {
  return refuse("metadata", "This address hands out secrets of the machine; cameras are not there.");
}

}  // namespace

absl::Status AddressPolicy::check(const IpAddress& address) const {
  switch (address.kind()) {
    case AddressKind::kOrdinary:
      return absl::OkStatus();
    case AddressKind::kLoopback:
      if (rules_.allowLoopback) return absl::OkStatus();
      return refuse("loopback", "This installation does not connect to itself (registry.allow_loopback).");
    case AddressKind::kLinkLocal:
      if (rules_.allowLinkLocal) return absl::OkStatus();
      return refuse("link_local",
                    "Link-local addresses are not allowed here (registry.allow_link_local); give the camera a fixed "
                    "address.");
    case AddressKind::kMetadata:
      return rules_.allowLinkLocal ? absl::OkStatus() : refuseMetadata();
    case AddressKind::kUnreachable:
      break;
  }
  return refuse("unreachable", "No host can be reached under this address: it is for groups or for nobody.");
}

absl::Status AddressPolicy::checkWritten(const std::string& host) const {
  if (const auto address = IpAddress::parse(host)) return check(*address);
  std::string name = absl::AsciiStrToLower(host);
  if (absl::EndsWith(name, ".")) name.pop_back();
  const bool metadata =
      std::find(std::begin(kMetadataNames), std::end(kMetadataNames), name) != std::end(kMetadataNames);
  if (metadata && !rules_.allowLinkLocal) return refuseMetadata();
  const bool local = name == "localhost" || absl::EndsWith(name, ".localhost");
  if (local && !rules_.allowLoopback) {
    return refuse("loopback", "This installation does not connect to itself (registry.allow_loopback).");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<IpAddress>> AddressPolicy::reachable(const std::string& host, absl::Duration limit) const {
  CAMERAMONIT_RETURN_IF_ERROR(checkWritten(host));
  CAMERAMONIT_ASSIGN_OR_RETURN(std::vector<IpAddress> addresses, resolver_.resolve(host, limit));
  for (const IpAddress& address : addresses) CAMERAMONIT_RETURN_IF_ERROR(check(address));
  return addresses;
}

}  // namespace cameramonit::registry
