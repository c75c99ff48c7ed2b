#pragma once

#include <string>
#include <vector>

#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include "analyzer/feature/track_features.h"
#include "analyzer/situation/situation.h"

namespace cameramonit::narrate {

/// The same said in both languages; a sentence, or several, with capital and full stop.
struct Sentence {
  std::string pl;
  std::string en;
  friend bool operator==(const Sentence&, const Sentence&) = default;
};

/// Someone or something that a sentence is about.
struct Subject {
  std::string objectClass = "object";  ///< COCO name, "object" where unknown
  float classConfidence = 1;           ///< 0..1; doubt is said in words
  std::string label = "";              ///< a name given by a human; replaces the class
  float labelConfidence = 1;           ///< below 1 for look-alikes
  feature::TrackFeatures features = {};
};

/// A situation and those it is about: `who[i]` is `what.tracks[i]`.
struct Account {
  situation::Situation what;
  std::vector<Subject> who;
};

/// How many of one sort there were.
struct SortCount {
  std::string objectClass;  ///< COCO name or "object"
  int count = 0;
};

/// What an hour, a day or any other stretch amounts to. Civil times are the project's local time.
struct PeriodFacts {
  absl::CivilMinute from, to;     ///< half-open; whole days are said as days
  bool dated = false;             ///< hours are said with their day
  std::vector<SortCount> counts;  ///< most important first; zeros are not said
  bool hasEvents = false;         ///< whether `first` and `last` mean anything
  absl::CivilMinute first, last;  ///< beginnings of the first and last event
  bool hasBusiest = false;
  absl::CivilMinute busiestFrom, busiestTo;
  absl::Duration blind = absl::ZeroDuration();  ///< without a picture; said from one second
};

}  // namespace cameramonit::narrate
