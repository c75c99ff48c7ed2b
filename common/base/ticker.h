#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <thread>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

namespace cameramonit::base {

/// Calls functions at intervals, from one thread of its own; they must be short (post the work elsewhere).
/// Thread-safe.
class Ticker {
 public:
  /// Ends its ticking when destroyed; then the function does not run any more.
  class Subscription {
   public:
    Subscription() = default;
    Subscription(Ticker& ticker, std::uint64_t id) : ticker_(&ticker), id_(id) {}
    Subscription(Subscription&& other) noexcept { *this = std::move(other); }
    Subscription& operator=(Subscription&& other) noexcept;
    ~Subscription() { reset(); }
    void reset();

   private:
    Ticker* ticker_ = nullptr;
    std::uint64_t id_ = 0;
  };

  Ticker();
  ~Ticker();
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

  /// The first call comes after one interval. The ticker must outlive the subscription.
  [[nodiscard]] Subscription every(absl::Duration interval, std::function<void()> call);

 private:
  struct Entry {
    absl::Duration interval;
    absl::Time due;
    std::function<void()> call;
  };
  void run();
  void remove(std::uint64_t id);

  absl::Mutex mutex_;
  std::map<std::uint64_t, Entry> entries_ ABSL_GUARDED_BY(mutex_);
  std::uint64_t nextId_ ABSL_GUARDED_BY(mutex_) = 1;
  std::uint64_t running_ ABSL_GUARDED_BY(mutex_) = 0;  // id of the call under way, 0: none
  bool changed_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace cameramonit::base
