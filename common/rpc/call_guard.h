#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include <absl/status/status.h>
#include <google/protobuf/message.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include "common/base/clock.h"
#include "common/base/executor.h"
#include "common/log/logger.h"
#include "common/rpc/batch_stream.h"
#include "common/rpc/metrics.h"
#include "common/rpc/policy.h"
#include "common/rpc/principal.h"
#include "common/rpc/server_stream.h"
#include "common/rpc/token.h"

namespace cameramonit::rpc {

/// What is told of a call after it, to whoever keeps the audit log.
struct CallRecord {
  Principal who;
  std::string method;
  std::string resource;
  absl::Status outcome;
};

/// The one gate in front of every handler: it knows the caller by the call's own metadata, reads the policy from the
/// proto, and only then runs the handler, on the executor, never on gRPC's threads. Thread-safe.
class CallGuard {
 public:
  struct Parts {
    base::Executor& executor;
    const TokenVerifier& tokens;
    const Authorizer& authorizer;
    Metrics& metrics;
    log::Logger& log;
    std::function<void(const CallRecord&)> audit;  ///< may be empty; called for audited methods
  };
  /// Borrows everything in `parts`, which must outlive this guard and its calls.
  explicit CallGuard(Parts parts);

  /// While not serving, every call is answered with UNAVAILABLE: before everything is connected, and after shutdown has
  /// begun. A new guard serves. Thread-safe.
  void setServing(bool serving) { serving_ = serving; }

  /// Answers a unary call with what `handler(who)` returns; the handler fills the response. It may block.
  template <typename Request>
  grpc::ServerUnaryReactor* unary(grpc::CallbackServerContext* context, const Request* request,
                                  std::function<absl::Status(const Principal&)> handler) {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    run(*context, *request, std::move(handler),
        [reactor](const absl::Status& status) { reactor->Finish(toGrpcStatus(status)); });
    return reactor;
  }

  /// Answers a server-streaming call. `handler(who, stream)` may push and finish at once or keep the stream and push
  /// later; it may block. A status other than OK ends the stream with it; OK leaves it open.
  template <typename Response, typename Request>
  grpc::ServerWriteReactor<Response>* serverStream(
      grpc::CallbackServerContext* context, const Request* request,
      std::function<absl::Status(const Principal&, std::shared_ptr<ServerStream<Response>>)> handler) {
    auto stream = ServerStream<Response>::create();
    run(
        *context, *request,
        [handler = std::move(handler), stream](const Principal& who) { return handler(who, stream); },
        [stream](const absl::Status& status) {
          if (!status.ok()) stream->finish(status);
        });
    return stream.get();
  }

  /// Answers a bidirectional call in batches: everything that has arrived since the last batch goes to
  /// `handler(who, requests)`, one batch at a time, in order; it gives the responses for it. It may block.
  template <typename Request, typename Response>
  grpc::ServerBidiReactor<Request, Response>* batches(
      grpc::CallbackServerContext* context,
      std::function<absl::StatusOr<std::vector<Response>>(const Principal&, std::vector<Request>)> handler) {
    absl::StatusOr<Principal> who = admit(*context, *Request::descriptor(), "");
    auto stream = BatchStream<Request, Response>::create(parts_.executor);
    if (!who.ok()) {
      stream->refuse(who.status());
    } else {
      stream->start([handler = std::move(handler), who = *std::move(who)](std::vector<Request> requests) {
        return handler(who, std::move(requests));
      });
    }
    return stream.get();
  }

 private:
  using Handler = std::function<absl::Status(const Principal&)>;
  using Done = std::function<void(const absl::Status&)>;

  /// Identity, policy, deadline; then `handler` on the executor; then metrics, audit and `done`.
  void run(grpc::CallbackServerContext& context, const google::protobuf::Message& request, Handler handler, Done done);
  absl::StatusOr<Principal> admit(const grpc::CallbackServerContext& context,
                                  const google::protobuf::Descriptor& request, const std::string& resource);

  Parts parts_;
  PolicyTable policies_;
  std::atomic<bool> serving_ = true;
};

}  // namespace cameramonit::rpc
