#pragma once

#include <memory>
#include <string>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include "web-gateway/grpcweb/upstream.h"

namespace cameramonit::grpcweb {

/// What calls end with once the gateway stops: UNAVAILABLE, SHUTTING_DOWN. Reentrant.
CallStatus shuttingDown();

/// Counts a call as alive. A call holds its channel, and gRPC 1.51 frees memory twice when the last owner of a channel
/// is one of its own callback threads; so the upstream, which owns the channels too, outlives every call.
class Upstream::Life {
 public:
  explicit Life(Upstream& upstream);
  ~Life();
  Life(const Life&) = delete;
  Life& operator=(const Life&) = delete;

 private:
  Upstream& upstream_;
};

/// What unary and streaming calls have in common: the context, how they are cancelled, and their place in the
/// upstream's list, which owns them from `start` to the end. Thread-safe.
class Upstream::Call : public UpstreamCall, public std::enable_shared_from_this<Call> {
 public:
  /// Borrows the upstream and the stub, which outlive every call.
  Call(Upstream& upstream, grpc::GenericStub& stub, CallRequest request, std::shared_ptr<CallListener> listener);

  void start() final;
  void cancel() final;
  Metadata initialMetadata() const final;

  /// Ends the call; the listener is told `status`, unless the call had ended well meanwhile.
  void cancelWith(CallStatus status);

 private:
  const Life life_;  // first, so that it ends after the context

 protected:
  /// Hands the call to gRPC. Only once.
  virtual void launch() = 0;
  /// Called after a cancel, outside every lock.
  virtual void onCancelled() {}

  CallListener& listener() { return *listener_; }
  bool cancelled() const;
  /// Tells the listener how the call ended and lets go of it. The last word: this may be gone afterwards.
  void finish(const grpc::Status& status);

  grpc::GenericStub& stub_;
  const std::string path_;
  grpc::ClientContext context_;
  grpc::ByteBuffer outgoing_;
  grpc::ByteBuffer incoming_;

 private:
  void endBeforeStart(const CallStatus& status, bool admitted);

  Upstream& upstream_;
  std::shared_ptr<CallListener> listener_;
  mutable absl::Mutex mutex_;
  CallStatus override_ ABSL_GUARDED_BY(mutex_);
  bool started_ ABSL_GUARDED_BY(mutex_) = false;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
};

/// A call whose contract says that it has one reply: gRPC does it in one batch, which costs about half.
class Upstream::UnaryCall final : public Upstream::Call, private grpc::ClientUnaryReactor {
 public:
  using Call::Call;
  bool isUnary() const override { return true; }
  void read() override {}

 private:
  void launch() override;
  void OnDone(const grpc::Status& status) override;
};

/// A call with any number of replies, fetched one by one. A hold keeps gRPC from ending it while `read` may still come
/// from outside.
class Upstream::StreamingCall final : public Upstream::Call,
                                      private grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  using Call::Call;
  bool isUnary() const override { return false; }
  void read() override;

 private:
  void launch() override;
  void onCancelled() override;
  void OnReadDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;

  absl::Mutex readMutex_;
  bool reading_ ABSL_GUARDED_BY(readMutex_) = true;  ///< `launch` asks for the first message
  bool ended_ ABSL_GUARDED_BY(readMutex_) = false;   ///< the hold is gone: no further reads
};

}  // namespace cameramonit::grpcweb
