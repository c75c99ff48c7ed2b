#pragma once

#include <string_view>

namespace cameramonit::track {

/// Classes that detectors confuse on one and the same object belong to one kind; a track never changes its kind.
enum class Kind {
  kNone,     ///< not followed
  kUnknown,  ///< it moves, but no detector knows it
  kPerson,
  kCycle,
  kVehicle,
  kAnimal,
};

/// The class of what only motion tells of.
inline constexpr char kUnknownClass[] = "object";

/// The kind of a COCO class; kNone for what does not move by itself and so is not followed. Reentrant.
Kind kindOf(std::string_view objectClass);

}  // namespace cameramonit::track
