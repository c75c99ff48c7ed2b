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

}  // namespace cameramonit::events
