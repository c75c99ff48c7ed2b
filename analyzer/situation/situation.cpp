#include "analyzer/situation/situation.h"

#include <array>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

namespace cameramonit::situation {
namespace {

constexpr std::array<std::string_view, 20> kTokens = {
    "appeared",       "left",       "entered_zone", "left_zone",     "crossed_line",       "stopped",
    "moved_off",      "loitered",   "met",          "grouped",       "object_left_behind", "object_taken",
    "count_changed",  "moved",      "camera_blind", "camera_frozen", "camera_defocused",   "camera_turned",
    "camera_offline", "camera_back"};

}  // namespace

std::string_view kindToken(Kind kind) {
  return kTokens[static_cast<std::size_t>(kind)];
}

bool isCameraKind(Kind kind) {
  return kind >= Kind::kCameraBlind;
}

std::string Situation::identity() const {
  // What moved may turn out to be a person or a car; it is the same presence.
  const Kind named = kind == Kind::kMoved ? Kind::kAppeared : kind;
  // A group gains and loses members, so only its number tells it from others.
  const std::string who = kind == Kind::kGrouped ? "" : absl::StrJoin(tracks, ",");
  return absl::StrCat(std::string(kindToken(named)), ":", who, ":", placeId, objectClass, ":", ordinal);
}

}  // namespace cameramonit::situation
