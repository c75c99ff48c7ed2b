#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "analyzer/feature/colour.h"

namespace cameramonit::feature {

/// What an object looks like on its camera, small enough to be stored with it and compared later: a name that a person
/// gave to one object is offered to those that look alike.
struct Signature {
  std::string objectClass;  ///< COCO name or "object"
  ColourShares upper{};     ///< each normalised to a sum of 1, or all zero where unknown
  ColourShares lower{};
  ColourShares whole{};
  float size = 0;    ///< typical square root of the share of the picture that it covers, 0..1
  float aspect = 1;  ///< typical width over height
};

/// How alike two objects of one camera look, 0..1. From about 0.8 people call them the same sort; 0 where the classes
/// exclude one another (a person is no car; what has no class may be anything that is no person). Symmetric. Reentrant.
float likeness(const Signature& a, const Signature& b);

/// One line of printable ASCII without spaces, about 100 characters. Reentrant.
std::string encodeSignature(const Signature& signature);

/// The inverse, within a rounding error of 1/255; nothing where `text` is not a signature. Reentrant.
std::optional<Signature> decodeSignature(std::string_view text);

}  // namespace cameramonit::feature
