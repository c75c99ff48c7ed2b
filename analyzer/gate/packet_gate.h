#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include <absl/time/time.h>

#include "analyzer/gate/robust_level.h"

namespace cameramonit::gate {

/// What a compressed picture is to those after it.
enum class PacketKind {
  kKeyframe,    ///< stands alone
  kReference,   ///< later pictures build on it
  kDisposable,  ///< none does
};

struct PacketGateSettings {
  absl::Duration learning = absl::Seconds(12);  ///< time constant of the usual size
  double leastDeviation = 0.10;                 ///< of log2(size): encoders' own jitter is taken to be 7 % at least
  double sharp = 7;                             ///< deviations by which one packet alone stirs
  double faintDrift = 1.3;                      ///< deviations that a longer rise must exceed, and
  double faintSum = 14;                         ///< the sum of what it exceeds them by, from which it stirs
  double suspicious = 3;                        ///< deviations from which a packet is learnt with a quarter's weight
  double mostDoubt = 6;
  absl::Duration doubtHalves = absl::Minutes(3);
};

/// Guesses from the sizes of inter-frames alone that something changes in the picture: a still scene has small, regular
/// ones. Each kind has its own usual size, which follows noise, night, rain and the encoder's settings. It is a hint
/// and no more: exposure changes look like motion, and a faint motion drowns in noise. Told that it stirred in vain, it
/// doubts itself for some minutes. Thread-bound.
class PacketGate {
 public:
  explicit PacketGate(const PacketGateSettings& settings = {});

  /// Takes note of one video packet. True when it stirs. `at` should ascend; any values are survived.
  bool observe(PacketKind kind, std::int64_t sizeBytes, absl::Duration at);

  /// What came of stirring: something was there, or nothing.
  void proven();
  void inVain();

  /// The stream begins anew, perhaps with another encoder: forgets all but its doubt.
  void restart();

  /// 1 without doubt; its thresholds are multiplied by this.
  double doubt() const { return doubt_; }

 private:
  /// One kind of inter-frames.
  struct Watch {
    RobustLevel level;
    double sum = 0;  ///< of a rise that lasts
    std::optional<absl::Duration> lastAt = {};
  };

  const PacketGateSettings settings_;
  std::array<Watch, 2> watches_;
  double doubt_ = 1;
  std::optional<absl::Duration> lastAt_;
};

}  // namespace cameramonit::gate
