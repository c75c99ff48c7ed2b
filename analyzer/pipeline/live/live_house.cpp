#include "analyzer/pipeline/live/live_house.h"

#include <utility>

#include "common/base/status.h"

namespace cameramonit::pipeline {

LiveHouse::~LiveHouse() {
  std::map<std::string, std::shared_ptr<Watched>> all;
  {
    absl::MutexLock lock(&mutex_);
    all.swap(channels_);
  }
}

absl::Status LiveHouse::put(LiveAssignment assignment) {
  const std::string name = assignment.settings.channel.name();
  remove(name);
  auto next = std::make_shared<Watched>();
  next->ring = std::move(assignment.ring);
  next->sink = std::move(assignment.sink);
  next->store = std::move(assignment.ledger);
  CAMERAMONIT_ASSIGN_OR_RETURN(next->ledger, ledger::Ledger::open(*next->store, parts_.clock.now()));
  const LiveChannel::Parts parts{*next->ring, parts_.detector, *next->sink, *next->ledger,
                                 turns_,      parts_.clock,    parts_.log};
  next->channel = std::make_unique<LiveChannel>(std::move(assignment.settings), parts);
  absl::MutexLock lock(&mutex_);
  channels_[name].swap(next);
  return absl::OkStatus();
}

void LiveHouse::remove(const std::string& channel) {
  std::shared_ptr<Watched> old;  // stops after the lock is given back
  absl::MutexLock lock(&mutex_);
  const auto found = channels_.find(channel);
  if (found == channels_.end()) return;
  old = std::move(found->second);
  channels_.erase(found);
}

std::shared_ptr<LiveHouse::Watched> LiveHouse::watched(const std::string& channel) const {
  absl::MutexLock lock(&mutex_);
  const auto found = channels_.find(channel);
  return found == channels_.end() ? nullptr : found->second;
}

std::shared_ptr<const LiveChannel> LiveHouse::find(const std::string& channel) const {
  const auto found = watched(channel);
  return found ? std::shared_ptr<const LiveChannel>(found, found->channel.get()) : nullptr;
}

std::vector<LiveStatus> LiveHouse::statuses() const {
  absl::MutexLock lock(&mutex_);
  std::vector<LiveStatus> result;
  result.reserve(channels_.size());
  for (const auto& [name, watched] : channels_) result.push_back(watched->channel->status());
  return result;
}

std::vector<ledger::Span> LiveHouse::ledger(const std::string& channel, absl::Time from, absl::Time to) const {
  const auto found = watched(channel);
  return found ? found->ledger->spans(from, to) : std::vector<ledger::Span>();
}

}  // namespace cameramonit::pipeline
