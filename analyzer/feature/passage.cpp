#include "analyzer/feature/passage.h"

#include <array>
#include <cstddef>

namespace cameramonit::feature {
namespace {

template <std::size_t N, typename Enum>
std::string_view pick(const std::array<std::string_view, N>& tokens, Enum value) {
  return tokens[static_cast<std::size_t>(value)];
}

template <typename Enum, std::size_t N>
Enum find(const std::array<std::string_view, N>& tokens, std::string_view token, Enum otherwise) {
  for (std::size_t i = 0; i < N; ++i) {
    if (!token.empty() && tokens[i] == token) return static_cast<Enum>(i);
  }
  return otherwise;
}

constexpr std::array<std::string_view, 6> kSides = {"", "left", "right", "top", "bottom", "within"};
constexpr std::array<std::string_view, 7> kDirections = {"",     "left_to_right", "right_to_left", "towards_camera",
                                                         "away", "top_to_bottom", "bottom_to_top"};
constexpr std::array<std::string_view, 5> kSpeeds = {"", "slow", "", "fast", "running"};

}  // namespace

Side sideFromToken(std::string_view token) {
  return find(kSides, token, Side::kUnknown);
}

Direction directionFromToken(std::string_view token) {
  return find(kDirections, token, Direction::kNone);
}

Speed speedFromToken(std::string_view token) {
  return find(kSpeeds, token, Speed::kNormal);
}

std::string_view sideToken(Side side) {
  return pick(kSides, side);
}

std::string_view directionToken(Direction direction) {
  return pick(kDirections, direction);
}

std::string_view speedToken(Speed speed) {
  return pick(kSpeeds, speed);
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
