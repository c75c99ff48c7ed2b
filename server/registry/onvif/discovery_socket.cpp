#include "server/registry/onvif/discovery_socket.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <utility>

#include "common/base/status.h"

namespace cameramonit::registry {
namespace {

constexpr char kGroup[] = "239.255.255.250";
constexpr int kPort = 3702;
constexpr std::size_t kLargestDatagram = 64 * 1024;
constexpr int kHops = 1;  // the local network only

sockaddr_in groupAddress() {
  sockaddr_in group{};
  group.sin_family = AF_INET;
  group.sin_port = htons(kPort);
  inet_pton(AF_INET, kGroup, &group.sin_addr);
  return group;
}

}  // namespace

absl::StatusOr<DiscoverySocket> DiscoverySocket::open() {
  const int fd = ::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) {
    return base::unavailable(type::v1::ERROR_REASON_INTERNAL, "The network cannot be asked for cameras.");
  }
  ::setsockopt(fd, IPPROTO_IP, IP_MULTICAST_TTL, &kHops, sizeof kHops);
  return DiscoverySocket(fd);
}

DiscoverySocket::DiscoverySocket(DiscoverySocket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

DiscoverySocket::~DiscoverySocket() {
  if (fd_ >= 0) ::close(fd_);
}

void DiscoverySocket::askEverybody(const std::string& probe) {
  const sockaddr_in group = groupAddress();
  ifaddrs* interfaces = nullptr;
  if (::getifaddrs(&interfaces) != 0) return;
  for (const ifaddrs* entry = interfaces; entry != nullptr; entry = entry->ifa_next) {
    const bool fits = entry->ifa_addr != nullptr && entry->ifa_addr->sa_family == AF_INET &&
                      (entry->ifa_flags & IFF_UP) != 0 && (entry->ifa_flags & IFF_MULTICAST) != 0;
    if (!fits) continue;
    sockaddr_in own{};
    std::memcpy(&own, entry->ifa_addr, sizeof own);
    ::setsockopt(fd_, IPPROTO_IP, IP_MULTICAST_IF, &own.sin_addr, sizeof own.sin_addr);
    ::sendto(fd_, probe.data(), probe.size(), 0, reinterpret_cast<const sockaddr*>(&group), sizeof group);
  }
  ::freeifaddrs(interfaces);
}

void DiscoverySocket::ask(const std::string& probe, const IpAddress& host, int port) {
  if (!host.isV4()) return;  // WS-Discovery of cameras is spoken over IPv4
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(port));
  inet_pton(AF_INET, host.str().c_str(), &to.sin_addr);
  ::sendto(fd_, probe.data(), probe.size(), 0, reinterpret_cast<const sockaddr*>(&to), sizeof to);
}

std::vector<DiscoverySocket::Answer> DiscoverySocket::next(const Patience& patience) {
  std::vector<Answer> answers;
  if (!patience.await(fd_, POLLIN)) return answers;
  std::string bytes(kLargestDatagram, '\0');
  sockaddr_storage from{};
  socklen_t size = sizeof from;
  const ssize_t got = ::recvfrom(fd_, bytes.data(), bytes.size(), 0, reinterpret_cast<sockaddr*>(&from), &size);
  if (got <= 0) return answers;
  bytes.resize(static_cast<std::size_t>(got));
  if (const auto sender = IpAddress::fromSocketAddress(reinterpret_cast<const sockaddr*>(&from))) {
    answers.push_back({std::move(bytes), *sender});
  }
  return answers;
}

}  // namespace cameramonit::registry
