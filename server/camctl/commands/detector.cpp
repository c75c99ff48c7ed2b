#include <cstdio>
#include <iostream>
#include <memory>

#include "cameramonit/analyzer/v1/analyzer_service.grpc.pb.h"
#include "common/base/status.h"
#include "server/camctl/commands/command.h"

namespace cameramonit::camctl {
namespace {

struct BenchOptions {
  double seconds = 1;
  int threads = 0;
};

double milliseconds(const google::protobuf::Duration& duration) {
  return static_cast<double>(duration.seconds()) * 1e3 + duration.nanos() * 1e-6;
}

void print(const analyzer::v1::BenchDetectorsResponse::Bench& bench) {
  std::cout << (bench.in_use() ? "* " : "  ") << bench.detector();
  if (!bench.problem().empty()) {
    std::cout << ": " << bench.problem() << std::endl;
    return;
  }
  char figures[160];
  std::snprintf(figures, sizeof figures, ", %d x %d: %.1f ms a picture (slowest %.1f), %.1f pictures/s on %d threads",
                bench.input_width(), bench.input_height(), milliseconds(bench.median()), milliseconds(bench.slowest()),
                bench.pictures_per_second(), bench.threads());
  std::cout << " (" << bench.description() << ")" << figures << std::endl;
}

absl::Status bench(const Invocation& invocation, const BenchOptions& options) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  analyzer::v1::BenchDetectorsRequest request;
  request.mutable_length()->set_seconds(static_cast<std::int64_t>(options.seconds));
  request.mutable_length()->set_nanos(
      static_cast<int>((options.seconds - static_cast<double>(request.length().seconds())) * 1e9));
  request.set_threads(options.threads);
  const auto stub = client.stub<analyzer::v1::AnalyzerService>();
  analyzer::v1::BenchDetectorsResponse response;
  constexpr absl::Duration kTimeout = absl::Minutes(2);
  CAMERAMONIT_RETURN_IF_ERROR(
      client.call([&](auto& context) { return stub->BenchDetectors(&context, request, &response); }, kTimeout));
  if (invocation.json) {
    for (const auto& one : response.benches()) printJson(one);
    return absl::OkStatus();
  }
  for (const auto& one : response.benches()) print(one);
  std::cout << "* in use (setting analyzer.detector)" << std::endl;
  return absl::OkStatus();
}

}  // namespace

void addDetector(CLI::App& app, Invocation& invocation) {
  auto* detector = app.add_subcommand("detector", "What finds people and cars in pictures")->require_subcommand(1);
  auto options = std::make_shared<BenchOptions>();
  auto* benchCommand = detector->add_subcommand("bench", "How fast the server's detectors are; for admins");
  benchCommand->add_option("--seconds", options->seconds, "To measure each for")
      ->check(CLI::Range(0.1, 10.0))
      ->capture_default_str();
  benchCommand->add_option("--threads", options->threads, "Pictures side by side; default as the server is set")
      ->check(CLI::Range(1, 64));
  benchCommand->callback(
      [&invocation, options] { invocation.action = [&invocation, options] { return bench(invocation, *options); }; });
}

}  // namespace cameramonit::camctl
