// Any text as an address: what is accepted reads the same again, without credentials, and has a scheme of the list.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "server/registry/address/stream_address.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cameramonit::registry;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto parsed = parseStreamAddress(text);
  if (!parsed.ok()) return 0;
  const StreamAddress& address = parsed->address;
  if (address.scheme != "rtsp" && address.scheme != "rtsps" && address.scheme != "http" && address.scheme != "https") {
    std::abort();
  }
  const auto again = parseStreamAddress(address.str());
  if (!again.ok() || again->login || !(again->address == address)) std::abort();
  return 0;
}
