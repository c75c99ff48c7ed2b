#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>
#include <absl/types/span.h>

#include "web-gateway/grpcweb/metadata.h"

namespace grpc {
class Channel;
}

namespace cameramonit::grpcweb {

/// Which channel serves the services whose full names begin with `prefix`, e.g. "cameramonit.media.". The longest
/// prefix wins. The channel may lead into this process or to another machine.
struct Route {
  std::string prefix;
  std::shared_ptr<grpc::Channel> channel;
};

/// What goes up: one message, for a unary or a server-streaming method.
struct CallRequest {
  std::string path;     ///< "/package.Service/Method"
  std::string message;  ///< serialized
  Metadata metadata;
  absl::Time deadline = absl::InfiniteFuture();
};

/// Receives what one call yields: messages, then the status. Calls come from gRPC's threads, one at a time, and must
/// not block.
class CallListener {
 public:
  virtual ~CallListener() = default;
  /// One message in parts, valid during this call. The next one comes only after `UpstreamCall::read`.
  virtual void onMessage(absl::Span<const std::string_view> parts) = 0;
  /// The end. Nothing follows; the call lets go of the listener.
  virtual void onDone(const CallStatus& status) = 0;
};

/// One call under way. Thread-safe.
class UpstreamCall {
 public:
  virtual ~UpstreamCall() = default;
  /// Whether at most one message comes, and with it the end.
  virtual bool isUnary() const = 0;
  /// Sends the request and asks for the first message. Once.
  virtual void start() = 0;
  /// Asks for the next message; only after the one before has come. Nothing happens once the call has ended.
  virtual void read() = 0;
  /// Ends the call early; `onDone` still comes. Idempotent.
  virtual void cancel() = 0;
  /// What the server sent ahead of its messages. Only from within the listener.
  virtual Metadata initialMetadata() const = 0;
};

/// Forwards calls by path, as bytes, knowing no message type. Thread-safe.
class Upstream {
 public:
  explicit Upstream(std::vector<Route> routes);
  /// Cancels what is under way and waits until every call is gone, also those that others still hold.
  ~Upstream();
  Upstream(const Upstream&) = delete;
  Upstream& operator=(const Upstream&) = delete;

  /// Whether some route serves this path.
  bool serves(std::string_view path) const;

  /// A call that is ready to `start`; null when no route serves the path. Once started it lives, with its listener,
  /// until `onDone`, which after `shutdown` comes at once.
  std::shared_ptr<UpstreamCall> open(CallRequest request, std::shared_ptr<CallListener> listener);

  /// Ends every call with UNAVAILABLE (SHUTTING_DOWN) and refuses new ones. Idempotent.
  void shutdown();
  /// Waits until no call is under way. False when some are after `patience`.
  bool awaitIdle(absl::Duration patience);

  /// How many calls are under way. May be kept longer than this object.
  std::shared_ptr<const std::atomic<std::int64_t>> activeCount() const { return active_; }

 private:
  class Call;
  class UnaryCall;
  class StreamingCall;
  class Backend;
  class Life;

  const Backend* find(std::string_view path) const;
  bool admit(std::shared_ptr<Call> call);
  void ended(Call& call);

  std::vector<std::unique_ptr<Backend>> backends_;
  mutable absl::Mutex mutex_;
  std::unordered_set<std::shared_ptr<Call>> calls_ ABSL_GUARDED_BY(mutex_);
  bool shutdown_ ABSL_GUARDED_BY(mutex_) = false;
  int alive_ ABSL_GUARDED_BY(mutex_) = 0;  ///< call objects, ended ones included
  const std::shared_ptr<std::atomic<std::int64_t>> active_ = std::make_shared<std::atomic<std::int64_t>>(0);
};

/// Whether a contract linked into this program says that the method at `path` is unary. What is unknown may be
/// anything. Thread-safe.
bool isUnaryMethod(std::string_view path);

/// Whether `path` has the form "/package.Service/Method" and nothing else. Reentrant.
bool isMethodPath(std::string_view path);

/// Runs a unary call and hands over its status and the serialized reply (empty when there was none). `done` is called
/// once, usually on a gRPC thread; at once when no route serves the path, and then the returned call is null. The call
/// is returned to be cancelled.
std::shared_ptr<UpstreamCall> callUnary(Upstream& upstream, CallRequest request,
                                        std::function<void(const CallStatus&, std::string)> done);

}  // namespace cameramonit::grpcweb
