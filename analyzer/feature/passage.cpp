#include "analyzer/feature/passage.h"

#include <array>
#include <cstddef>

namespace cameramonit::feature {
namespace {

template <std::size_t N, typename Enum>
std::string_view pick(const std::array<std::string_view, N>& tokens, Enum value) {
  return tokens[static_cast<std::size_t>(value)];
}

}  // namespace

std::string_view sideToken(Side side) {
  static constexpr std::array<std::string_view, 6> kTokens = {"", "left", "right", "top", "bottom", "within"};
  return pick(kTokens, side);
}

std::string_view directionToken(Direction direction) {
  static constexpr std::array<std::string_view, 7> kTokens = {
      "", "left_to_right", "right_to_left", "towards_camera", "away", "top_to_bottom", "bottom_to_top"};
  return pick(kTokens, direction);
}

std::string_view speedToken(Speed speed) {
  static constexpr std::array<std::string_view, 5> kTokens = {"", "slow", "", "fast", "running"};
  return pick(kTokens, speed);
}

std::string_view sizeToken(Size size) {
  static constexpr std::array<std::string_view, 4> kTokens = {"", "small", "", "large"};
  return pick(kTokens, size);
}

std::string_view placeToken(Place place) {
  static constexpr std::array<std::string_view, 9> kTokens = {
      "top left", "top", "top right", "left", "middle", "right", "bottom left", "bottom", "bottom right"};
  return kTokens[static_cast<std::size_t>((place.row + 1) * 3 + place.column + 1)];
}

}  // namespace cameramonit::feature
