#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cameramonit::registry {

/// What a labelled value means.
enum class Field {
  kName,
  kUrl,
  kSubUrl,
  kHost,
  kPort,
  kPath,
  kProtocol,
  kUser,
  kPassword,
  kLogin,     ///< user and password together
  kObsolete,  ///< what holds no more: "stare hasło"
  kOther,     ///< known, and of no use here: it ends the value before
};

/// How a label is tied to its value.
enum class Tie {
  kMark,  ///< ':', '=', a dash or a tab
  kVerb,  ///< "to", "is", "brzmi"
  kBare,  ///< nothing but a space
};

/// A label found in a line. Positions count characters.
struct Label {
  Field field = Field::kOther;
  Tie tie = Tie::kBare;
  std::size_t begin = 0;  ///< of the label
  std::size_t end = 0;    ///< of the label
  std::size_t value = 0;  ///< where the value begins
  bool leads = false;     ///< it is the first word of its line
};

/// All labels of a line (`folded` as foldedText gives it), left to right. Those within addresses are not seen.
/// Reentrant.
std::vector<Label> findLabels(std::u32string_view folded);

/// The field that a table's heading means, when the words are nothing else. Reentrant.
std::optional<Field> fieldOfHeading(std::u32string_view folded);

}  // namespace cameramonit::registry
