#include "web-gateway/session/refresh_desk.h"

#include <utility>

namespace cameramonit::session {

bool RefreshDesk::join(const std::string& token, Answer answer) {
  std::string reply;
  {
    absl::MutexLock lock(&mutex_);
    const absl::Time now = clock_.now();
    for (auto it = exchanges_.begin(); it != exchanges_.end();) {
      it = it->second.forgetAt <= now ? exchanges_.erase(it) : std::next(it);
    }
    const auto [entry, isNew] = exchanges_.try_emplace(token);
    if (!entry->second.reply) {
      entry->second.waiting.push_back(std::move(answer));
      return isNew;
    }
    reply = *entry->second.reply;
  }
  answer(grpcweb::CallStatus{}, reply);
  return false;
}

void RefreshDesk::settle(const std::string& token, const grpcweb::CallStatus& status, const std::string& reply) {
  std::vector<Answer> waiting;
  {
    absl::MutexLock lock(&mutex_);
    const auto entry = exchanges_.find(token);
    if (entry == exchanges_.end()) return;
    waiting = std::exchange(entry->second.waiting, {});
    if (status.code == 0) {
      entry->second.reply = reply;
      entry->second.forgetAt = clock_.now() + keep_;
    } else {
      exchanges_.erase(entry);
    }
  }
  for (const Answer& answer : waiting) answer(status, reply);
}

}  // namespace cameramonit::session
