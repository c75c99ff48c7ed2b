#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/registry/import/raw_camera.h"

namespace cameramonit::registry {

/// Reads the cameras out of a text: labelled lines, sentences, lists, tables, in Polish and English. Never fails; what
/// is not understood is left out. Reentrant.
RawReading readCameras(std::u32string_view text);

/// The cameras that a request to remove some names: "usuńcie kamery Rampa i Wiata", or a list below. Reentrant.
std::vector<std::u32string> namesToRemove(std::u32string_view text);

/// The name that a subject line gives: "Kamera Taras", "New camera Attic". Empty when it gives none. Reentrant.
std::u32string nameInSubject(std::u32string_view subject);

}  // namespace cameramonit::registry
