#include "analyzer/gate/packet_gate.h"

#include <algorithm>
#include <cmath>

namespace cameramonit::gate {
namespace {

constexpr double kOverheadBytes = 24;  // headers that even an empty picture has
constexpr absl::Duration kLongestStep = absl::Seconds(2);
constexpr double kMostExcess = 12;  // that one packet adds to a rise
constexpr double kSuspiciousWeight = 0.25;
constexpr double kMoreDoubt = 1.5;

absl::Duration stepTo(absl::Duration at, std::optional<absl::Duration>& last) {
  const absl::Duration step = last ? std::clamp(at - *last, absl::ZeroDuration(), kLongestStep) : absl::ZeroDuration();
  last = at;
  return step;
}

}  // namespace

PacketGate::PacketGate(const PacketGateSettings& settings)
    : settings_(settings),
      watches_{Watch{RobustLevel(settings.learning, settings.leastDeviation)},
               Watch{RobustLevel(settings.learning, settings.leastDeviation)}} {}

bool PacketGate::observe(PacketKind kind, std::int64_t sizeBytes, absl::Duration at) {
  const absl::Duration passed = stepTo(at, lastAt_);
  doubt_ = 1 + (doubt_ - 1) * std::exp2(-absl::FDivDuration(passed, settings_.doubtHalves));
  if (kind == PacketKind::kKeyframe) return false;

  Watch& watch = watches_[kind == PacketKind::kDisposable ? 1 : 0];
  const double value = std::log2(kOverheadBytes + static_cast<double>(std::max<std::int64_t>(0, sizeBytes)));
  const double excess = watch.level.excess(value);
  watch.sum = std::max(0.0, watch.sum + std::min(excess, kMostExcess) - settings_.faintDrift);
  const bool suspicious = excess > settings_.suspicious;
  watch.level.learn(value, stepTo(at, watch.lastAt) * (suspicious ? kSuspiciousWeight : 1));

  const bool stirs = excess > settings_.sharp * doubt_ || watch.sum > settings_.faintSum * doubt_ * doubt_;
  if (stirs) watch.sum = 0;
  return stirs;
}

void PacketGate::proven() {
  doubt_ = 1 + (doubt_ - 1) / 2;
}

void PacketGate::inVain() {
  doubt_ = std::min(settings_.mostDoubt, doubt_ * kMoreDoubt);
}

void PacketGate::restart() {
  for (Watch& watch : watches_) watch = Watch{RobustLevel(settings_.learning, settings_.leastDeviation)};
  lastAt_.reset();
}

}  // namespace cameramonit::gate
