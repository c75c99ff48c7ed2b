#include "analyzer/pipeline/assigned/camera_house.h"

#include <utility>

#include "common/base/status.h"

namespace cameramonit::assigned {
namespace {

absl::Status notLive(const std::string& channel) {
  return base::failedPrecondition(base::ErrorReason::ERROR_REASON_CHANNEL_NOT_LIVE,
                                  "This channel has no live camera here.", {{"channel", channel}});
}

}  // namespace

CameraHouse::~CameraHouse() {
  stop();
}

void CameraHouse::run(LiveOrder order) {
  absl::MutexLock lock(&mutex_);
  std::unique_ptr<Place>& slot = places_[order.channel.name()];
  const bool isNew = !slot;
  if (isNew) slot = std::make_unique<Place>();
  Place& place = *slot;
  {
    absl::MutexLock hold(&place.mutex);
    if (place.wanted && sameRun(*place.wanted, order)) return;
    place.wanted = std::move(order);
    place.changed = true;
  }
  if (isNew) place.thread = std::thread([this, &place] { keep(place); });
}

void CameraHouse::end(const std::string& channel) {
  absl::MutexLock lock(&mutex_);
  const auto found = places_.find(channel);
  if (found == places_.end()) return;
  absl::MutexLock hold(&found->second->mutex);
  if (!found->second->wanted) return;
  found->second->wanted.reset();
  found->second->changed = true;
}

void CameraHouse::stop() {
  std::map<std::string, std::unique_ptr<Place>> places;
  {
    absl::MutexLock lock(&mutex_);
    places.swap(places_);
  }
  for (const auto& [channel, place] : places) {
    absl::MutexLock hold(&place->mutex);
    place->leaving = true;
  }
  for (const auto& [channel, place] : places) place->thread.join();
}

void CameraHouse::keep(Place& place) const {
  for (;;) {
    std::optional<LiveOrder> wanted;
    std::shared_ptr<LiveCamera> before;
    bool leaving = false;
    {
      absl::MutexLock lock(&place.mutex);
      const auto ready = [&place]()
                             ABSL_EXCLUSIVE_LOCKS_REQUIRED(place.mutex) { return place.changed || place.leaving; };
      place.mutex.Await(absl::Condition(&ready));
      place.changed = false;
      leaving = place.leaving;
      wanted = place.wanted;
      before = std::exchange(place.camera, nullptr);
    }
    before.reset();  // joins its threads, unless somebody still asks it something: then they do
    if (leaving) return;
    if (!wanted) continue;
    auto camera = std::make_shared<LiveCamera>(parts_, *std::move(wanted));
    absl::MutexLock lock(&place.mutex);
    place.camera = std::move(camera);
  }
}

std::shared_ptr<LiveCamera> CameraHouse::find(const std::string& channel) const {
  absl::MutexLock lock(&mutex_);
  const auto found = places_.find(channel);
  if (found == places_.end()) return nullptr;
  absl::MutexLock hold(&found->second->mutex);
  return found->second->camera;
}

std::optional<analyzer::v1::LiveStatus> CameraHouse::status(const std::string& channel) const {
  const auto camera = find(channel);
  if (!camera) return std::nullopt;
  return camera->status();
}

absl::StatusOr<analyzer::v1::GetSnapshotResponse> CameraHouse::snapshot(const std::string& channel) const {
  const auto camera = find(channel);
  if (!camera) return notLive(channel);
  return camera->snapshot();
}

absl::Status CameraHouse::show(const std::string& channel, std::shared_ptr<Stream> stream) {
  const auto camera = find(channel);
  if (!camera) return notLive(channel);
  return camera->show(std::move(stream));
}

}  // namespace cameramonit::assigned
