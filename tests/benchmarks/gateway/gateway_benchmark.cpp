// gateway_benchmark [--calls N] [--aborts N] [--concurrency N] [--threads N]
// Unary gRPC-web through the gateway against direct gRPC to the same server, in turns within one run; then what memory
// and descriptors do over many calls and many aborted streams. Prints one JSON object; ends non-zero when an answer was
// wrong. Figures of a busy machine are worthless in themselves; their ratio is less so.

#include <malloc.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include <absl/time/clock.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "tests/benchmarks/gateway/grpc_load.h"
#include "tests/benchmarks/gateway/web_load.h"
#include "tests/web-gateway/support/echo_server.h"
#include "tests/web-gateway/support/grpc_web_reply.h"
#include "tests/web-gateway/support/raw_client.h"
#include "tests/web-gateway/support/test_gateway.h"

namespace {

namespace testing = cameramonit::testing;
using nlohmann::json;

struct Options {
  std::int64_t calls = 100'000;
  int aborts = 1000;
  int concurrency = 32;
  int threads = 1;
  int rounds = 5;
  bool asStream = false;
};

double cpuSeconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

struct Measurement {
  std::vector<double> perSecond;
  std::vector<double> cpuMicros;  ///< of the whole process, per call: client, gateway and server
  bool right = true;

  void add(std::int64_t calls, const std::function<std::int64_t(std::int64_t)>& run) {
    const double cpu = cpuSeconds();
    const absl::Time began = absl::Now();
    right = run(calls) == calls && right;
    perSecond.push_back(static_cast<double>(calls) / absl::ToDoubleSeconds(absl::Now() - began));
    cpuMicros.push_back((cpuSeconds() - cpu) * 1e6 / static_cast<double>(calls));
  }
  static double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
  }
  json toJson() const {
    return {{"calls_per_s", median(perSecond)}, {"cpu_us_per_call", median(cpuMicros)}, {"all_right", right}};
  }
};

cameramonit::web_gateway::GatewayOptions gatewayOptions(const std::shared_ptr<grpc::Channel>& channel, int threads) {
  cameramonit::web_gateway::GatewayOptions options;
  options.routes = {{"", channel}};
  options.http.threads = threads;
  // Connections wait for their turn, on a busy machine for long.
  options.http.timeouts.header = options.http.timeouts.idle = absl::Minutes(10);
  return options;
}

struct Memory {
  std::size_t resident = 0;  ///< bytes
  std::size_t inUse = 0;     ///< bytes handed out by the allocator and not given back

  json toJson() const { return {{"rss", resident}, {"heap_in_use", inUse}}; }
};

/// What is still taken once the last buffers under way are gone. The allocator gives free pages back first: how many it
/// keeps says how the threads met, not what the gateway holds.
Memory settledMemory() {
  Memory least{testing::residentBytes(), mallinfo2().uordblks};
  for (const absl::Time until = absl::Now() + absl::Seconds(2); absl::Now() < until;) {
    absl::SleepFor(absl::Milliseconds(50));
    ::malloc_trim(0);
    least = {std::min(least.resident, testing::residentBytes()), std::min(least.inUse, mallinfo2().uordblks)};
  }
  return least;
}

void abortStreams(std::uint16_t port, int count, const testing::EchoServer& echo) {
  const std::string stream =
      testing::request("POST", "/test.Echo/Flood", {"content-type: application/grpc-web"}, testing::frame(""));
  for (int i = 0; i < count; ++i) {
    testing::RawClient client(port);
    client.send(stream);
    client.readSome(1);
  }
  testing::eventually([&echo] { return echo.counts().open == 0; });
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("gRPC-web through the gateway against direct gRPC");
  app.add_option("--calls", options.calls, "calls of the memory test")->capture_default_str();
  app.add_option("--aborts", options.aborts, "streams aborted")->capture_default_str();
  app.add_option("--concurrency", options.concurrency, "calls under way at a time")->capture_default_str();
  app.add_option("--threads", options.threads, "the gateway's threads")->capture_default_str();
  app.add_option("--rounds", options.rounds, "turns of each kind; the median counts")->capture_default_str();
  app.add_flag("--as-stream", options.asStream, "a method that the gateway doesn't know to be unary");
  CLI11_PARSE(app, argc, argv);

  const std::string method =
      options.asStream ? "/test.Echo/Say" : "/cameramonit.access.v1.SessionService/WhoAmI";  // in a contract: unary
  const std::string message(100, 'm');
  const std::string call =
      testing::request("POST", method, {"content-type: application/grpc-web"}, testing::frame(message));
  testing::EchoServer echo;
  testing::TestGateway remote(gatewayOptions(echo.channel(), options.threads));
  testing::TestGateway inProcess(gatewayOptions(echo.inProcessChannel(), options.threads));
  testing::GrpcLoad direct(echo.channel(), options.concurrency, method, message);
  testing::WebLoad throughRemote(remote.port(), options.concurrency, call, "grpc-status: 0\r\n");
  testing::WebLoad throughInProcess(inProcess.port(), options.concurrency, call, "grpc-status: 0\r\n");

  Measurement directly;
  Measurement remotely;
  Measurement inside;
  constexpr std::int64_t kWarmUp = 2000;
  const std::int64_t turn = std::max<std::int64_t>(kWarmUp, options.calls / 5);
  (void)direct.run(kWarmUp);
  (void)throughRemote.run(kWarmUp);
  (void)throughInProcess.run(kWarmUp);
  for (int round = 0; round < options.rounds; ++round) {
    directly.add(turn, [&](std::int64_t n) { return direct.run(n); });
    remotely.add(turn, [&](std::int64_t n) { return throughRemote.run(n); });
    inside.add(turn, [&](std::int64_t n) { return throughInProcess.run(n); });
  }

  const Memory before = settledMemory();
  Measurement many;
  many.add(options.calls, [&](std::int64_t n) { return throughRemote.run(n); });
  const Memory afterCalls = settledMemory();
  abortStreams(remote.port(), options.aborts / 5, echo);  // what stays in allocators once
  const Memory beforeAborts = settledMemory();
  const std::size_t descriptors = testing::openDescriptors();
  abortStreams(remote.port(), options.aborts, echo);
  const Memory afterAborts = settledMemory();

  const auto ratio = [&](const Measurement& m) {
    return Measurement::median(m.perSecond) / Measurement::median(directly.perSecond);
  };
  const json result = {{"concurrency", options.concurrency},
                       {"gateway_threads", options.threads},
                       {"direct_grpc", directly.toJson()},
                       {"gateway_to_remote", remotely.toJson()},
                       {"gateway_in_process", inside.toJson()},
                       {"ratio_remote", ratio(remotely)},
                       {"ratio_in_process", ratio(inside)},
                       {"memory",
                        {{"calls", options.calls},
                         {"before_calls", before.toJson()},
                         {"after_calls", afterCalls.toJson()},
                         {"aborted_streams", options.aborts},
                         {"before_aborts", beforeAborts.toJson()},
                         {"after_aborts", afterAborts.toJson()},
                         {"descriptors_before_aborts", descriptors},
                         {"descriptors_after_aborts", testing::openDescriptors()}}}};
  std::printf("%s\n", result.dump(2).c_str());
  return directly.right && remotely.right && inside.right && many.right ? 0 : 1;
}
