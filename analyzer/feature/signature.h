#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "analyzer/feature/colour.h"

namespace cameramonit::feature {

/// CIELAB: lightness 0..100, a and b about -40..40.
using Paint = std::array<float, 3>;

/// What one object looked like and how it moved, as its camera saw it: small enough to be stored with it and compared
/// later. A name that a person gave to one object is offered to those that look alike; see LookAlikes.
struct Signature {
  std::string objectClass;  ///< COCO name or "object"
  ColourShares upper{};     ///< each normalised to a sum of 1, or all zero where unknown
  ColourShares lower{};
  ColourShares whole{};
  Paint upperPaint{}, lowerPaint{}, wholePaint{};  ///< means; they tell apart what has the same names of colours
  float size = 0;                      ///< typical square root of the share of the picture that it covers, 0..1
  float aspect = 1;                    ///< typical width over height
  float speed = 0;                     ///< typical, in its own sizes a second; 0 while it stood
  float wayX = 0, wayY = 0;            ///< from where it came in to where it went out, in shares of the picture, -1..1
  float placeX = 0.5F, placeY = 0.5F;  ///< middle of its way, in shares of the picture
  int sightings = 0;                   ///< how many times it was looked at, up to 255
};

/// The form of the bytes below. A reader meets older forms in databases and newer ones never.
inline constexpr int kSignatureVersion = 2;

/// How alike two objects are by colour alone, 0..1; 0 where nothing is known of one. Symmetric. Reentrant.
float colourLikeness(const Signature& a, const Signature& b);

/// How alike they are by size, shape and speed, 0..1, whatever their colour. Symmetric. Reentrant.
float shapeLikeness(const Signature& a, const Signature& b);

/// How alike they are by all of it, 0..1. Unlike colours are not made up for by size. Symmetric. Reentrant.
float likeness(const Signature& a, const Signature& b);

/// Whether what was seen as one class may be the other: a person is no car; what has no class may be anything that is
/// no person. Symmetric. Reentrant.
bool mayBeTheSame(std::string_view a, std::string_view b);

/// About 70 bytes. Reentrant.
std::string encodeSignature(const Signature& signature);

/// The inverse, within a rounding error of 1/255 (colours); nothing where `bytes` are no signature of this `version`.
/// Reentrant.
std::optional<Signature> decodeSignature(int version, std::string_view bytes);

}  // namespace cameramonit::feature
