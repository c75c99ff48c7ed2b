#pragma once

#include <optional>
#include <string_view>

#include <absl/time/time.h>

namespace cameramonit::feature {

/// Where in the outline of the picture an object came in or went out.
enum class Side {
  kUnknown,
  kLeft,
  kRight,
  kTop,
  kBottom,
  kWithin,  ///< not at an edge: out of a door, from behind a tree, or first noticed there
};

/// The way taken through the picture as a whole.
enum class Direction {
  kNone,  ///< stayed about where it was, or came back to where it started
  kLeftToRight,
  kRightToLeft,
  kTowardsCamera,  ///< down the picture and growing
  kAway,           ///< up the picture and shrinking
  kTopToBottom,    ///< down the picture without growing, as seen from above
  kBottomToTop,
};

enum class Speed { kUnknown, kSlow, kNormal, kFast, kRunning };

/// Size in the picture, not in the world.
enum class Size { kUnknown, kSmall, kMedium, kLarge };

/// A ninth of the picture; column -1 left, 0 middle, 1 right; row -1 top, 0 middle, 1 bottom.
struct Place {
  int column = 0;
  int row = 0;
};

/// How one object went through the picture. Everything is "so far" while the track lasts; `left` is where it would
/// have left had it ended now.
struct Passage {
  Side entered = Side::kUnknown;
  Side left = Side::kUnknown;
  Direction direction = Direction::kNone;
  Speed speed = Speed::kUnknown;
  std::optional<double> metresPerSecond;  ///< median while moving; only with a ground plane
  Size size = Size::kUnknown;
  std::optional<double> widthMetres;  ///< on the ground; only with a ground plane
  Place place;                        ///< where it was seen most
  absl::Duration from;                ///< first sighting, from the start of the media
  absl::Duration to;                  ///< last sighting
};

// Tokens as events and questions use them: "left", "left_to_right", "running", "large"; "" where nothing is to be
// said (unknown, none, normal speed, medium size). Reentrant.
std::string_view sideToken(Side side);
std::string_view directionToken(Direction direction);
std::string_view speedToken(Speed speed);
std::string_view sizeToken(Size size);

// The inverses; unknown, none or normal for anything else. Reentrant.
Side sideFromToken(std::string_view token);
Direction directionFromToken(std::string_view token);
Speed speedFromToken(std::string_view token);

/// "top left", "left", "middle", "bottom", … Reentrant.
std::string_view placeToken(Place place);

}  // namespace cameramonit::feature
