#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>
#include <grpcpp/support/server_callback.h>

#include "common/base/executor.h"
#include "common/base/status.h"
#include "common/rpc/status_mapping.h"

namespace cameramonit::rpc {

/// The serving side of a bidirectional call that works in batches: while one batch is handled, the next one gathers, so
/// a fast sender costs few transactions and a slow one waits for nothing. It keeps itself alive until gRPC is done.
/// Thread-safe.
template <typename Request, typename Response>
class BatchStream final : public grpc::ServerBidiReactor<Request, Response> {
 public:
  using Handler = std::function<absl::StatusOr<std::vector<Response>>(std::vector<Request>)>;

  /// Borrows `executor`, on which batches are handled.
  static std::shared_ptr<BatchStream> create(base::Executor& executor) {
    std::shared_ptr<BatchStream> stream(new BatchStream(executor));
    stream->self_ = stream;
    return stream;
  }

  void start(Handler handler) {
    absl::MutexLock lock(&mutex_);
    handler_ = std::move(handler);
    this->StartRead(&incoming_);
  }

  void refuse(const absl::Status& status) {
    absl::MutexLock lock(&mutex_);
    finish(status);
  }

  void OnReadDone(bool ok) override {
    absl::MutexLock lock(&mutex_);
    if (!ok) {
      readerDone_ = true;
    } else {
      batch_.push_back(std::move(incoming_));
      incoming_.Clear();
      if (batch_.size() < kBatchLimit) {
        this->StartRead(&incoming_);
      } else {
        readPaused_ = true;
      }
    }
    advance();
  }

  void OnWriteDone(bool ok) override {
    absl::MutexLock lock(&mutex_);
    writing_ = false;
    if (nextResponse_ < responses_.size()) ++nextResponse_;
    if (!ok) finish(base::cancelled("The sender went away."));
    advance();
  }

  void OnCancel() override {
    absl::MutexLock lock(&mutex_);
    finish(base::cancelled("The call was cancelled."));
  }

  void OnDone() override { std::shared_ptr<BatchStream> keep = std::move(self_); }

 private:
  static constexpr std::size_t kBatchLimit = 500;

  explicit BatchStream(base::Executor& executor) : executor_(executor) {}

  void advance() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (writing_ || handling_ || finished_) return;
    if (nextResponse_ < responses_.size()) {
      writing_ = true;
      this->StartWrite(&responses_[nextResponse_]);
    } else if (!batch_.empty()) {
      handling_ = true;
      auto work = [keep = self_, requests = std::move(batch_), handler = handler_]() mutable {
        keep->handled(handler(std::move(requests)));
      };
      batch_.clear();
      if (readPaused_) {
        readPaused_ = false;
        this->StartRead(&incoming_);
      }
      if (!executor_.post(std::move(work))) {
        handling_ = false;
        finish(base::unavailable(type::v1::ERROR_REASON_OVERLOADED, "Too much work is waiting. Try again later."));
      }
    } else if (readerDone_) {
      finish(absl::OkStatus());
    }
  }

  void handled(absl::StatusOr<std::vector<Response>> result) ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    handling_ = false;
    if (!result.ok()) {
      finish(result.status());
      return;
    }
    responses_ = *std::move(result);
    nextResponse_ = 0;
    advance();
  }

  void finish(const absl::Status& status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (finished_) return;
    finished_ = true;
    this->Finish(toGrpcStatus(status));
  }

  base::Executor& executor_;
  absl::Mutex mutex_;
  Handler handler_ ABSL_GUARDED_BY(mutex_);
  Request incoming_;  // gRPC's while a read is under way
  std::vector<Request> batch_ ABSL_GUARDED_BY(mutex_);
  std::vector<Response> responses_ ABSL_GUARDED_BY(mutex_);
  std::size_t nextResponse_ ABSL_GUARDED_BY(mutex_) = 0;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool handling_ ABSL_GUARDED_BY(mutex_) = false;
  bool readPaused_ ABSL_GUARDED_BY(mutex_) = false;
  bool readerDone_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  std::shared_ptr<BatchStream> self_;  // until OnDone
};

}  // namespace cameramonit::rpc
