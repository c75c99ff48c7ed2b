#include "analyzer/gate/wake.h"

#include <algorithm>

namespace cameramonit::gate {

void Wake::packetsStirred(absl::Duration at) {
  if (state_ != State::kAsleep) return;
  state_ = State::kProbing;
  cause_ = Cause::kPackets;
  since_ = at;
}

void Wake::pictureCompared(absl::Duration at, bool changed) {
  if (!changed || state_ == State::kAwake) return;
  if (state_ == State::kAsleep) cause_ = Cause::kPicture;
  state_ = State::kAwake;
  since_ = lastBusy_ = at;
  proven_ = false;
  ++wakes_;
}

void Wake::analysed(absl::Duration at, bool busy) {
  if (state_ != State::kAwake || !busy) return;
  proven_ = true;
  lastBusy_ = std::max(lastBusy_, at);
}

std::optional<Wake::Outcome> Wake::advance(absl::Duration at) {
  switch (state_) {
    case State::kAsleep:
      return std::nullopt;
    case State::kProbing:
      return at - since_ >= settings_.probe ? end(false) : std::nullopt;
    case State::kAwake:
      if (proven_) return at - lastBusy_ >= settings_.quiet ? end(true) : std::nullopt;
      return at - since_ >= settings_.settle ? end(false) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<Wake::Outcome> Wake::end(bool proven) {
  state_ = State::kAsleep;
  if (!proven) ++vain_;
  return Outcome{cause_, proven};
}

}  // namespace cameramonit::gate
