// Any body and any header value as gRPC-web: a message that is accepted is within its limit and survives a round trip.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "web-gateway/grpcweb/frame.h"

namespace grpcweb = cameramonit::grpcweb;

namespace {

constexpr std::size_t kLimitBytes = 4096;

void checkBody(const std::string& body, grpcweb::Dialect dialect) {
  const auto message = grpcweb::decodeRequest(body, dialect, kLimitBytes);
  if (!message.ok()) return;
  if (message->size() > kLimitBytes) std::abort();
  const std::string frames =
      grpcweb::frameHeader(grpcweb::kDataFrame, static_cast<std::uint32_t>(message->size())) + *message;
  const auto again = grpcweb::decodeRequest(grpcweb::encodeFrames(frames, dialect), dialect, kLimitBytes);
  if (!again.ok() || *again != *message) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input(reinterpret_cast<const char*>(data), size);
  checkBody(input, grpcweb::Dialect::kBinary);
  checkBody(input, grpcweb::Dialect::kText);
  // As the payload of a right frame it must come through whole.
  if (size <= kLimitBytes) {
    const std::string frame = grpcweb::frameHeader(grpcweb::kDataFrame, static_cast<std::uint32_t>(size)) + input;
    const auto message = grpcweb::decodeRequest(frame, grpcweb::Dialect::kBinary, kLimitBytes);
    if (!message.ok() || *message != input) std::abort();
  }
  const auto timeout = grpcweb::parseTimeout(input);
  if (timeout && *timeout < absl::ZeroDuration()) std::abort();
  grpcweb::parseContentType(input);
  return 0;
}
