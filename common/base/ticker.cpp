#include "common/base/ticker.h"

#include <algorithm>
#include <utility>

#include <absl/time/clock.h>

namespace cameramonit::base {

Ticker::Subscription& Ticker::Subscription::operator=(Subscription&& other) noexcept {
  if (this != &other) {
    reset();
    ticker_ = std::exchange(other.ticker_, nullptr);
    id_ = other.id_;
  }
  return *this;
}

void Ticker::Subscription::reset() {
  if (Ticker* ticker = std::exchange(ticker_, nullptr)) ticker->remove(id_);
}

Ticker::Ticker() : thread_([this] { run(); }) {}

Ticker::~Ticker() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

Ticker::Subscription Ticker::every(absl::Duration interval, std::function<void()> call) {
  absl::MutexLock lock(&mutex_);
  const std::uint64_t id = nextId_++;
  entries_[id] = {interval, absl::Now() + interval, std::move(call)};
  changed_ = true;
  return {*this, id};
}

void Ticker::remove(std::uint64_t id) {
  absl::MutexLock lock(&mutex_);
  entries_.erase(id);
  // A call that removes itself must not wait for itself.
  if (std::this_thread::get_id() == thread_.get_id()) return;
  const auto over = [this, id]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return running_ != id; };
  mutex_.Await(absl::Condition(&over));
}

void Ticker::run() {
  absl::MutexLock lock(&mutex_);
  while (!stopping_) {
    absl::Time next = absl::InfiniteFuture();
    std::uint64_t due = 0;
    for (const auto& [id, entry] : entries_) {
      if (entry.due < next) {
        next = entry.due;
        due = id;
      }
    }
    const absl::Time now = absl::Now();
    if (next > now) {
      changed_ = false;
      const auto woken = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return changed_ || stopping_; };
      mutex_.AwaitWithDeadline(absl::Condition(&woken), next);
      continue;
    }
    Entry& entry = entries_[due];
    entry.due = now + entry.interval;
    const std::function<void()> call = entry.call;
    running_ = due;
    mutex_.Unlock();
    call();
    mutex_.Lock();
    running_ = 0;
  }
}

}  // namespace cameramonit::base
