#pragma once

#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "server/registry/address/host_resolver.h"
#include "server/registry/address/stream_address.h"

namespace cameramonit::registry {

/// What an installation allows beyond ordinary hosts.
struct AddressRules {
  bool allowLinkLocal = false;  ///< 169.254/16 and fe80::/10, for cameras without DHCP; metadata addresses too
  bool allowLoopback = true;    ///< this machine, e.g. a local re-streamer
};

/// Decides whom we may be made to connect to. Every connection that follows from what somebody typed or a camera said
/// goes to an address that came from here. Thread-safe.
class AddressPolicy {
 public:
  /// Borrows `resolver`.
  AddressPolicy(AddressRules rules, HostResolver& resolver) : rules_(rules), resolver_(resolver) {}

  /// Whether this address may be connected to.
  /// Errors: STREAM_ADDRESS_REFUSED with the fact "why": "link_local", "metadata", "loopback", "unreachable".
  absl::Status check(const IpAddress& address) const;

  /// What can be said of `host` without looking it up: literal addresses and names that are known to lead there.
  /// Errors: as check().
  absl::Status checkWritten(const std::string& host) const;

  /// The addresses of `host`, all of which were checked: one bad one refuses the name, since the next look-up could
  /// give that. Connect to what is returned, not to the name.
  /// Errors: as check(); those of the resolver.
  absl::StatusOr<std::vector<IpAddress>> reachable(const std::string& host, absl::Duration limit) const;

 private:
  AddressRules rules_;
  HostResolver& resolver_;
};

}  // namespace cameramonit::registry
