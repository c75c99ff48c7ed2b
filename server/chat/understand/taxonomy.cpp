#include "server/chat/understand/taxonomy.h"

#include <algorithm>
#include <array>

#include "server/chat/understand/question.h"

namespace cameramonit::chat {
namespace {

constexpr std::array<std::string_view, 8> kVehicles = {"bicycle", "car",   "motorcycle", "airplane",
                                                       "bus",     "train", "truck",      "boat"};
constexpr std::array<std::string_view, 10> kAnimals = {"bird", "cat",      "dog",  "horse", "sheep",
                                                       "cow",  "elephant", "bear", "zebra", "giraffe"};
constexpr std::array<std::string_view, 14> kColours = {"red",   "orange", "yellow", "green", "blue", "purple", "pink",
                                                       "brown", "beige",  "black",  "white", "grey", "silver", "gold"};
constexpr std::array<std::string_view, 5> kWorn = {"jacket", "coat", "hat", "backpack", "bag"};

template <typename List>
bool in(const List& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

std::string_view groupOf(std::string_view object) {
  if (object == "vehicle" || in(kVehicles, object)) return "vehicle";
  if (object == "animal" || in(kAnimals, object)) return "animal";
  return object;
}

}  // namespace

std::vector<std::string> classesOf(std::string_view object) {
  if (object == "vehicle") return {kVehicles.begin(), kVehicles.end()};
  if (object == "animal") return {kAnimals.begin(), kAnimals.end()};
  if (object == kAny || object.empty()) return {};
  return {std::string(object)};
}

bool isVehicle(std::string_view object) {
  return groupOf(object) == "vehicle";
}

std::string commonObject(std::string_view a, std::string_view b) {
  if (a == b) return std::string(a);
  const std::string_view group = groupOf(a);
  return std::string(group == groupOf(b) ? group : kAny);
}

bool isColour(std::string_view feature) {
  return in(kColours, feature);
}

bool isWorn(std::string_view feature) {
  return in(kWorn, feature);
}

}  // namespace cameramonit::chat
