#include "common/rpc/call_guard.h"

#include <chrono>

#include <absl/strings/strip.h>
#include <absl/time/clock.h>

#include "common/base/status.h"
#include "common/rpc/call_metadata.h"

namespace cameramonit::rpc {
namespace {

absl::Status overloaded() {
  return base::unavailable(type::v1::ERROR_REASON_OVERLOADED, "Too much work is waiting. Try again later.");
}

absl::Status notAudited() {
  return base::unavailable(type::v1::ERROR_REASON_AUDIT_UNAVAILABLE,
                           "The audit log cannot be written now, so this is not answered. Try again.");
}

}  // namespace

CallGuard::CallGuard(Parts parts) : parts_(std::move(parts)) {}

absl::Status CallGuard::notForPersons() {
  return base::permissionDenied(type::v1::ERROR_REASON_ROLE_REQUIRED, "Only services may call this.");
}

absl::StatusOr<Principal> CallGuard::identify(const grpc::CallbackServerContext& context, const MethodPolicy& method) {
  if (!serving_) {
    return base::unavailable(type::v1::ERROR_REASON_SHUTTING_DOWN, "The server is starting or stopping. Try again.");
  }
  absl::StatusOr<Principal> who = principalOf(context, parts_.tokens);
  if (!who.ok()) {
    // A token that has run out must not keep anybody from logging in.
    if (method.policy.access() != policy::v1::Policy::ACCESS_PUBLIC) return who.status();
    who = Principal{};
  }
  who->address = addressOf(context, *who);
  // What a person may is decided later, by the roles he has now and not by those of his token.
  if (!who->isUser() || !method.written || method.policy.access() == policy::v1::Policy::ACCESS_SERVICE) {
    CAMERAMONIT_RETURN_IF_ERROR(checkPolicy(*who, method));
  }
  return who;
}

absl::StatusOr<Principal> CallGuard::admit(const Principal& who, const MethodPolicy& method,
                                           const std::string& resource) {
  if (!who.isUser() || method.policy.access() == policy::v1::Policy::ACCESS_PUBLIC) return who;
  CAMERAMONIT_ASSIGN_OR_RETURN(Principal now, parts_.authorizer.current(who));
  CAMERAMONIT_RETURN_IF_ERROR(checkPolicy(now, method));
  if (!resource.empty()) CAMERAMONIT_RETURN_IF_ERROR(parts_.authorizer.authorize(now, method.policy, resource));
  return now;
}

absl::Status CallGuard::mayStill(const Principal& who, const MethodPolicy& method, const std::string& resource) {
  return admit(who, method, resource).status();
}

void CallGuard::complete(const MethodPolicy& method, absl::Time received, CallRecord record, const Done& done) {
  const absl::Status& status = record.outcome;
  if (status.code() == absl::StatusCode::kInternal || status.code() == absl::StatusCode::kUnknown) {
    parts_.log.error("rpc.failed", {{"method", method.method}, {"status", status.ToString()}});
  }
  auto answer = [this, &method, received, done](const absl::Status& outcome) {
    const MetricLabels labels = {{"method", method.method}, {"code", absl::StatusCodeToString(outcome.code())}};
    parts_.metrics.counter("cameramonit_rpc_calls_total", "Calls by method and outcome.", labels).add();
    parts_.metrics.histogram("cameramonit_rpc_seconds", "Time from arrival to answer.", {{"method", method.method}})
        .observe(absl::ToDoubleSeconds(absl::Now() - received));
    done(outcome);
  };
  if (!method.policy.audited() || !parts_.audit) {
    answer(status);
    return;
  }
  parts_.audit(record, [answer, outcome = status](const absl::Status& written) {
    answer(outcome.ok() && !written.ok() ? notAudited() : outcome);
  });
}

void CallGuard::run(grpc::CallbackServerContext& context, const google::protobuf::Message& request, Handler handler,
                    Done done) {
  runLater(
      context, request,
      [handler = std::move(handler)](const Principal& who, const std::shared_ptr<CallFacts>& facts,
                                     const std::function<void(const absl::Status&)>& answer) {
        answer(handler(who, *facts));
      },
      std::move(done));
}

void CallGuard::runLater(grpc::CallbackServerContext& context, const google::protobuf::Message& request,
                         LaterHandler handler, Done done) {
  const MethodPolicy& method = policies_.find(*request.GetDescriptor());
  const absl::Time received = absl::Now();
  CallRecord record;
  record.method = method.method;
  record.resource = resourceOf(request, method.policy);
  if (method.policy.audited()) record.facts = auditedFields(request, method.policy);
  absl::StatusOr<Principal> who = identify(context, method);
  if (!who.ok()) {
    record.outcome = who.status();
    record.who.address = addressOf(context, record.who);
    complete(method, received, std::move(record), done);
    return;
  }
  record.who = *std::move(who);
  const absl::Time deadline = absl::FromChrono(context.deadline());
  auto work = [this, &method, received, record, deadline, handler = std::move(handler), done]() mutable {
    // Waiting in the queue may have used up the time: then nobody wants the answer any more.
    if (absl::Now() >= deadline) {
      record.outcome = base::withDetails(absl::StatusCode::kDeadlineExceeded, "The call waited too long.",
                                         {type::v1::ERROR_REASON_DEADLINE_EXCEEDED, {}, {}});
      complete(method, received, std::move(record), done);
      return;
    }
    const absl::StatusOr<Principal> admitted = admit(record.who, method, record.resource);
    if (!admitted.ok()) {
      record.outcome = admitted.status();
      complete(method, received, std::move(record), done);
      return;
    }
    record.who = *admitted;
    auto facts = std::make_shared<CallFacts>();
    handler(*admitted, facts, [this, &method, received, record, facts, done](const absl::Status& status) mutable {
      record.outcome = status;
      record.facts.merge(*facts);
      complete(method, received, std::move(record), done);
    });
  };
  if (!parts_.executor.post(std::move(work))) {
    record.outcome = overloaded();
    complete(method, received, std::move(record), done);
  }
}

}  // namespace cameramonit::rpc
