#pragma once

#include <algorithm>
#include <optional>

#include <absl/time/time.h>

namespace cameramonit::gate {

/// What a sleeping channel may spend on looking more often than its keyframes come: computing time that flows in
/// steadily and is saved up to a bound. Where pictures are small or few this pays for all of them, and nothing of such
/// a camera is ever gated. Thread-bound.
class DecodeBudget {
 public:
  /// `cores`: computing time that flows in per time. `most`: that can be saved.
  explicit DecodeBudget(double cores = 0.010, absl::Duration most = absl::Milliseconds(400))
      : cores_(cores), most_(most), saved_(most / 2) {}

  /// Time passes, by the stream's clock; one that goes back brings nothing.
  void earn(absl::Duration at) {
    if (at_) saved_ = std::min(most_, saved_ + cores_ * std::clamp(at - *at_, absl::ZeroDuration(), absl::Seconds(60)));
    at_ = at;
  }
  /// May go below nothing; then it must be earned back first.
  void spend(absl::Duration cpu) { saved_ = std::max(saved_ - cpu, -most_); }
  bool affords(absl::Duration cpu) const { return saved_ >= cpu; }

  absl::Duration saved() const { return saved_; }

 private:
  double cores_;
  absl::Duration most_;
  absl::Duration saved_;
  std::optional<absl::Duration> at_;
};

}  // namespace cameramonit::gate
