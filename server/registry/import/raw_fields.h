#pragma once

#include <string_view>

#include "server/registry/import/label_finder.h"
#include "server/registry/import/raw_camera.h"

namespace cameramonit::registry {

/// Where a value stood, which decides what of it is punctuation.
enum class ValueStyle {
  kLine,    ///< alone behind its label: to the end of the line, to the letter
  kInline,  ///< within a sentence or beside other values
  kCell,    ///< a cell of a table
};

/// Puts what `value` says into the field of `camera`. False when it says nothing of that kind: "Adres: ul. Długa 3" is
/// no address of a camera. Reentrant.
bool setField(RawCamera& camera, Field field, std::u32string_view value, ValueStyle style);

}  // namespace cameramonit::registry
