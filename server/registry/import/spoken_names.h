#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cameramonit::registry {

// Names of cameras that no label announces. All reentrant.

/// Without "1.", "a)", "-", "•" in front and punctuation behind.
std::u32string withoutBullet(std::u32string_view text);

/// A name that stands before an address or above it, without a label. Empty when `text` is none.
std::u32string standingName(std::u32string_view text);

/// The name in `"Bike store" camera` and "the Bike Store camera": quoted, or in capitals behind an article. Empty when
/// there is none.
std::u32string nameBeforeNoun(std::u32string_view line);

/// The cameras that a request to remove some names: "usuńcie kamery Rampa i Wiata", or a list below.
std::vector<std::u32string> namesToRemove(std::u32string_view text);

/// The name that a subject line gives: "Kamera Taras", "New camera Attic". Empty when it gives none.
std::u32string nameInSubject(std::u32string_view subject);

}  // namespace cameramonit::registry
