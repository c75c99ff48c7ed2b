#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

namespace cameramonit::grpcweb {

/// The two dialects of gRPC-web (github.com/grpc/grpc/blob/master/doc/PROTOCOL-WEB.md): bytes, or base64 of the bytes.
enum class Dialect { kBinary, kText };

inline constexpr std::uint8_t kDataFrame = 0x00;
inline constexpr std::uint8_t kCompressedFlag = 0x01;
inline constexpr std::uint8_t kTrailersFrame = 0x80;
inline constexpr std::size_t kFrameHeaderBytes = 5;

/// The dialect that a `content-type` or `accept` names; nothing for other types and for messages that are not protobuf.
/// Reentrant.
std::optional<Dialect> parseContentType(std::string_view value);

/// "application/grpc-web+proto" or its text twin. Reentrant.
std::string_view contentType(Dialect dialect);

/// The one message in the body of a unary or server-streaming call. Errors: INVALID_ARGUMENT (FIELD_INVALID) for
/// anything but exactly one data frame, UNIMPLEMENTED for a compressed one, RESOURCE_EXHAUSTED (OVERLOADED) for one of
/// more than `limitBytes`. Reentrant.
absl::StatusOr<std::string> decodeRequest(std::string body, Dialect dialect, std::size_t limitBytes);

/// The five bytes before `length` bytes of payload. Reentrant.
std::string frameHeader(std::uint8_t flags, std::uint32_t length);

/// Makes whole frames fit for the wire: unchanged, or base64 with padding, so that a reader can decode each piece as it
/// comes. Reentrant.
std::string encodeFrames(std::string frames, Dialect dialect);

/// Decodes base64 of the standard alphabet that may be several padded pieces in a row. Nothing for other characters,
/// misplaced padding and incomplete quartets. Reentrant.
std::optional<std::string> decodeBase64Pieces(std::string_view text);

/// The value of `grpc-timeout`: 1 to 8 digits and a unit of H, M, S, m, u, n. Nothing when malformed. Reentrant.
std::optional<absl::Duration> parseTimeout(std::string_view value);

}  // namespace cameramonit::grpcweb
