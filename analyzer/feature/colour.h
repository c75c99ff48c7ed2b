#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace cameramonit::feature {

/// The colours we say. Fewer than a painter knows, enough to recognise a jacket or a car by.
enum class Colour {
  kUnknown,
  kBlack,
  kGrey,
  kSilver,  ///< light grey of a vehicle; never said of clothes
  kWhite,
  kRed,
  kOrange,
  kYellow,
  kGreen,
  kBlue,
  kPurple,
  kPink,
  kBrown,
  kBeige,
};

inline constexpr std::size_t kColourCount = 14;

/// How much of something has each colour, indexed by Colour; not necessarily normalised.
using ColourShares = std::array<float, kColourCount>;

inline constexpr std::size_t indexOf(Colour colour) {
  return static_cast<std::size_t>(colour);
}

/// "red" for kRed, "" for kUnknown: the form that events, questions and word lists use. Reentrant.
std::string_view colourToken(Colour colour);

/// The inverse of colourToken(); kUnknown for anything else. Reentrant.
Colour colourFromToken(std::string_view token);

/// A colour and how sure we are of it, 0..1. kUnknown goes with 0.
struct NamedColour {
  Colour colour = Colour::kUnknown;
  float confidence = 0;
};

}  // namespace cameramonit::feature
