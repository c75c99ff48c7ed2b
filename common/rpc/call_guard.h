#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/container/flat_hash_map.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>
#include <google/protobuf/message.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include "common/base/clock.h"
#include "common/base/executor.h"
#include "common/log/logger.h"
#include "common/rpc/batch_stream.h"
#include "common/rpc/call_meter.h"
#include "common/rpc/metrics.h"
#include "common/rpc/open_calls.h"
#include "common/rpc/policy.h"
#include "common/rpc/principal.h"
#include "common/rpc/server_stream.h"
#include "common/rpc/token.h"

namespace cameramonit::rpc {

/// Words for the audit log beside the call itself. Never credentials or tokens.
using CallFacts = std::map<std::string, std::string>;

/// What is told of a call after it, to whoever keeps the audit log.
struct CallRecord {
  Principal who;
  std::string method;
  std::string resource;
  absl::Status outcome;
  CallFacts facts;  ///< the policy's audited_fields, and what the handler added
};

/// Keeps the record of a call and then calls `written`, from any thread: only after that is the call answered, so what
/// is not in the log was not done for anybody. Must not block.
using AuditSink = std::function<void(const CallRecord&, std::function<void(const absl::Status&)> written)>;

/// The one gate in front of every handler: it knows the caller by the call's own metadata, reads the policy from the
/// proto, and only then runs the handler, on the executor, never on gRPC's threads. Thread-safe.
class CallGuard {
 public:
  using Handler = std::function<absl::Status(const Principal&, CallFacts&)>;
  /// `facts` may be filled until `answer` is called.
  using LaterHandler = std::function<void(const Principal&, std::shared_ptr<CallFacts> facts,
                                          std::function<void(const absl::Status&)> answer)>;
  struct Parts {
    base::Executor& executor;
    const TokenVerifier& tokens;
    const Authorizer& authorizer;
    Metrics& metrics;
    log::Logger& log;
    AuditSink audit;  ///< may be empty; called for audited methods
    /// Where streams are registered, so that they end when the right to them does; null: they never do.
    OpenCalls* openCalls = nullptr;
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
    return unaryWithFacts(context, request,
                          [handler = std::move(handler)](const Principal& who, CallFacts&) { return handler(who); });
  }

  /// The same with a handler that knows more for the audit log than the request says, e.g. the name that it gave.
  template <typename Request>
  grpc::ServerUnaryReactor* unaryWithFacts(grpc::CallbackServerContext* context, const Request* request,
                                           Handler handler) {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    run(*context, *request, std::move(handler),
        [reactor](const absl::Status& status) { reactor->Finish(toGrpcStatus(status)); });
    return reactor;
  }

  /// The same with a handler that answers later, from any thread, by calling `answer` once.
  template <typename Request>
  grpc::ServerUnaryReactor* unaryLater(grpc::CallbackServerContext* context, const Request* request,
                                       LaterHandler handler) {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    runLater(*context, *request, std::move(handler),
             [reactor](const absl::Status& status) { reactor->Finish(toGrpcStatus(status)); });
    return reactor;
  }

  /// Answers a server-streaming call. `handler(who, stream)` may push and finish at once or keep the stream and push
  /// later; it may block, and read the request until it returns. A status other than OK ends the stream with it; OK
  /// leaves it open, for as long as the caller has the right to it.
  template <typename Response, typename Request>
  grpc::ServerWriteReactor<Response>* serverStream(
      grpc::CallbackServerContext* context, const Request* request,
      std::function<absl::Status(const Principal&, std::shared_ptr<ServerStream<Response>>)> handler) {
    auto stream = ServerStream<Response>::create();
    stream->hold();  // while the handler reads the request
    const MethodPolicy& method = policies_.find(*request->GetDescriptor());
    run(
        *context, *request,
        [this, &method, resource = resourceOf(*request, method.policy), handler = std::move(handler), stream](
            const Principal& who, CallFacts&) {
          absl::Status status = handler(who, stream);
          if (status.ok() && who.isUser()) {
            supervise(*stream, [this, &method, resource, who] { return mayStill(who, method, resource); });
          }
          return status;
        },
        [stream](const absl::Status& status) {
          if (!status.ok()) stream->finish(status);
          stream->release();
        });
    return stream.get();
  }

  /// Ends `stream` soon after `check` says no; it is asked now and then, and whenever somebody's rights change.
  template <typename Response>
  void supervise(ServerStream<Response>& stream, OpenCalls::Check check) {
    if (parts_.openCalls == nullptr) return;
    std::weak_ptr<ServerStream<Response>> weak = stream.weak();
    const std::uint64_t number = parts_.openCalls->add(std::move(check), [weak](const absl::Status& status) {
      if (const auto open = weak.lock()) open->finish(status);
    });
    stream.onClosed([calls = parts_.openCalls, number] { calls->remove(number); });
  }

  /// Answers a bidirectional call in batches: everything that has arrived since the last batch goes to
  /// `handler(who, requests)`, one batch at a time, in order; it gives the responses for it. It may block.
  template <typename Request, typename Response>
  grpc::ServerBidiReactor<Request, Response>* batches(
      grpc::CallbackServerContext* context,
      std::function<absl::StatusOr<std::vector<Response>>(const Principal&, std::vector<Request>)> handler) {
    absl::StatusOr<Principal> who = identify(*context, policies_.find(*Request::descriptor()));
    if (who.ok() && who->isUser()) who = notForPersons();
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
  using Done = std::function<void(const absl::Status&)>;

  void run(grpc::CallbackServerContext& context, const google::protobuf::Message& request, Handler handler, Done done);
  /// Identity, on gRPC's thread; the rights and `handler` on the executor; then metrics, audit and `done`.
  void runLater(grpc::CallbackServerContext& context, const google::protobuf::Message& request, LaterHandler handler,
                Done done);
  /// Who calls, by the metadata alone, and whether nobody of that kind may: what can be said without blocking.
  absl::StatusOr<Principal> identify(const grpc::CallbackServerContext& context, const MethodPolicy& method);
  /// The caller as he is now, once his roles and grants allow this.
  absl::StatusOr<Principal> admit(const Principal& who, const MethodPolicy& method, const std::string& resource);
  absl::Status mayStill(const Principal& who, const MethodPolicy& method, const std::string& resource);
  static absl::Status notForPersons();
  struct Call;
  /// Tells the outcome to log, audit and metrics, and answers.
  void complete(const std::shared_ptr<Call>& call, absl::Status outcome);
  CallMeter& meterOf(const MethodPolicy& method);

  Parts parts_;
  PolicyTable policies_;
  absl::Mutex mutex_;
  absl::flat_hash_map<const MethodPolicy*, std::unique_ptr<CallMeter>> meters_ ABSL_GUARDED_BY(mutex_);
  std::atomic<bool> serving_ = true;
};

}  // namespace cameramonit::rpc
