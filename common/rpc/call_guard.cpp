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

}  // namespace

CallGuard::CallGuard(Parts parts) : parts_(std::move(parts)) {}

absl::StatusOr<Principal> CallGuard::admit(const grpc::CallbackServerContext& context,
                                           const google::protobuf::Descriptor& request, const std::string& resource) {
  if (!serving_) {
    return base::unavailable(type::v1::ERROR_REASON_SHUTTING_DOWN, "The server is starting or stopping. Try again.");
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(Principal who, principalOf(context.client_metadata(), parts_.tokens));
  const MethodPolicy& method = policies_.find(request);
  CAMERAMONIT_RETURN_IF_ERROR(checkPolicy(who, method));
  if (!resource.empty() && !who.isService()) {
    CAMERAMONIT_RETURN_IF_ERROR(parts_.authorizer.authorize(who, method.policy, resource));
  }
  return who;
}

void CallGuard::run(grpc::CallbackServerContext& context, const google::protobuf::Message& request, Handler handler,
                    Done done) {
  const MethodPolicy& method = policies_.find(*request.GetDescriptor());
  const absl::Time received = absl::Now();
  auto complete = [this, &method, received, done = std::move(done)](const Principal& who, const std::string& resource,
                                                                    const absl::Status& status) {
    const MetricLabels labels = {{"method", method.method}, {"code", absl::StatusCodeToString(status.code())}};
    parts_.metrics.counter("cameramonit_rpc_calls_total", "Calls by method and outcome.", labels).add();
    parts_.metrics.histogram("cameramonit_rpc_seconds", "Time from arrival to answer.", {{"method", method.method}})
        .observe(absl::ToDoubleSeconds(absl::Now() - received));
    if (status.code() == absl::StatusCode::kInternal || status.code() == absl::StatusCode::kUnknown) {
      parts_.log.error("rpc.failed", {{"method", method.method}, {"status", status.ToString()}});
    }
    if (method.policy.audited() && parts_.audit) parts_.audit({who, method.method, resource, status});
    done(status);
  };

  const std::string resource = resourceOf(request, method.policy);
  absl::StatusOr<Principal> who = admit(context, *request.GetDescriptor(), resource);
  if (!who.ok()) {
    complete({}, resource, who.status());
    return;
  }
  const absl::Time deadline = absl::FromChrono(context.deadline());
  auto work = [complete, who = *who, resource, deadline, handler = std::move(handler)] {
    // Waiting in the queue may have used up the time: then nobody wants the answer any more.
    if (absl::Now() >= deadline) {
      complete(who, resource,
               base::withDetails(absl::StatusCode::kDeadlineExceeded, "The call waited too long.",
                                 {type::v1::ERROR_REASON_DEADLINE_EXCEEDED, {}, {}}));
      return;
    }
    complete(who, resource, handler(who));
  };
  if (!parts_.executor.post(std::move(work))) complete(*who, resource, overloaded());
}

}  // namespace cameramonit::rpc
