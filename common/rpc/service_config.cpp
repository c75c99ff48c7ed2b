#include "common/rpc/service_config.h"

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <google/protobuf/descriptor.pb.h>

namespace cameramonit::rpc {
namespace {

using google::protobuf::MethodDescriptor;
using google::protobuf::MethodOptions;

constexpr absl::Duration kReadTimeout = absl::Seconds(15);
constexpr absl::Duration kWriteTimeout = absl::Seconds(30);
constexpr absl::Duration kMakingTimeout = absl::Minutes(2);

/// Methods that may take as long as a file takes to be looked through or made.
bool makesSomething(const std::string& method) {
  return method == "FinishUpload" || method == "GetPlaybackUrl" || method == "ProbeCamera" ||
         method == "ResealCredentials" || method == "VerifyAudit";
}

std::string methodConfig(const MethodDescriptor& method) {
  std::vector<std::string> parts = {absl::StrCat(R"("name":[{"service":")", method.service()->full_name(),
                                                 R"(","method":")", method.name(), R"("}])")};
  if (const absl::Duration timeout = methodTimeout(method); timeout != absl::InfiniteDuration()) {
    parts.push_back(absl::StrCat(R"("timeout":")", absl::ToInt64Seconds(timeout), R"(s")"));
  }
  if (isIdempotent(method)) {
    parts.emplace_back(
        R"("retryPolicy":{"maxAttempts":5,"initialBackoff":"0.05s","maxBackoff":"1s","backoffMultiplier":3,)"
        R"("retryableStatusCodes":["UNAVAILABLE"]})");
  }
  return absl::StrCat("{", absl::StrJoin(parts, ","), "}");
}

}  // namespace

bool isIdempotent(const MethodDescriptor& method) {
  if (method.client_streaming() || method.server_streaming()) return false;
  if (method.options().idempotency_level() != MethodOptions::IDEMPOTENCY_UNKNOWN) return true;
  for (const char* reading : {"Get", "List", "Count", "Search"}) {
    if (absl::StartsWith(method.name(), reading)) return true;
  }
  return false;
}

absl::Duration methodTimeout(const MethodDescriptor& method) {
  if (method.client_streaming() || method.server_streaming()) return absl::InfiniteDuration();
  if (makesSomething(method.name())) return kMakingTimeout;
  return isIdempotent(method) ? kReadTimeout : kWriteTimeout;
}

std::string serviceConfig(const std::vector<std::string>& services, const std::string& healthName) {
  std::vector<std::string> methods;
  for (const std::string& name : services) {
    const auto* service = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
    if (service == nullptr) continue;
    for (int i = 0; i < service->method_count(); ++i) methods.push_back(methodConfig(*service->method(i)));
  }
  // A server that answers a fifth of the calls of late is not asked again on top.
  return absl::StrCat(R"({"loadBalancingConfig":[{"round_robin":{}}],"healthCheckConfig":{"serviceName":")", healthName,
                      R"("},"retryThrottling":{"maxTokens":100,"tokenRatio":0.2},"methodConfig":[)",
                      absl::StrJoin(methods, ","), "]}");
}

}  // namespace cameramonit::rpc
