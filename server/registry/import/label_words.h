#pragma once

#include <span>
#include <string_view>

#include "server/registry/import/label_finder.h"

namespace cameramonit::registry {

/// The words that mean one field.
struct LabelWords {
  Field field;
  std::span<const std::u32string_view> words;
};

/// Words that installers put in front of values, in Polish and English, without marks and in lower case. Of several
/// that fit, the longest counts. Thread-safe.
std::span<const LabelWords> labelWords();

}  // namespace cameramonit::registry
