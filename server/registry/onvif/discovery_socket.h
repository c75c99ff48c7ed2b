#pragma once

#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "server/registry/address/ip_address.h"
#include "server/registry/probe/patience.h"

namespace cameramonit::registry {

/// A UDP socket that asks for ONVIF devices and hears their answers. Thread-bound.
class DiscoverySocket {
 public:
  struct Answer {
    std::string xml;
    IpAddress sender;
  };

  /// Errors: UNAVAILABLE when there is no network.
  static absl::StatusOr<DiscoverySocket> open();
  DiscoverySocket(DiscoverySocket&& other) noexcept;
  DiscoverySocket& operator=(DiscoverySocket&&) = delete;
  ~DiscoverySocket();

  /// Sends `probe` to the group 239.255.255.250:3702 on every interface that can do multicast.
  void askEverybody(const std::string& probe);
  /// Sends it to one host alone. `port` is 3702 but in tests.
  void ask(const std::string& probe, const IpAddress& host, int port);

  /// The next answer, at most 64 KiB. Nothing when the patience ended.
  std::vector<Answer> next(const Patience& patience);

 private:
  explicit DiscoverySocket(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace cameramonit::registry
