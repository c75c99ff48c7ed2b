#pragma once

#include <string_view>

#include "server/registry/import/raw_camera.h"

namespace cameramonit::registry {

/// Reads the cameras out of a text: labelled lines, sentences, lists, tables, in Polish and English. Never fails; what
/// is not understood is left out. Reentrant.
RawReading readCameras(std::u32string_view text);

}  // namespace cameramonit::registry
