#include "common/rpc/server_runtime.h"

#include <chrono>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>

#include "common/base/status.h"
#include "common/rpc/loopback.h"

namespace cameramonit::rpc {
namespace {

constexpr int kMinPingIntervalMs = 10'000;  // must not exceed what our own clients send keep-alives with

}  // namespace

ServerRuntime::ServerRuntime(log::Logger& log) : log_(log) {
  // Process-wide in gRPC, and read when a builder starts its server.
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
}

ServerRuntime::~ServerRuntime() {
  shutdown(absl::Seconds(1));
}

void ServerRuntime::add(grpc::Service& service, std::string fullName) {
  services_.emplace_back(std::move(fullName), &service);
}

void ServerRuntime::setServing(bool serving) {
  auto* health = server_->GetHealthCheckService();
  if (health == nullptr) return;
  health->SetServingStatus(serving);
  for (const auto& [name, service] : services_) {
    if (!name.empty()) health->SetServingStatus(name, serving);
  }
}

absl::Status ServerRuntime::start(const Options& options) {
  grpc::ServerBuilder builder;
  for (const auto& [name, service] : services_) builder.RegisterService(service);
  builder.SetMaxReceiveMessageSize(static_cast<int>(options.maxMessageBytes));
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, kMinPingIntervalMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  if (!options.listen.empty()) {
    std::shared_ptr<grpc::ServerCredentials> credentials;
    if (!options.certificate.empty()) {
      CAMERAMONIT_RETURN_IF_ERROR(checkMeshCertificate(options.certificate));
      credentials = meshServerCredentials(options.certificate);
    } else if (isLoopback(options.listen)) {
      credentials = grpc::InsecureServerCredentials();
    } else {
      return base::invalidArgument(type::v1::ERROR_REASON_SETTING_INVALID,
                                   absl::StrCat("gRPC cannot be served at ", options.listen,
                                                " in plain text: others could read and change it. Make a certificate "
                                                "with `cameramonit ca issue` and name it under mesh.certificate, "
                                                "mesh.key and mesh.authority, or listen at 127.0.0.1."),
                                   {{"listen", options.listen}});
    }
    builder.AddListeningPort(options.listen, credentials, &port_);
  }
  server_ = builder.BuildAndStart();
  if (!server_ || (!options.listen.empty() && port_ == 0)) {
    return base::unavailable(type::v1::ERROR_REASON_SETTING_INVALID,
                             "The gRPC address cannot be used. Is another process listening there?",
                             {{"listen", options.listen}});
  }
  setServing(false);
  log_.info("rpc.serving", {{"listen", options.listen.empty() ? "in-process" : options.listen}, {"port", port_}});
  return absl::OkStatus();
}

std::shared_ptr<grpc::Channel> ServerRuntime::inProcessChannel() const {
  grpc::ChannelArguments arguments;
  return server_->InProcessChannel(arguments);
}

void ServerRuntime::shutdown(absl::Duration grace) {
  if (!server_) return;
  if (auto* health = server_->GetHealthCheckService()) health->Shutdown();
  server_->Shutdown(absl::ToChronoTime(absl::Now() + grace));
  server_->Wait();
  server_.reset();
}

}  // namespace cameramonit::rpc
