#include "analyzer/feature/colour.h"

#include <algorithm>

namespace cameramonit::feature {
namespace {

constexpr std::array<std::string_view, kColourCount> kTokens = {"",       "black",  "grey",   "silver", "white",
                                                                "red",    "orange", "yellow", "green",  "blue",
                                                                "purple", "pink",   "brown",  "beige"};

}  // namespace

std::string_view colourToken(Colour colour) {
  return kTokens[indexOf(colour)];
}

Colour colourFromToken(std::string_view token) {
  const auto* found = std::find(kTokens.begin(), kTokens.end(), token);
  return found == kTokens.end() ? Colour::kUnknown : static_cast<Colour>(found - kTokens.begin());
}

}  // namespace cameramonit::feature
