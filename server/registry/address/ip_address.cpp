#include "server/registry/address/ip_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

#include <absl/strings/ascii.h>

namespace cameramonit::registry {
namespace {

using V4 = std::array<unsigned char, 4>;

/// Where the large clouds answer with the machine's own secrets: AWS, Azure's wire server, Alibaba, Oracle.
constexpr V4 kMetadataV4[] = {{169, 254, 169, 254}, {168, 63, 129, 16}, {100, 100, 100, 200}, {192, 0, 0, 192}};
/// AWS over IPv6: fd00:ec2::254.
constexpr std::array<unsigned char, 16> kMetadataV6 = {0xfd, 0, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x54};

AddressKind kindOf(const V4& a) {
  if (std::find(std::begin(kMetadataV4), std::end(kMetadataV4), a) != std::end(kMetadataV4)) {
    return AddressKind::kMetadata;
  }
  if (a[0] == 127) return AddressKind::kLoopback;
  if (a[0] == 169 && a[1] == 254) return AddressKind::kLinkLocal;
  if (a[0] == 0 || a[0] >= 224) return AddressKind::kUnreachable;
  return AddressKind::kOrdinary;
}

bool startsWith(const std::array<unsigned char, 16>& bytes, std::initializer_list<unsigned char> prefix) {
  return std::equal(prefix.begin(), prefix.end(), bytes.begin());
}

/// The IPv4 address that an IPv6 address carries, and where in it.
std::optional<V4> embedded(const std::array<unsigned char, 16>& b) {
  const auto at = [&b](std::size_t i) { return V4{b[i], b[i + 1], b[i + 2], b[i + 3]}; };
  const bool zeros10 = std::all_of(b.begin(), b.begin() + 10, [](unsigned char c) { return c == 0; });
  if (zeros10 && b[10] == 0xff && b[11] == 0xff) return at(12);                            // mapped
  if (zeros10 && b[10] == 0 && b[11] == 0 && (b[12] | b[13] | b[14]) != 0) return at(12);  // compatible
  if (startsWith(b, {0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0})) return at(12);            // translated, RFC 7915
  if (startsWith(b, {0, 0x64, 0xff, 0x9b})) return at(12);                                 // NAT64, RFC 6052 and 8215
  if (startsWith(b, {0x20, 0x02})) return at(2);                                           // 6to4
  return std::nullopt;
}

AddressKind kindOf(const std::array<unsigned char, 16>& b) {
  if (const auto v4 = embedded(b)) return kindOf(*v4);
  if (b == kMetadataV6) return AddressKind::kMetadata;
  const bool zeros15 = std::all_of(b.begin(), b.begin() + 15, [](unsigned char c) { return c == 0; });
  if (zeros15 && b[15] == 1) return AddressKind::kLoopback;
  if (zeros15) return AddressKind::kUnreachable;
  if (b[0] == 0xff || startsWith(b, {0x20, 0x01, 0, 0})) return AddressKind::kUnreachable;  // multicast, Teredo
  if (b[0] == 0xfe && (b[1] & 0x80) != 0) return AddressKind::kLinkLocal;  // fe80::/10, and the old site-local
  return AddressKind::kOrdinary;
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  if (text.size() >= 2 && text.front() == '[' && text.back() == ']') text = text.substr(1, text.size() - 2);
  const std::string ended(text);
  if (ended.find('\0') != std::string::npos) return std::nullopt;
  IpAddress address;
  in_addr v4{};
  if (inet_pton(AF_INET, ended.c_str(), &v4) == 1) {
    address.v4_ = true;
    std::memcpy(address.bytes_.data(), &v4, sizeof v4);
    return address;
  }
  in6_addr v6{};
  if (inet_pton(AF_INET6, ended.c_str(), &v6) != 1) return std::nullopt;
  std::memcpy(address.bytes_.data(), &v6, sizeof v6);
  return address;
}

std::optional<IpAddress> IpAddress::fromSocketAddress(const sockaddr* from) {
  IpAddress address;
  if (from->sa_family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, from, sizeof in);
    address.v4_ = true;
    std::memcpy(address.bytes_.data(), &in.sin_addr, sizeof in.sin_addr);
    return address;
  }
  if (from->sa_family != AF_INET6) return std::nullopt;
  sockaddr_in6 in{};
  std::memcpy(&in, from, sizeof in);
  std::memcpy(address.bytes_.data(), &in.sin6_addr, sizeof in.sin6_addr);
  return address;
}

AddressKind IpAddress::kind() const {
  if (v4_) return kindOf(V4{bytes_[0], bytes_[1], bytes_[2], bytes_[3]});
  return kindOf(bytes_);
}

std::string IpAddress::str() const {
  char text[INET6_ADDRSTRLEN] = {};
  inet_ntop(v4_ ? AF_INET : AF_INET6, bytes_.data(), text, sizeof text);
  return text;
}

bool isObscureNumber(std::string_view host) {
  const std::size_t end = host.find_last_not_of('.');  // "1.2.3.4." is the same number to a resolver
  if (end == std::string_view::npos) return false;
  const std::string_view trimmed = host.substr(0, end + 1);
  const std::size_t dot = trimmed.rfind('.');
  const std::string_view last = dot == std::string_view::npos ? trimmed : trimmed.substr(dot + 1);
  if (last.empty()) return false;
  const bool decimal = std::all_of(last.begin(), last.end(), [](unsigned char c) { return absl::ascii_isdigit(c); });
  const bool hexadecimal =
      last.size() >= 2 && last[0] == '0' && (last[1] == 'x' || last[1] == 'X') &&
      std::all_of(last.begin() + 2, last.end(), [](unsigned char c) { return absl::ascii_isxdigit(c); });
  if (!decimal && !hexadecimal) return false;
  return !IpAddress::parse(host).has_value();
}

}  // namespace cameramonit::registry
