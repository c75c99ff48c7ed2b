#include "common/rpc/watch_hub.h"

#include <utility>
#include <vector>

namespace cameramonit::rpc {

struct WatchHub::Watch {
  std::uint64_t id = 0;
  Poll poll;
  absl::Mutex mutex;
  bool running ABSL_GUARDED_BY(mutex) = false;
  bool again ABSL_GUARDED_BY(mutex) = false;
  bool checkpoint ABSL_GUARDED_BY(mutex) = false;
  bool over ABSL_GUARDED_BY(mutex) = false;
};

WatchHub::WatchHub(base::Executor& executor, base::Ticker& ticker, absl::Duration checkpointInterval)
    : executor_(executor), checkpoints_(ticker.every(checkpointInterval, [this] { notifyAll(true); })) {}

WatchHub::~WatchHub() {
  checkpoints_.reset();
}

void WatchHub::notify() {
  notifyAll(false);
}

void WatchHub::notifyAll(bool checkpoint) {
  std::vector<std::shared_ptr<Watch>> all;
  {
    absl::MutexLock lock(&mutex_);
    all.reserve(watches_.size());
    for (const auto& [id, watch] : watches_) all.push_back(watch);
  }
  for (const auto& watch : all) wake(watch, checkpoint);
}

std::function<void()> WatchHub::watch(Poll poll) {
  auto watch = std::make_shared<Watch>();
  watch->poll = std::move(poll);
  {
    absl::MutexLock lock(&mutex_);
    watch->id = nextId_++;
    watches_[watch->id] = watch;
  }
  wake(watch, true);
  return [this, watch] {
    {
      absl::MutexLock lock(&watch->mutex);
      if (std::exchange(watch->over, true)) return;
    }
    absl::MutexLock lock(&mutex_);
    watches_.erase(watch->id);
  };
}

void WatchHub::wake(const std::shared_ptr<Watch>& watch, bool checkpoint) {
  {
    absl::MutexLock lock(&watch->mutex);
    if (watch->over) return;
    watch->again = true;
    watch->checkpoint = watch->checkpoint || checkpoint;
    if (std::exchange(watch->running, true)) return;
  }
  // A full executor drops this wake; the next change or checkpoint brings it again.
  if (!executor_.post([this, watch] { run(watch); })) {
    absl::MutexLock lock(&watch->mutex);
    watch->running = false;
  }
}

void WatchHub::run(const std::shared_ptr<Watch>& watch) {
  for (;;) {
    bool checkpoint = false;
    {
      absl::MutexLock lock(&watch->mutex);
      if (!watch->again || watch->over) {
        watch->running = false;
        return;
      }
      watch->again = false;
      checkpoint = std::exchange(watch->checkpoint, false);
    }
    if (watch->poll(checkpoint)) continue;
    {
      absl::MutexLock lock(&watch->mutex);
      watch->over = true;
      watch->running = false;
    }
    absl::MutexLock lock(&mutex_);
    watches_.erase(watch->id);
    return;
  }
}

}  // namespace cameramonit::rpc
