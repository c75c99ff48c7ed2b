// Any bytes as a text or message: it is read to an end, and no address that comes out holds credentials.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "server/registry/address/stream_address.h"
#include "server/registry/import/camera_importer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cameramonit::registry;
  const ImportedText text = CameraImporter().read(std::string_view(reinterpret_cast<const char*>(data), size));
  for (const ImportedCamera& camera : text.cameras) {
    if (!camera.address) continue;
    const auto parsed = parseStreamAddress(*camera.address);
    if (!parsed.ok() || parsed->login || parsed->address.str() != *camera.address) std::abort();
  }
  return 0;
}
