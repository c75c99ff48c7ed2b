#pragma once

#include <string_view>

namespace cameramonit::registry {

/// What the words around the values ask for. Reentrant.
struct Intent {
  bool add = false;
  bool update = false;
  bool remove = false;
  bool aboutCameras = false;
};

/// Reads what was written now, with the subject in front.
Intent intentOf(std::u32string_view text);

enum class TextLanguage { kPolish, kEnglish };
TextLanguage languageOf(std::u32string_view text);

}  // namespace cameramonit::registry
