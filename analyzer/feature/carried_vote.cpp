#include "analyzer/feature/carried_vote.h"

#include <algorithm>
#include <cstddef>

namespace cameramonit::feature {
namespace {

struct Accessory {
  std::string_view objectClass;
  std::string_view token;
};
constexpr std::array<Accessory, 4> kAccessories = {
    {{"backpack", "backpack"}, {"handbag", "bag"}, {"suitcase", "suitcase"}, {"umbrella", "umbrella"}}};
constexpr int kMinFrames = 3;
constexpr int kShare = 4;             // one frame in so many
constexpr float kReach = 0.25F;       // a hand reaches this far beside the box, in box heights
constexpr float kInside = 0.5F;       // of the thing must lie in the person's reach
constexpr float kLargestArea = 1.2F;  // of the person's box: an umbrella may be wider than its owner

}  // namespace

bool CarriedVote::isAccessory(std::string_view objectClass) {
  return std::any_of(kAccessories.begin(), kAccessories.end(),
                     [&](const Accessory& accessory) { return accessory.objectClass == objectClass; });
}

void CarriedVote::add(const cv::Rect2f& person, std::span<const AccessorySighting> detections) {
  ++frames_;
  const float reach = kReach * person.height;
  const cv::Rect2f around{person.x - reach, person.y - reach, person.width + 2 * reach, person.height + reach};
  std::array<bool, 4> here{};
  for (const AccessorySighting& thing : detections) {
    if (thing.box.area() <= 0 || thing.box.area() > kLargestArea * person.area()) continue;
    if ((thing.box & around).area() < kInside * thing.box.area()) continue;
    for (std::size_t i = 0; i < kAccessories.size(); ++i) {
      if (kAccessories[i].objectClass == thing.objectClass) here[i] = true;
    }
  }
  for (std::size_t i = 0; i < seen_.size(); ++i) seen_[i] += here[i] ? 1 : 0;
}

std::vector<std::string> CarriedVote::result() const {
  std::vector<std::string> carried;
  for (std::size_t i = 0; i < seen_.size(); ++i) {
    if (seen_[i] >= kMinFrames && seen_[i] * kShare >= frames_) carried.emplace_back(kAccessories[i].token);
  }
  return carried;
}

}  // namespace cameramonit::feature
