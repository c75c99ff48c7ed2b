#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/registry/import/label_finder.h"

namespace cameramonit::registry {

/// A label of a line with its value, when the line really says something by it.
struct LabelledValue {
  Field field = Field::kOther;
  Tie tie = Tie::kBare;
  std::size_t begin = 0;  ///< of the label
  std::size_t end = 0;    ///< of the value
  std::u32string value;   ///< untrimmed
  bool alone = false;     ///< the label begins the line and its value ends it
  std::u32string target;  ///< the camera that it speaks of: "hasło do kamery Taras to …"
};

/// The labels of `line` that carry values, left to right. Words of running text that only look like labels ("kamera nie
/// działa") are left out. Reentrant.
std::vector<LabelledValue> labelledValues(std::u32string_view line);

/// The name of a camera at the beginning of running text: to the first mark or word that cannot belong to it. Empty
/// when the text does not begin with a name. Reentrant.
std::u32string leadingName(std::u32string_view text);

}  // namespace cameramonit::registry
