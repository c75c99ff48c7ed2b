#include "analyzer/situation/count_watch.h"

#include <algorithm>

namespace cameramonit::situation {

namespace {

constexpr absl::Duration kStart = absl::Seconds(2);  // tracks that were there before are all confirmed by then

}  // namespace

int CountWatch::levelOf(int count) const {
  int level = 0;
  for (int candidate : thresholds_.countLevels) {
    if (candidate <= count) level = std::max(level, candidate);
  }
  return level;
}

void CountWatch::step(absl::Duration at, int count, std::vector<Situation>& out) {
  if (!startedAt_) startedAt_ = at;
  const bool up = levelOf(count) > levelOf(told_);
  const bool down = levelOf(count) < levelOf(told_);
  if (!up && !down) {
    changingSince_.reset();
    return;
  }
  if (!changingSince_) {
    changingSince_ = at;
    lowest_ = highest_ = count;
  }
  lowest_ = std::min(lowest_, count);
  highest_ = std::max(highest_, count);
  if (at - *changingSince_ < thresholds_.countHold) return;
  const bool fromStart = *changingSince_ - *startedAt_ <= kStart;
  if (fromStart) {
    told_ = up ? lowest_ : highest_;
    changingSince_.reset();
    return;
  }
  Situation changed;
  changed.kind = Kind::kCountChanged;
  changed.objectClass = objectClass_;
  changed.from = *changingSince_;
  changed.to = at;
  changed.previousCount = told_;
  changed.count = up ? lowest_ : highest_;  // what held all the while
  changed.ordinal = ++ordinal_;
  told_ = changed.count;
  changingSince_.reset();
  out.push_back(changed);
}

}  // namespace cameramonit::situation
