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

/// A call on its way from arrival to answer.
struct CallGuard::Call {
  const MethodPolicy& method;
  const absl::Time received;
  CallRecord record;
  const Done done;
};

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

CallMeter& CallGuard::meterOf(const MethodPolicy& method) {
  absl::MutexLock lock(&mutex_);
  auto& meter = meters_[&method];
  if (!meter) meter = std::make_unique<CallMeter>(parts_.metrics, method.method);
  return *meter;
}

void CallGuard::complete(const std::shared_ptr<Call>& call, absl::Status outcome) {
  CallRecord& record = call->record;
  record.outcome = std::move(outcome);
  const absl::Status& status = record.outcome;
  if (status.code() == absl::StatusCode::kInternal || status.code() == absl::StatusCode::kUnknown) {
    parts_.log.error("rpc.failed", {{"method", record.method}, {"status", status.ToString()}});
  }
  const auto answer = [this, call](const absl::Status& answered) {
    meterOf(call->method).count(answered.code(), absl::Now() - call->received);
    call->done(answered);
  };
  if (!call->method.policy.audited() || !parts_.audit) {
    answer(status);
    return;
  }
  parts_.audit(record, [answer, call](const absl::Status& written) {
    const absl::Status& wanted = call->record.outcome;
    answer(wanted.ok() && !written.ok() ? notAudited() : wanted);
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
  const auto call = std::make_shared<Call>(Call{method, absl::Now(), {}, std::move(done)});
  CallRecord& record = call->record;
  record.method = method.method;
  record.resource = resourceOf(request, method.policy);
  if (method.policy.audited()) record.facts = auditedFields(request, method.policy);
  absl::StatusOr<Principal> who = identify(context, method);
  if (!who.ok()) {
    record.who.address = addressOf(context, record.who);
    complete(call, who.status());
    return;
  }
  record.who = *std::move(who);
  const absl::Time deadline = absl::FromChrono(context.deadline());
  auto work = [this, call, deadline, handler = std::move(handler)] {
    // Waiting in the queue may have used up the time: then nobody wants the answer any more.
    if (absl::Now() >= deadline) {
      complete(call, base::withDetails(absl::StatusCode::kDeadlineExceeded, "The call waited too long.",
                                       {type::v1::ERROR_REASON_DEADLINE_EXCEEDED, {}, {}}));
      return;
    }
    absl::StatusOr<Principal> admitted = admit(call->record.who, call->method, call->record.resource);
    if (!admitted.ok()) {
      complete(call, admitted.status());
      return;
    }
    call->record.who = *std::move(admitted);
    const auto facts = std::make_shared<CallFacts>();
    handler(call->record.who, facts, [this, call, facts](const absl::Status& status) {
      call->record.facts.merge(*facts);
      complete(call, status);
    });
  };
  if (!parts_.executor.post(std::move(work))) complete(call, overloaded());
}

}  // namespace cameramonit::rpc
