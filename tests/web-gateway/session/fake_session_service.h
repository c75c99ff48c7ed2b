#pragma once

#include <atomic>
#include <memory>
#include <string>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <grpcpp/grpcpp.h>

#include "cameramonit/access/v1/session_service.grpc.pb.h"

namespace cameramonit::testing {

/// One user, "anna" with password "right", and refresh tokens that work once. Thread-safe.
class FakeSessionService {
 public:
  FakeSessionService();
  ~FakeSessionService();

  std::shared_ptr<grpc::Channel> channel() const { return server_->InProcessChannel({}); }

  int refreshes() const { return refreshes_; }
  int logouts() const { return logouts_; }
  /// The authorization metadata of the last call.
  std::string authorization() const;
  std::string clientAddress() const;
  /// The authorization metadata of the last ChangePassword.
  std::string changedBy() const;
  /// Lets Refresh wait until this is false again.
  void hold(bool held) { held_ = held; }

 private:
  class Service;

  std::atomic<int> refreshes_{0};
  std::atomic<int> logouts_{0};
  std::atomic<bool> held_{false};
  mutable absl::Mutex mutex_;
  std::string authorization_ ABSL_GUARDED_BY(mutex_);
  std::string changedBy_ ABSL_GUARDED_BY(mutex_);
  std::string clientAddress_ ABSL_GUARDED_BY(mutex_);
  std::string validRefresh_ ABSL_GUARDED_BY(mutex_);
  int issued_ ABSL_GUARDED_BY(mutex_) = 0;
  std::unique_ptr<Service> service_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace cameramonit::testing
