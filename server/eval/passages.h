#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

namespace cameramonit::eval {

/// One object that a person marked in a film.
struct MarkedPassage {
  std::string objectClass;
  absl::Duration from;
  absl::Duration to;
  std::string look;    ///< words, e.g. "light grey-green (silver)"; may be empty
  std::string enters;  ///< "left", "right", "top", "bottom"; may be empty
  std::string leaves;  ///< likewise
};

/// One object that the analysis found.
struct FoundPassage {
  std::string objectClass;  ///< "object" where unknown
  absl::Duration from;
  absl::Duration to;
  std::set<std::string> colours;  ///< tokens; empty where none is sure
  std::string entered;            ///< side, empty where unknown
  std::string left;               ///< likewise
  bool stoodThroughout = false;   ///< there from the first to the last second, so it did not pass
};

/// How what was found compares with what was marked.
struct PassageFigures {
  int total = 0;
  int found = 0;
  std::vector<MarkedPassage> missed;
  std::vector<FoundPassage> invented;
  int coloursMarked = 0;
  int coloursRight = 0;  ///< of found objects with a marked look
  int directionsMarked = 0;
  int directionsRight = 0;  ///< of found objects with marked sides: every marked side is right
};

/// The colour tokens that a look in words allows: "silver" allows silver and grey. Reentrant.
std::set<std::string> coloursOf(std::string_view look);

/// Reads the marks of one film from a file that holds several by file name, or of the only one. INVALID_ARGUMENT
/// (FIELD_INVALID) where the form is wrong. Reentrant.
absl::StatusOr<std::vector<MarkedPassage>> readMarks(const std::string& json, const std::string& fileName);

/// Pairs marks and finds one to one. A find is a mark's when it begins within a second of it, covers half of its time
/// and is of a class that the marked one can be told as: vehicles among themselves, a cyclist as person or bicycle, and
/// "object" for anything. A find without a mark is invented, unless it stood there throughout: people who mark films
/// write down no parked cars. Reentrant.
PassageFigures comparePassages(const std::vector<MarkedPassage>& marked, const std::vector<FoundPassage>& found);

}  // namespace cameramonit::eval
