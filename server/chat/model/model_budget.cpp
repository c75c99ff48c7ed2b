#include "server/chat/model/model_budget.h"

namespace cameramonit::chat {
namespace {

constexpr char kReader[] = "language_model";
constexpr absl::Duration kPause = absl::Seconds(30);
// The stored number is the day and the calls of that day.
constexpr std::int64_t kDay = 1'000'000;

}  // namespace

bool ModelBudget::take() {
  absl::MutexLock lock(&mutex_);
  const absl::Time now = clock_.now();
  if (now < pausedUntil_) return false;
  const auto stored = states_.position(kReader);
  if (!stored.ok()) return false;
  const std::int64_t today = absl::ToUnixSeconds(now) / absl::ToInt64Seconds(absl::Hours(24));
  const std::int64_t used = *stored / kDay == today ? *stored % kDay : 0;
  if (used >= callsPerDay_) return false;
  return states_.setPosition(kReader, today * kDay + used + 1).ok();
}

void ModelBudget::failed() {
  absl::MutexLock lock(&mutex_);
  pausedUntil_ = clock_.now() + kPause;
}

}  // namespace cameramonit::chat
