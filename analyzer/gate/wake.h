#pragma once

#include <cstdint>
#include <optional>

#include <absl/time/time.h>

namespace cameramonit::gate {

struct WakeSettings {
  absl::Duration probe = absl::Milliseconds(800);    ///< how long a stir may stay without a changed picture
  absl::Duration settle = absl::Milliseconds(1500);  ///< how long the analysis may find nothing after waking
  absl::Duration quiet = absl::Seconds(3);           ///< without anything that moves, until sleep
};

/// Decides when a channel's pictures are decoded. Asleep, only packets and keyframes are watched. Stirred packets make
/// it probe: everything is decoded from the last keyframe on, and compared, but not analysed. A changed picture wakes
/// it: everything is analysed until nothing has moved for a while. Times are the stream's own and ascend; one that goes
/// back counts as no time passed. Thread-bound.
class Wake {
 public:
  enum class State { kAsleep, kProbing, kAwake };
  enum class Cause { kPackets, kPicture };

  /// How a time that was not asleep ended.
  struct Outcome {
    Cause cause = Cause::kPackets;
    bool proven = false;  ///< something was there
  };

  explicit Wake(const WakeSettings& settings = {}) : settings_(settings) {}

  State state() const { return state_; }

  /// The packet gate stirred.
  void packetsStirred(absl::Duration at);

  /// A decoded picture was compared.
  void pictureCompared(absl::Duration at, bool changed);

  /// A picture was analysed; `busy`: something moves in it or is followed that may move.
  void analysed(absl::Duration at, bool busy);

  /// Time passes. What ended with it, once.
  std::optional<Outcome> advance(absl::Duration at);

  /// Asleep at once, as where the stream ends. Nothing is proven or disproven by it.
  void sleep() { state_ = State::kAsleep; }

  /// Times it woke, and those that were for nothing, probes included.
  std::int64_t wakes() const { return wakes_; }
  std::int64_t vain() const { return vain_; }

 private:
  std::optional<Outcome> end(bool proven);

  const WakeSettings settings_;
  State state_ = State::kAsleep;
  Cause cause_ = Cause::kPackets;
  absl::Duration since_;     ///< of the present state
  absl::Duration lastBusy_;  ///< while awake
  bool proven_ = false;
  std::int64_t wakes_ = 0;
  std::int64_t vain_ = 0;
};

}  // namespace cameramonit::gate
