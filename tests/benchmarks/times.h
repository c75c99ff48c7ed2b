#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <vector>

#include <absl/time/clock.h>
#include <absl/time/time.h>

namespace cameramonit::benchmarks {

/// How long each round of a benchmark took; the slow ones become its counters p95_ms and p999_ms.
class Times {
 public:
  explicit Times(benchmark::State& state) : state_(state) {}
  Times(const Times&) = delete;
  Times& operator=(const Times&) = delete;
  ~Times() {
    std::sort(all_.begin(), all_.end());
    if (all_.empty()) return;
    state_.counters["p95_ms"] = all_[all_.size() * 95 / 100];
    state_.counters["p999_ms"] = all_[all_.size() * 999 / 1000];
  }
  /// Calls `work` and returns its result.
  template <typename Work>
  auto take(const Work& work) {
    const absl::Time start = absl::Now();
    auto result = work();
    all_.push_back(absl::ToDoubleMilliseconds(absl::Now() - start));
    return result;
  }

 private:
  benchmark::State& state_;
  std::vector<double> all_;
};

}  // namespace cameramonit::benchmarks
