// Pages of the list of 10,000 cameras.
#include <benchmark/benchmark.h>

#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include "server/registry/table/camera_table.h"
#include "storage/sql/database.h"
#include "tests/benchmarks/times.h"
#include "tests/support/database/test_database.h"

namespace cameramonit::registry {
namespace {

constexpr int kCameras = 10'000;
constexpr int kAtOnce = 500;

absl::Status fill(CameraTable& table) {
  for (int i = 0; i < kCameras; i += kAtOnce) {
    std::vector<CameraStep> steps(kAtOnce);
    for (int j = 0; j < kAtOnce; ++j) {
      v1::Camera& camera = steps[j].camera;
      camera.set_name(absl::StrCat("cameras/camera-", i + j));
      camera.set_display_name(absl::StrCat("Camera ", i + j));
      camera.set_main_stream(absl::StrCat("rtsp://10.0.", (i + j) / 250, ".", (i + j) % 250, "/stream1"));
      camera.set_place("Gate");
    }
    if (const auto made = table.apply(steps, {}, absl::Now()); !made.ok()) return made.status();
  }
  return absl::OkStatus();
}

void cameraPage(benchmark::State& state) {
  support::TestDatabase database(state.range(0) == 0 ? sql::Dialect::kSqlite : sql::Dialect::kMariadb);
  CameraTable table(*database);
  if (const absl::Status filled = fill(table); !filled.ok()) return state.SkipWithError(filled.ToString().c_str());
  benchmarks::Times times(state);
  std::string token;
  for (auto _ : state) {
    const auto page = times.take([&] { return table.list(100, token); });
    if (!page.ok()) return state.SkipWithError("no page");
    token = page->nextPageToken;
  }
}
BENCHMARK(cameraPage)->Arg(0)->Arg(1)->Iterations(400)->UseRealTime();

}  // namespace
}  // namespace cameramonit::registry

BENCHMARK_MAIN();
