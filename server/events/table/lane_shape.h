#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "server/events/table/dictionary.h"

namespace cameramonit::events {

/// A half-open stretch of start times, µs; the type's limits stand for open ends.
struct MicrosSpan {
  static constexpr std::int64_t kOpenFrom = std::numeric_limits<std::int64_t>::min();
  static constexpr std::int64_t kOpenUntil = std::numeric_limits<std::int64_t>::max();
  std::int64_t from = kOpenFrom;
  std::int64_t until = kOpenUntil;
};

/// A lane that asks for nothing but kinds, classes and times: what ready-made counts can answer.
struct LaneShape {
  std::vector<std::int64_t> kinds;       ///< empty: any
  std::vector<Dictionary::Ref> classes;  ///< empty: any
  std::vector<MicrosSpan> spans;         ///< disjoint, in order; empty: nothing matches

  /// Narrows to `wanted` kinds or classes (empty: any). When none is left, nothing matches.
  void narrowKinds(const std::vector<std::int64_t>& wanted);
  void narrowClasses(const std::vector<Dictionary::Ref>& wanted);
  void narrowTo(const MicrosSpan& span);

  /// Whether an event of this kind, class and start is meant.
  bool allows(std::int64_t kind, Dictionary::Ref classRef, std::int64_t startUs) const;
};

}  // namespace cameramonit::events
