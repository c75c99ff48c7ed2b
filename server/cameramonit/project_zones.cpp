#include "server/cameramonit/project_zones.h"

#include "common/base/status.h"

namespace cameramonit {
namespace {

constexpr absl::Duration kRemembered = absl::Seconds(30);

}  // namespace

absl::StatusOr<absl::TimeZone> ProjectZones::of(const std::string& project) {
  const absl::Time now = clock_.now();
  {
    absl::MutexLock lock(&mutex_);
    const auto found = known_.find(project);
    if (found != known_.end() && now - found->second.second < kRemembered) return found->second.first;
  }
  absl::TimeZone zone = absl::UTCTimeZone();
  const auto stored = projects_.get(project);
  if (stored.ok()) {
    if (!absl::LoadTimeZone(stored->time_zone(), &zone)) zone = absl::UTCTimeZone();
  } else if (base::errorReason(stored.status()) != type::v1::ERROR_REASON_PROJECT_UNKNOWN) {
    return stored.status();
  }
  absl::MutexLock lock(&mutex_);
  known_[project] = {zone, now};
  return zone;
}

}  // namespace cameramonit
