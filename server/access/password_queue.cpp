#include "server/access/password_queue.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "common/base/status.h"

namespace cameramonit::access {
namespace {

constexpr std::size_t kMostWaiting = 24;
constexpr int kMostOfAccount = 4;
constexpr int kLowPriority = 10;

}  // namespace

PasswordQueue::PasswordQueue(int threads) {
  const int usual = std::max(1, static_cast<int>(std::thread::hardware_concurrency()) / 2);
  for (int i = 0; i < (threads > 0 ? threads : usual); ++i) threads_.emplace_back([this] { run(); });
}

PasswordQueue::~PasswordQueue() {
  stop();
}

void PasswordQueue::stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

bool PasswordQueue::add(Lane& lane, const std::string& account, std::function<void()>& work) {
  if (stopping_ || lane.waiting.size() >= kMostWaiting) return false;
  int& ofAccount = lane.ofAccount[account];
  if (ofAccount >= kMostOfAccount) return false;
  ++ofAccount;
  lane.waiting.push_back({account, std::move(work)});
  return true;
}

absl::Status PasswordQueue::post(const std::string& account, bool knownDevice, std::function<void()> work) {
  absl::MutexLock lock(&mutex_);
  if (add(knownDevice ? known_ : others_, account, work)) return absl::OkStatus();
  return base::resourceExhausted(type::v1::ERROR_REASON_OVERLOADED,
                                 "Too many people log in at once. Try again in a moment.", {{"retry_after_s", "1"}});
}

PasswordQueue::Work PasswordQueue::take(Lane& lane) {
  Work work = std::move(lane.waiting.front());
  lane.waiting.pop_front();
  const auto count = lane.ofAccount.find(work.account);
  if (--count->second == 0) lane.ofAccount.erase(count);
  return work;
}

void PasswordQueue::run() {
  // Linux gives every thread a nice value of its own.
  setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), kLowPriority);
  for (;;) {
    Work work;
    {
      absl::MutexLock lock(&mutex_);
      const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        return stopping_ || !known_.waiting.empty() || !others_.waiting.empty();
      };
      mutex_.Await(absl::Condition(&ready));
      if (known_.waiting.empty() && others_.waiting.empty()) return;
      work = take(known_.waiting.empty() ? others_ : known_);
    }
    work.run();
  }
}

}  // namespace cameramonit::access
