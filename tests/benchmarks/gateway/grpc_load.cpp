#include "tests/benchmarks/gateway/grpc_load.h"

#include <atomic>
#include <utility>

#include <absl/synchronization/notification.h>

namespace cameramonit::testing {

/// The calls of one measurement; each that ends begins the next.
class GrpcLoad::Run {
 public:
  Run(GrpcLoad& load, std::int64_t calls) : load_(load), calls_(calls) {}

  std::int64_t await() {
    for (int i = 0; i < load_.concurrency_; ++i) next();
    over_.WaitForNotification();
    return right_;
  }

 private:
  struct Call {
    grpc::ClientContext context;
    grpc::ByteBuffer request;
    grpc::ByteBuffer reply;
  };

  void next() {
    if (begun_++ >= calls_) return;
    auto* call = new Call;
    const grpc::Slice slice(load_.message_);
    call->request = grpc::ByteBuffer(&slice, 1);
    load_.stub_.UnaryCall(&call->context, load_.path_, {}, &call->request, &call->reply,
                          [this, call](grpc::Status status) {
                            if (status.ok() && call->reply.Length() == load_.message_.size()) ++right_;
                            delete call;
                            next();
                            if (++ended_ == calls_) over_.Notify();
                          });
  }

  GrpcLoad& load_;
  const std::int64_t calls_;
  std::atomic<std::int64_t> begun_{0};
  std::atomic<std::int64_t> ended_{0};
  std::atomic<std::int64_t> right_{0};
  absl::Notification over_;
};

GrpcLoad::GrpcLoad(const std::shared_ptr<grpc::Channel>& channel, int concurrency, std::string path,
                   const std::string& message)
    : stub_(channel), concurrency_(concurrency), path_(std::move(path)), message_(message) {}

std::int64_t GrpcLoad::run(std::int64_t calls) {
  return Run(*this, calls).await();
}

}  // namespace cameramonit::testing
