#include "storage/media/media_changes.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "common/base/status.h"

namespace cameramonit::media {
namespace {

constexpr std::size_t kMostKept = 4096;

}  // namespace

std::int64_t MediaChanges::next() const {
  absl::MutexLock lock(&mutex_);
  return first_ + static_cast<std::int64_t>(changes_.size());
}

absl::StatusOr<std::vector<MediaChanges::Change>> MediaChanges::since(std::int64_t& from) const {
  absl::MutexLock lock(&mutex_);
  if (from < first_) {
    return base::outOfRange(base::ErrorReason::ERROR_REASON_REVISION_COMPACTED,
                            "You read slower than things happen. Watch anew.");
  }
  std::vector<Change> result;
  std::unordered_set<std::string> told;
  for (auto change = changes_.rbegin(); change != changes_.rend() - (from - first_); ++change) {
    if (told.insert(change->media).second) result.push_back(*change);
  }
  std::reverse(result.begin(), result.end());
  from = first_ + static_cast<std::int64_t>(changes_.size());
  return result;
}

void MediaChanges::add(Change change) {
  {
    absl::MutexLock lock(&mutex_);
    changes_.push_back(std::move(change));
    if (changes_.size() > kMostKept) {
      changes_.pop_front();
      ++first_;
    }
  }
  hub_.notify();
}

}  // namespace cameramonit::media
