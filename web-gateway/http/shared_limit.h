#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

namespace cameramonit::http {

/// Counts what is open, in all and for each key (a client's address, a user), and refuses more than its share.
/// Thread-safe; must outlive its slots.
class SharedLimit {
 public:
  SharedLimit(std::size_t total, std::size_t perKey) : total_(total), perKey_(perKey) {}

  /// One place, given back when this dies. Movable.
  class Slot {
   public:
    Slot(SharedLimit& limit, std::string key) : limit_(&limit), key_(std::move(key)) {}
    Slot(Slot&& other) noexcept : limit_(std::exchange(other.limit_, nullptr)), key_(std::move(other.key_)) {}
    Slot& operator=(Slot&&) = delete;
    ~Slot() {
      if (limit_ != nullptr) limit_->release(key_);
    }

   private:
    SharedLimit* limit_;
    std::string key_;
  };

  /// A place for `key`; nothing when there is none left.
  std::optional<Slot> acquire(std::string key);

  std::size_t open() const;

 private:
  void release(const std::string& key);

  const std::size_t total_;
  const std::size_t perKey_;
  mutable absl::Mutex mutex_;
  std::size_t open_ ABSL_GUARDED_BY(mutex_) = 0;
  std::unordered_map<std::string, std::size_t> byKey_ ABSL_GUARDED_BY(mutex_);
};

/// What counts as one client: an IPv4 address, or the /64 network of an IPv6 address, since whoever has one has all of
/// it. Reentrant.
std::string clientKey(const std::string& address);

}  // namespace cameramonit::http
