#pragma once

#include <map>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "analyzer/feature/track_features.h"
#include "analyzer/narrate/narrator.h"
#include "analyzer/situation/situation_engine.h"
#include "analyzer/track/video_tracker.h"

namespace cameramonit::seeing {

/// One situation with what was said of it.
struct Told {
  situation::Situation what;
  narrate::Subject who;  ///< the first it is about
  narrate::Sentence sentence;
};

/// Whether the detector's weights and runtime are at hand.
bool canSee();

/// Looks at a film with every stage of the analyzer, as the product does, and keeps the final tellings.
absl::StatusOr<std::vector<Told>> watch(const std::string& film, double framesPerSecond = 5);

}  // namespace cameramonit::seeing
