#include "analyzer/pipeline/assigned/assignment_client.h"

#include <algorithm>
#include <utility>

#include <google/protobuf/util/message_differencer.h>

#include "common/base/status.h"

namespace cameramonit::assigned {
namespace {

using Assignment = application::v1::WatchAssignmentsResponse::Assignment;
using google::protobuf::util::MessageDifferencer;

constexpr absl::Duration kReconnect = absl::Milliseconds(500);
constexpr absl::Duration kFirstPause = absl::Milliseconds(500);
constexpr absl::Duration kLongestPause = absl::Seconds(30);
constexpr absl::Duration kLook = absl::Milliseconds(500);  // how often retries are looked for

/// What a run depends on: the rest of a camera may change as it likes.
std::string addressesOf(const registry::v1::Camera& camera) {
  return camera.main_stream() + "\n" + camera.sub_stream();
}

}  // namespace

bool sameRun(const LiveOrder& a, const LiveOrder& b) {
  return a.fence == b.fence && a.user == b.user && a.password.reveal() == b.password.reveal() &&
         a.timeZone == b.timeZone && addressesOf(a.camera) == addressesOf(b.camera) &&
         MessageDifferencer::Equals(a.channel, b.channel);
}

AssignmentClient::~AssignmentClient() {
  stop();
}

void AssignmentClient::start() {
  threads_.emplace_back([this] { listen(); });
  threads_.emplace_back([this] { follow(); });
  threads_.emplace_back([this] { open(); });
}

void AssignmentClient::stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  stop_.request_stop();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void AssignmentClient::listen() {
  application::v1::WatchAssignmentsRequest request;
  request.set_analyzer(parts_.analyzer);
  do {
    {
      absl::MutexLock lock(&mutex_);
      snapshotOver_ = false;
      for (auto& [channel, held] : held_) held.inSnapshot = false;
    }
    const absl::Status ended = parts_.peers.watchAssignments(
        request, [this](const auto& message) { heard(message); }, stop_.get_token());
    if (!stop_.stop_requested()) parts_.log.warn("assignments.lost", {{"status", ended.ToString()}});
  } while (pipeline::sleepUnlessStopped(kReconnect, stop_.get_token()));
}

void AssignmentClient::heard(const application::v1::WatchAssignmentsResponse& message) {
  if (message.has_assigned()) {
    const Assignment& assigned = message.assigned();
    absl::MutexLock lock(&mutex_);
    Held& held = held_[assigned.channel().name()];
    held.inSnapshot = true;
    if (held.assignment.fence() > assigned.fence()) return;  // of a time before
    held.assignment = assigned;
    held.pending = true;
    held.notBefore = absl::InfinitePast();
    held.pause = kFirstPause;
  } else if (message.change_case() == application::v1::WatchAssignmentsResponse::kReleased) {
    {
      absl::MutexLock lock(&mutex_);
      held_.erase(message.released());
    }
    parts_.house.end(message.released());
  } else if (message.has_checkpoint()) {
    endSnapshot();
  }
}

void AssignmentClient::endSnapshot() {
  std::vector<std::string> gone;
  {
    absl::MutexLock lock(&mutex_);
    if (std::exchange(snapshotOver_, true)) return;
    for (const auto& [channel, held] : held_) {
      if (!held.inSnapshot) gone.push_back(channel);
    }
    for (const std::string& channel : gone) held_.erase(channel);
  }
  for (const std::string& channel : gone) parts_.house.end(channel);
}

void AssignmentClient::follow() {
  std::int64_t revision = 0;
  do {
    const absl::Status ended = parts_.peers.watchCameras(
        revision, [&](const auto& message) { cameraChanged(message, revision); }, stop_.get_token());
    if (base::errorReason(ended) == type::v1::ERROR_REASON_REVISION_COMPACTED) {
      revision = 0;
      openAgain("");
    }
  } while (pipeline::sleepUnlessStopped(kReconnect, stop_.get_token()));
}

void AssignmentClient::cameraChanged(const registry::v1::WatchCamerasResponse& message, std::int64_t& revision) {
  if (message.has_updated()) openAgain(message.updated().name());
  if (message.change_case() == registry::v1::WatchCamerasResponse::kDeleted) openAgain(message.deleted());
  if (message.has_checkpoint()) revision = message.checkpoint().revision();
}

void AssignmentClient::openAgain(const std::string& camera) {
  absl::MutexLock lock(&mutex_);
  for (auto& [channel, held] : held_) {
    if (!camera.empty() && held.assignment.channel().camera() != camera) continue;
    held.pending = true;
    held.notBefore = absl::InfinitePast();
    held.pause = kFirstPause;
  }
}

std::string AssignmentClient::nextPending() {
  const absl::Time now = parts_.clock.now();
  for (const auto& [channel, held] : held_) {
    if (held.pending && held.notBefore <= now) return channel;
  }
  return "";
}

void AssignmentClient::open() {
  for (;;) {
    std::string channel;
    Assignment assignment;
    {
      absl::MutexLock lock(&mutex_);
      const auto ready = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        channel = nextPending();
        return stopping_ || !channel.empty();
      };
      mutex_.AwaitWithTimeout(absl::Condition(&ready), kLook);
      if (stopping_) return;
      if (channel.empty()) continue;
      Held& held = held_[channel];
      held.pending = false;
      assignment = held.assignment;
    }
    opened(channel, assignment, parts_.peers.openCamera(assignment.channel().camera()));
  }
}

void AssignmentClient::opened(const std::string& channel, const Assignment& assignment,
                              const absl::StatusOr<registry::v1::OpenCameraResponse>& camera) {
  absl::MutexLock lock(&mutex_);
  const auto held = held_.find(channel);
  // Released, or changed, while we asked: then this answer is of no use, and the next one is on its way.
  if (held == held_.end() || held->second.pending) return;
  if (!camera.ok() && base::errorReason(camera.status()) != type::v1::ERROR_REASON_CAMERA_UNKNOWN) {
    parts_.log.warn("camera.not_opened", {{"channel", channel}, {"status", camera.status().ToString()}});
    held->second.pending = true;
    held->second.notBefore = parts_.clock.now() + held->second.pause;
    held->second.pause = std::min(held->second.pause * 2, kLongestPause);
    return;
  }
  if (!camera.ok() || camera->camera().main_stream().empty()) {
    parts_.house.end(channel);
    return;
  }
  LiveOrder order;
  order.channel = assignment.channel();
  order.camera = camera->camera();
  order.user = camera->credentials().user();
  order.password = base::Secret<std::string>(camera->credentials().password());
  order.timeZone = assignment.time_zone();
  order.fence = assignment.fence();
  parts_.house.run(std::move(order));
}

}  // namespace cameramonit::assigned
