#include "server/events/table/lane_shape.h"

#include <algorithm>

namespace cameramonit::events {
namespace {

/// The values that both allow; false when there is none.
bool narrow(std::vector<std::int64_t>& values, const std::vector<std::int64_t>& wanted) {
  if (wanted.empty()) return true;
  if (values.empty()) {
    values = wanted;
    return true;
  }
  std::erase_if(values,
                [&](std::int64_t value) { return std::find(wanted.begin(), wanted.end(), value) == wanted.end(); });
  return !values.empty();
}

}  // namespace

void LaneShape::narrowKinds(const std::vector<std::int64_t>& wanted) {
  if (!narrow(kinds, wanted)) spans.clear();
}

void LaneShape::narrowClasses(const std::vector<Dictionary::Ref>& wanted) {
  if (!narrow(classes, wanted)) spans.clear();
}

void LaneShape::narrowTo(const MicrosSpan& span) {
  for (MicrosSpan& one : spans) one = {std::max(one.from, span.from), std::min(one.until, span.until)};
  std::erase_if(spans, [](const MicrosSpan& one) { return one.from >= one.until; });
}

bool LaneShape::allows(std::int64_t kind, Dictionary::Ref classRef, std::int64_t startUs) const {
  const auto among = [](const std::vector<std::int64_t>& values, std::int64_t value) {
    return values.empty() || std::find(values.begin(), values.end(), value) != values.end();
  };
  return among(kinds, kind) && among(classes, classRef) &&
         std::any_of(spans.begin(), spans.end(),
                     [startUs](const MicrosSpan& span) { return startUs >= span.from && startUs < span.until; });
}

}  // namespace cameramonit::events
