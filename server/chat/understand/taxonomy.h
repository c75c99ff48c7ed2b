#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cameramonit::chat {

/// Detector classes that a group stands for: "vehicle", "animal". A class stands for itself; "any" for nothing in
/// particular and gives an empty list. Reentrant.
std::vector<std::string> classesOf(std::string_view object);

/// Whether an object is a vehicle or the group itself. Reentrant.
bool isVehicle(std::string_view object);

/// The narrowest object that covers both: car and truck give "vehicle", person and dog "any". Reentrant.
std::string commonObject(std::string_view a, std::string_view b);

/// Whether a feature token is a colour. Reentrant.
bool isColour(std::string_view feature);

/// Whether a feature token is something worn or carried, so that it belongs to a person. Reentrant.
bool isWorn(std::string_view feature);

}  // namespace cameramonit::chat
