// What identity, policy and mutual TLS cost: the same Get, bare and as the mesh makes it, in one run.
//   BM_BareGet     gRPC's callback API over loopback, no guard, plain text
//   BM_GuardedGet  through the guard (identity, policy, authorizer, executor, metrics) as a certified service over TLS
#include <benchmark/benchmark.h>

#include <filesystem>
#include <iostream>
#include <memory>
#include <thread>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/synchronization/blocking_counter.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/clock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>

#include "cameramonit/application/v1/project_service.grpc.pb.h"
#include "common/certificate/authority.h"
#include "common/rpc/call_guard.h"
#include "common/rpc/call_metadata.h"
#include "common/rpc/peer_channel.h"
#include "common/rpc/server_runtime.h"

namespace cameramonit {
namespace {

using application::v1::GetChannelRequest;
using application::v1::GetChannelResponse;
using application::v1::ProjectService;

constexpr int kInFlight = 64;
constexpr char kName[] = "projects/home/channels/gate";

void answer(GetChannelResponse& response) {
  response.mutable_channel()->set_name(kName);
  response.mutable_channel()->set_camera("cameras/gate");
  response.mutable_channel()->set_display_name("Gate");
}

class AllowAll final : public rpc::Authorizer {
 public:
  absl::Status authorize(const rpc::Principal&, const policy::v1::Policy&, const std::string&) const override {
    return absl::OkStatus();
  }
};

class BareService final : public ProjectService::CallbackService {
 public:
  grpc::ServerUnaryReactor* GetChannel(grpc::CallbackServerContext* context, const GetChannelRequest*,
                                       GetChannelResponse* response) override {
    answer(*response);
    auto* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

class GuardedService final : public ProjectService::CallbackService {
 public:
  explicit GuardedService(rpc::CallGuard& guard) : guard_(guard) {}
  grpc::ServerUnaryReactor* GetChannel(grpc::CallbackServerContext* context, const GetChannelRequest* request,
                                       GetChannelResponse* response) override {
    return guard_.unary(context, request, [response](const rpc::Principal&) {
      answer(*response);
      return absl::OkStatus();
    });
  }

 private:
  rpc::CallGuard& guard_;
};

/// Certificates of a CA made for this run.
class Certificates {
 public:
  Certificates() {
    std::string pattern = (std::filesystem::temp_directory_path() / "cameramonit-bench-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    authority_ = std::make_unique<certificate::Authority>(
        *certificate::Authority::create(folder_, absl::Now(), absl::Hours(24)));
  }
  ~Certificates() { std::filesystem::remove_all(folder_); }

  rpc::MeshCertificate of(const std::string& service) const {
    const auto issued = authority_->issue({service, {rpc::meshHostName(service)}, {rpc::meshServiceUri(service)}},
                                          absl::Now(), absl::Hours(1));
    const rpc::MeshCertificate files = {folder_ / (service + ".pem"), folder_ / (service + ".key"), folder_ / "ca.pem"};
    const bool written = certificate::writeFile(files.certificate, issued->certificate, false).ok() &&
                         certificate::writeFile(files.key, issued->key.reveal(), true).ok();
    if (!written) std::cerr << "certificates cannot be written" << std::endl;
    return files;
  }

 private:
  std::filesystem::path folder_;
  std::unique_ptr<certificate::Authority> authority_;
};

/// Keeps kInFlight calls under way, each on a context that `makeContext` gives, until `state` has enough.
template <typename MakeContext>
void load(benchmark::State& state, ProjectService::Stub& stub, const MakeContext& makeContext) {
  GetChannelRequest request;
  request.set_name(kName);
  std::int64_t failures = 0;
  for (auto _ : state) {
    absl::BlockingCounter done(kInFlight);
    std::vector<std::unique_ptr<grpc::ClientContext>> contexts;
    std::vector<GetChannelResponse> responses(kInFlight);
    std::atomic<std::int64_t> failed = 0;
    for (int i = 0; i < kInFlight; ++i) {
      contexts.push_back(makeContext());
      stub.async()->GetChannel(contexts.back().get(), &request, &responses[i], [&](const grpc::Status& status) {
        if (!status.ok()) ++failed;
        done.DecrementCount();
      });
    }
    done.Wait();
    failures += failed;
  }
  if (failures > 0) state.SkipWithError("calls failed");
  state.SetItemsProcessed(state.iterations() * kInFlight);
}

void BM_BareGet(benchmark::State& state) {
  BareService service;
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  const auto server = builder.BuildAndStart();
  const auto stub = ProjectService::NewStub(
      grpc::CreateChannel(absl::StrCat("127.0.0.1:", port), grpc::InsecureChannelCredentials()));
  load(state, *stub, [] { return std::make_unique<grpc::ClientContext>(); });
  server->Shutdown();
}
BENCHMARK(BM_BareGet)->UseRealTime()->Unit(benchmark::kMillisecond);

void BM_GuardedGet(benchmark::State& state) {
  const Certificates certificates;
  const base::SystemClock clock;
  log::Logger::Options quiet;
  quiet.level = log::Level::kError;
  log::Logger log(quiet, clock);
  rpc::Metrics metrics;
  const AllowAll authorizer;
  const rpc::TokenReader tokens(clock);
  base::Executor executor("bench", 2, 10'000);
  rpc::CallGuard guard({executor, tokens, authorizer, metrics, log, nullptr});
  GuardedService service(guard);
  rpc::ServerRuntime runtime(log);
  runtime.add(service, ProjectService::service_full_name());
  const absl::Status started = runtime.start({"127.0.0.1:0", certificates.of("application")});
  if (!started.ok()) {
    state.SkipWithError(started.ToString().c_str());
    return;
  }
  runtime.setServing(true);
  const auto channel = rpc::peerChannel(
      {"application", {ProjectService::service_full_name()}, absl::StrCat("127.0.0.1:", runtime.port())},
      certificates.of("chat"));
  const auto stub = ProjectService::NewStub(*channel);
  const rpc::ServiceIdentity chat("chat");
  load(state, *stub, [&chat] { return chat.context(absl::Seconds(10)); });
  runtime.shutdown(absl::Seconds(1));
  executor.stop();
}
BENCHMARK(BM_GuardedGet)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace cameramonit

int main(int argc, char** argv) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);  // as the product does
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
