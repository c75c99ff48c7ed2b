#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include <absl/time/time.h>

#include "analyzer/feature/signature.h"

namespace cameramonit::feature {

/// What a word that a person gave means.
enum class NameSort {
  kKind,  ///< a kind of thing ("car"): others of about that size and speed are one too, whatever their colour
  kName,  ///< one particular thing or person ("our garbage truck"): only the same one again bears it
};

/// One object as it is compared: what it looked like, and when.
struct Sighting {
  Signature signature;
  absl::Time from;
  absl::Time to;
};

/// Decides which objects of a camera bear a name that was given to some of them. Precision comes before recall: who is
/// missed may be named by hand, who is named wrongly must be taken back.
///
/// How much alike is enough is learnt from the camera itself: whoever was in the picture together with the named one is
/// somebody else, so only what is more like it than all of those can be it. Objects that a person rejected count the
/// same. Immutable after `calibrate`; thread-bound.
class LookAlikes {
 public:
  /// `named`: objects that a person gave the name, at least one; `rejected`: of which a person said that they are not.
  LookAlikes(NameSort sort, std::vector<Sighting> named, std::vector<Sighting> rejected);

  /// Learns from other objects of the camera. For a name those seen together with a named one raise the bar.
  void calibrate(const std::vector<Sighting>& others);

  /// How surely `candidate` bears the name: 0.4..0.95, nothing where it does not. What was in the picture together with
  /// a named one is somebody else.
  std::optional<float> confidenceOf(const Sighting& candidate) const;

  /// What must be exceeded, for those who measure.
  float bar() const { return bar_; }

 private:
  float likenessTo(const Signature& named, const Signature& candidate) const;
  bool excluded(const Sighting& candidate) const;

  const NameSort sort_;
  const std::vector<Sighting> named_;
  std::vector<Sighting> rejected_;
  float bar_;
};

/// Whether both were in the picture at the same moment, for longer than a broken track overlaps with itself. Reentrant.
bool seenTogether(const Sighting& a, const Sighting& b);

}  // namespace cameramonit::feature
