#pragma once

#include <sys/socket.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace cameramonit::registry {

/// What an address is for, as far as it matters to whom we may be made to connect.
enum class AddressKind {
  kOrdinary,     ///< a host, private networks included
  kLoopback,     ///< this machine
  kLinkLocal,    ///< 169.254/16, fe80::/10: no camera of an installation lives there for long
  kMetadata,     ///< where clouds hand secrets to their machines
  kUnreachable,  ///< unspecified, multicast, broadcast, reserved: nothing to connect to
};

/// An IPv4 or IPv6 address. An IPv4 address inside an IPv6 one (mapped, compatible, NAT64, 6to4) counts as itself.
class IpAddress {
 public:
  /// The ordinary spelling alone: four decimal numbers 0–255 without leading zeros, or RFC 4291 text, bracketed or not,
  /// without a zone. Nothing for the decimal, octal and hexadecimal spellings that C libraries also take.
  static std::optional<IpAddress> parse(std::string_view text);
  /// Nothing for other families.
  static std::optional<IpAddress> fromSocketAddress(const sockaddr* address);

  AddressKind kind() const;
  bool isV4() const { return v4_; }
  /// Canonical text, without brackets.
  std::string str() const;
  friend bool operator==(const IpAddress&, const IpAddress&) = default;

 private:
  std::array<unsigned char, 16> bytes_{};  // IPv4: the first four
  bool v4_ = false;
};

/// Whether `host` is a number to some C library (inet_aton takes "0x7f.1" and "2852039166") without being an ordinary
/// IPv4 address: then nobody can tell by looking where it leads. Reentrant.
bool isObscureNumber(std::string_view host);

}  // namespace cameramonit::registry
