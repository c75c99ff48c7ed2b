#pragma once

#include <initializer_list>
#include <string_view>

namespace cameramonit::registry {

// What the words of a line say beside its labels. `folded` is as foldedText gives it. All reentrant.

bool containsAny(std::u32string_view text, std::initializer_list<std::u32string_view> parts);

/// Whether a login is said to be that of several cameras: "do wszystkich", "for both".
bool isShared(std::u32string_view folded);

/// Whether a sentence says that a camera asks for no login.
bool saysOpen(std::u32string_view folded);

/// Whether an address that nothing calls one is a camera's: people also write where their company is.
bool isCameraAddress(std::u32string_view address);

}  // namespace cameramonit::registry
