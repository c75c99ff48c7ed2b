#include "analyzer/track/object_kinds.h"

#include <algorithm>
#include <array>
#include <utility>

namespace cameramonit::track {
namespace {

constexpr std::array<std::pair<std::string_view, Kind>, 18> kKinds = {{
    {kUnknownClass, Kind::kUnknown},
    {"person", Kind::kPerson},
    {"bicycle", Kind::kCycle},
    {"motorcycle", Kind::kCycle},
    {"car", Kind::kVehicle},
    {"bus", Kind::kVehicle},
    {"truck", Kind::kVehicle},
    {"train", Kind::kVehicle},
    {"bird", Kind::kAnimal},
    {"cat", Kind::kAnimal},
    {"dog", Kind::kAnimal},
    {"horse", Kind::kAnimal},
    {"sheep", Kind::kAnimal},
    {"cow", Kind::kAnimal},
    {"bear", Kind::kAnimal},
    {"elephant", Kind::kAnimal},
    {"zebra", Kind::kAnimal},
    {"giraffe", Kind::kAnimal},
}};

}  // namespace

Kind kindOf(std::string_view objectClass) {
  const auto* found =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const auto& entry) { return entry.first == objectClass; });
  return found == kKinds.end() ? Kind::kNone : found->second;
}

}  // namespace cameramonit::track
