#include "analyzer/situation/scene.h"

#include <algorithm>
#include <cmath>

#include "analyzer/feature/carried_vote.h"

namespace cameramonit::situation {

float sizeUnit(const std::string& objectClass, const cv::Rect2f& box) {
  return std::max(1.0F, objectClass == "person" ? box.height : std::sqrt(box.area()));
}

bool isBelonging(const std::string& objectClass) {
  return feature::CarriedVote::isAccessory(objectClass);
}

bool isVehicle(const std::string& objectClass) {
  return objectClass == "car" || objectClass == "truck" || objectClass == "bus" || objectClass == "motorcycle" ||
         objectClass == "bicycle" || objectClass == "train" || objectClass == "boat" || objectClass == "airplane";
}

}  // namespace cameramonit::situation
