#include "web-gateway/grpcweb/frame.h"

#include <array>
#include <utility>

#include <absl/strings/ascii.h>
#include <absl/strings/escaping.h>
#include <absl/strings/match.h>

#include "common/base/status.h"

namespace cameramonit::grpcweb {
namespace {

constexpr int kPadding = -2;
constexpr int kForeign = -1;

constexpr std::array<std::int8_t, 256> makeBase64Values() {
  std::array<std::int8_t, 256> values{};
  for (auto& value : values) value = kForeign;
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::int8_t>(i);
  }
  values[static_cast<unsigned char>('=')] = kPadding;
  return values;
}

constexpr std::array<std::int8_t, 256> kBase64Values = makeBase64Values();

absl::Status malformed(const char* message) {
  return base::invalidArgument(type::v1::ERROR_REASON_FIELD_INVALID, message);
}

std::uint32_t readLength(std::string_view header) {
  std::uint32_t length = 0;
  for (std::size_t i = 1; i < kFrameHeaderBytes; ++i) length = (length << 8U) | static_cast<unsigned char>(header[i]);
  return length;
}

}  // namespace

std::optional<Dialect> parseContentType(std::string_view value) {
  absl::string_view type(value.data(), value.size());
  type = absl::StripAsciiWhitespace(type.substr(0, type.find(';')));
  if (absl::EqualsIgnoreCase(type, "application/grpc-web") ||
      absl::EqualsIgnoreCase(type, "application/grpc-web+proto")) {
    return Dialect::kBinary;
  }
  if (absl::EqualsIgnoreCase(type, "application/grpc-web-text") ||
      absl::EqualsIgnoreCase(type, "application/grpc-web-text+proto")) {
    return Dialect::kText;
  }
  return std::nullopt;
}

std::string_view contentType(Dialect dialect) {
  return dialect == Dialect::kText ? "application/grpc-web-text+proto" : "application/grpc-web+proto";
}

absl::StatusOr<std::string> decodeRequest(std::string body, Dialect dialect, std::size_t limitBytes) {
  if (dialect == Dialect::kText) {
    std::optional<std::string> decoded = decodeBase64Pieces(body);
    if (!decoded) return malformed("The body is not base64.");
    body = *std::move(decoded);
  }
  if (body.size() < kFrameHeaderBytes) return malformed("The body holds no gRPC-web frame.");
  const auto flags = static_cast<std::uint8_t>(body[0]);
  if ((flags & kTrailersFrame) != 0) return malformed("A request may not begin with trailers.");
  if (flags == kCompressedFlag) return absl::UnimplementedError("Compressed messages are not supported.");
  if (flags != kDataFrame) return malformed("The gRPC-web frame has unknown flags.");
  const std::uint32_t length = readLength(body);
  if (length > limitBytes) {
    return base::resourceExhausted(type::v1::ERROR_REASON_OVERLOADED, "The message is larger than this server takes.",
                                   {{"limit_bytes", std::to_string(limitBytes)}});
  }
  if (body.size() - kFrameHeaderBytes < length) return malformed("The gRPC-web frame is cut short.");
  if (body.size() - kFrameHeaderBytes > length) return malformed("The body holds more than one gRPC-web frame.");
  body.erase(0, kFrameHeaderBytes);
  return body;
}

std::string frameHeader(std::uint8_t flags, std::uint32_t length) {
  std::string header(kFrameHeaderBytes, '\0');
  header[0] = static_cast<char>(flags);
  for (std::size_t i = 0; i < 4; ++i) header[1 + i] = static_cast<char>((length >> (24U - 8U * i)) & 0xffU);
  return header;
}

std::string encodeFrames(std::string frames, Dialect dialect) {
  if (dialect == Dialect::kBinary) return frames;
  return absl::Base64Escape(frames);
}

std::optional<std::string> decodeBase64Pieces(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string decoded;
  decoded.reserve(text.size() / 4 * 3);
  for (std::size_t i = 0; i < text.size(); i += 4) {
    std::array<int, 4> values{};
    for (std::size_t k = 0; k < 4; ++k) values[k] = kBase64Values[static_cast<unsigned char>(text[i + k])];
    if (values[0] < 0 || values[1] < 0 || values[2] == kForeign || values[3] == kForeign) return std::nullopt;
    if (values[2] == kPadding && values[3] != kPadding) return std::nullopt;
    const auto bits = [&values](std::size_t k) { return static_cast<unsigned>(values[k] < 0 ? 0 : values[k]); };
    const unsigned quartet = bits(0) << 18U | bits(1) << 12U | bits(2) << 6U | bits(3);
    decoded.push_back(static_cast<char>(quartet >> 16U & 0xffU));
    if (values[2] != kPadding) decoded.push_back(static_cast<char>(quartet >> 8U & 0xffU));
    if (values[3] != kPadding) decoded.push_back(static_cast<char>(quartet & 0xffU));
  }
  return decoded;
}

std::optional<absl::Duration> parseTimeout(std::string_view value) {
  if (value.size() < 2 || value.size() > 9) return std::nullopt;
  std::int64_t amount = 0;
  for (const char c : value.substr(0, value.size() - 1)) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return std::nullopt;
    amount = amount * 10 + (c - '0');
  }
  switch (value.back()) {
    case 'H':
      return absl::Hours(amount);
    case 'M':
      return absl::Minutes(amount);
    case 'S':
      return absl::Seconds(amount);
    case 'm':
      return absl::Milliseconds(amount);
    case 'u':
      return absl::Microseconds(amount);
    case 'n':
      return absl::Nanoseconds(amount);
    default:
      return std::nullopt;
  }
}

}  // namespace cameramonit::grpcweb
