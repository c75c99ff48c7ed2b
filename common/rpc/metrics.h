#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

namespace cameramonit::rpc {

/// Label names and values of one series, e.g. {{"method", "…"}}.
using MetricLabels = std::vector<std::pair<std::string, std::string>>;

/// A number that only grows. Thread-safe.
class Counter {
 public:
  void add(std::int64_t n = 1) { value_.fetch_add(n, std::memory_order_relaxed); }
  std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> value_{0};
};

/// Counts of values up to each of fixed bounds, in seconds. Thread-safe.
class Histogram {
 public:
  explicit Histogram(std::vector<double> bounds);
  void observe(double seconds);

 private:
  friend class Metrics;
  std::vector<double> bounds_;
  std::vector<std::atomic<std::int64_t>> counts_;  // one more than bounds: above the last
  std::atomic<std::int64_t> sumMicros_{0};
};

/// All metrics of a process, printed in Prometheus' text format 0.0.4. Thread-safe; returned references live as long
/// as this object.
class Metrics {
 public:
  Counter& counter(const std::string& name, const std::string& help, const MetricLabels& labels = {});
  Histogram& histogram(const std::string& name, const std::string& help, const MetricLabels& labels = {});
  /// `read` is called at every print, on the printing thread, and must stay callable as long as this object.
  void gauge(const std::string& name, const std::string& help, const MetricLabels& labels,
             std::function<double()> read);

  std::string text() const;

 private:
  struct Family {
    std::string help;
    std::string type;
    std::map<std::string, std::unique_ptr<Counter>> counters;  // by printed labels
    std::map<std::string, std::unique_ptr<Histogram>> histograms;
    std::map<std::string, std::function<double()>> gauges;
  };
  Family& family(const std::string& name, const std::string& help, const char* type)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable absl::Mutex mutex_;
  std::map<std::string, Family> families_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cameramonit::rpc
