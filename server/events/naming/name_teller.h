#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "cameramonit/events/v1/event.pb.h"

namespace cameramonit::events {

/// What things are called, by the id of the object, or of the event that has none; kinds before names.
using GivenNames = std::map<std::string, std::vector<v1::GivenName>>;

// Telling what was seen under the names that people gave. The class, the confidence, the "name" features, the given
// names and the sentence follow the names; all else stays. Without names everything is again as the analyzer told it:
// its facts are kept within the message, made from it where it came without. Reentrant.

void tellNamed(const GivenNames& names, v1::Event& event);

/// `story` are the events of the object by beginning.
void tellNamed(const GivenNames& names, std::span<const v1::Event> story, v1::TrackedObject& object);

}  // namespace cameramonit::events
