#include "storage/media/variant_shelf.h"

#include <algorithm>
#include <utility>

#include "common/base/status.h"

namespace cameramonit::media {
namespace {

constexpr std::size_t kMostWaiting = 256;  // files to be made

absl::Status notReady() {
  return base::unavailable(base::ErrorReason::ERROR_REASON_VARIANT_NOT_READY,
                           "This video is still being prepared for playing. Try again in a moment.");
}

absl::Status shuttingDown() {
  return base::unavailable(base::ErrorReason::ERROR_REASON_SHUTTING_DOWN, "The server is shutting down.");
}

}  // namespace

VariantShelf::VariantShelf(const MediaOptions& options, VariantMaker& maker, KeyedMutex& locks,
                           const base::Clock& clock)
    : options_(options),
      maker_(maker),
      locks_(locks),
      clock_(clock),
      executor_("media-make", static_cast<std::size_t>(options.makingThreads), kMostWaiting) {}

VariantShelf::~VariantShelf() {
  stop();
}

absl::StatusOr<MediaFile> VariantShelf::get(const std::string& media, Variant variant, absl::Duration patience) {
  if (absl::StatusOr<MediaFile> there = maker_.find(media, variant);
      there.ok() || base::errorReason(there.status()) != base::ErrorReason::ERROR_REASON_FILE_MISSING) {
    absl::MutexLock lock(&mutex_);
    if (there.ok()) {
      if (const auto kept = kept_.find(there->path); kept != kept_.end()) kept->second.used = clock_.now();
    }
    return there;
  }
  const Key key{media, variant};
  absl::MutexLock lock(&mutex_);
  if (stopping_) return shuttingDown();
  std::shared_ptr<Flight>& slot = flights_[key];
  if (!slot) {
    slot = std::make_shared<Flight>();
    slot->media = media;
    if (!executor_.post([this, key, flight = slot] { run(key, flight); })) {
      flights_.erase(key);
      return base::unavailable(base::ErrorReason::ERROR_REASON_OVERLOADED,
                               "Too many videos are being prepared for playing. Try again later.");
    }
  }
  const std::shared_ptr<Flight> flight = slot;
  const auto landed = [&flight] { return flight->result.has_value(); };
  if (!mutex_.AwaitWithTimeout(absl::Condition(&landed), patience)) return notReady();
  return *flight->result;
}

void VariantShelf::run(const Key& key, const std::shared_ptr<Flight>& flight) {
  absl::StatusOr<MediaFile> made = [&]() -> absl::StatusOr<MediaFile> {
    const KeyedMutex::Lock hold(locks_, key.first);
    return maker_.make(key.first, key.second, flight->stop.get_token());
  }();
  if (made.ok()) {
    adopt(key.first, *made, clock_.now());
    makeRoom();
  }
  absl::MutexLock lock(&mutex_);
  flight->result = std::move(made);
  if (const auto own = flights_.find(key); own != flights_.end() && own->second == flight) flights_.erase(own);
}

void VariantShelf::adopt(const std::string& media, const MediaFile& file, absl::Time used) {
  absl::MutexLock lock(&mutex_);
  Kept& kept = kept_[file.path];
  keptBytes_ += file.sizeBytes - kept.bytes;
  kept = {media, file.sizeBytes, used};
}

void VariantShelf::makeRoom() {
  for (;;) {
    std::string path;
    std::string media;
    {
      absl::MutexLock lock(&mutex_);
      // What was made last stays in any case, or a bound that is too small would make it for nothing, again and again.
      if (keptBytes_ <= options_.madeBytes || kept_.size() <= 1) return;
      const auto oldest = std::min_element(kept_.begin(), kept_.end(),
                                           [](const auto& a, const auto& b) { return a.second.used < b.second.used; });
      path = oldest->first;
      media = oldest->second.media;
      keptBytes_ -= oldest->second.bytes;
      kept_.erase(oldest);
    }
    const KeyedMutex::Lock hold(locks_, media);
    // A media that is gone took its files with it, and one that cannot be asked now is asked at the next start.
    (void)maker_.drop(media, path).ok();
  }
}

void VariantShelf::forget(const std::vector<std::string>& media) {
  absl::MutexLock lock(&mutex_);
  const auto isGone = [&media](const std::string& name) {
    return std::find(media.begin(), media.end(), name) != media.end();
  };
  for (const auto& [key, flight] : flights_) {
    if (isGone(flight->media)) flight->stop.request_stop();
  }
  for (auto kept = kept_.begin(); kept != kept_.end();) {
    if (!isGone(kept->second.media)) {
      ++kept;
      continue;
    }
    keptBytes_ -= kept->second.bytes;
    kept = kept_.erase(kept);
  }
}

std::int64_t VariantShelf::keptBytes() const {
  absl::MutexLock lock(&mutex_);
  return keptBytes_;
}

void VariantShelf::stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    for (const auto& [key, flight] : flights_) flight->stop.request_stop();
  }
  executor_.stop();
}

}  // namespace cameramonit::media
