#pragma once

#include <set>
#include <string>
#include <thread>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <grpcpp/channel.h>

#include "common/rpc/call_metadata.h"

namespace cameramonit::testing {

/// An analyzer that records one event after the other for as long as it lives, whatever happens to the services, and
/// remembers those that were acknowledged. Thread-safe.
class EventLoad {
 public:
  EventLoad(std::shared_ptr<grpc::Channel> events, std::string channelName);

  /// Names of events that the events service said it has.
  std::set<std::string> acknowledged() const;
  /// How often a call broke.
  int breaks() const;
  void stop();

 private:
  void run(const std::stop_token& stop);

  const std::shared_ptr<grpc::Channel> events_;
  const std::string channelName_;
  const rpc::ServiceIdentity identity_{"analyzer"};
  mutable absl::Mutex mutex_;
  std::set<std::string> acknowledged_ ABSL_GUARDED_BY(mutex_);
  int breaks_ ABSL_GUARDED_BY(mutex_) = 0;
  std::jthread thread_;
};

}  // namespace cameramonit::testing
