#include "common/rpc/open_calls.h"

#include <utility>
#include <vector>

namespace cameramonit::rpc {

std::uint64_t OpenCalls::add(Check check, End end) {
  auto call = std::make_shared<Call>(Call{std::move(check), std::move(end)});
  absl::MutexLock lock(&mutex_);
  calls_.emplace(next_, std::move(call));
  return next_++;
}

void OpenCalls::remove(std::uint64_t number) {
  std::shared_ptr<Call> last;  // dies outside the lock
  absl::MutexLock lock(&mutex_);
  const auto found = calls_.find(number);
  if (found == calls_.end()) return;
  last = std::move(found->second);
  calls_.erase(found);
}

void OpenCalls::recheck() {
  std::vector<std::shared_ptr<Call>> calls;
  {
    absl::MutexLock lock(&mutex_);
    calls.reserve(calls_.size());
    for (const auto& [number, call] : calls_) calls.push_back(call);
  }
  for (const auto& call : calls) {
    const absl::Status status = call->check();
    if (!status.ok() && status.code() != absl::StatusCode::kUnavailable) call->end(status);
  }
}

std::size_t OpenCalls::count() const {
  absl::MutexLock lock(&mutex_);
  return calls_.size();
}

}  // namespace cameramonit::rpc
