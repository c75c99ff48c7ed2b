#include "common/base/ids.h"

#include <sodium.h>

#include <array>
#include <cctype>

namespace cameramonit::base {
namespace {

using Bytes = std::array<unsigned char, 16>;

std::string format(absl::Time at, Bytes bytes) {
  const std::int64_t millis = absl::ToUnixMillis(at);
  for (int i = 0; i < 6; ++i) bytes[i] = static_cast<unsigned char>(millis >> (40 - 8 * i));
  bytes[6] = static_cast<unsigned char>(0x70 | (bytes[6] & 0x0f));  // version 7
  bytes[8] = static_cast<unsigned char>(0x80 | (bytes[8] & 0x3f));  // variant 10
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  for (int i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += kHex[bytes[i] >> 4];
    text += kHex[bytes[i] & 15];
  }
  return text;
}

}  // namespace

std::string newUuid(absl::Time at) {
  Bytes bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  return format(at, bytes);
}

std::string stableUuid(absl::Time at, std::string_view seed) {
  Bytes bytes{};
  crypto_generichash(bytes.data(), bytes.size(), reinterpret_cast<const unsigned char*>(seed.data()), seed.size(),
                     nullptr, 0);
  return format(at, bytes);
}

bool isUuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const char c = text[i];
    if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
  }
  return true;
}

}  // namespace cameramonit::base
