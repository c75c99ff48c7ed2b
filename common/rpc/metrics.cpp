#include "common/rpc/metrics.h"

#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>

namespace cameramonit::rpc {
namespace {

const std::vector<double>& latencyBounds() {
  static const std::vector<double> bounds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
  return bounds;
}

std::string print(const MetricLabels& labels) {
  std::string text;
  for (const auto& [key, value] : labels) {
    absl::StrAppend(&text, text.empty() ? "" : ",", key, "=\"",
                    absl::StrReplaceAll(value, {{"\\", "\\\\"}, {"\"", "\\\""}, {"\n", "\\n"}}), "\"");
  }
  return text;
}

std::string braced(const std::string& labels) {
  return labels.empty() ? "" : absl::StrCat("{", labels, "}");
}

std::string joined(const std::string& labels, const std::string& more) {
  return absl::StrCat("{", labels, labels.empty() ? "" : ",", more, "}");
}

}  // namespace

Histogram::Histogram(std::vector<double> bounds) : bounds_(std::move(bounds)), counts_(bounds_.size() + 1) {}

void Histogram::observe(double seconds) {
  std::size_t i = 0;
  while (i < bounds_.size() && seconds > bounds_[i]) ++i;
  counts_[i].fetch_add(1, std::memory_order_relaxed);
  sumMicros_.fetch_add(static_cast<std::int64_t>(seconds * 1e6), std::memory_order_relaxed);
}

Metrics::Family& Metrics::family(const std::string& name, const std::string& help, const char* type) {
  Family& found = families_[name];
  if (found.type.empty()) {
    found.help = help;
    found.type = type;
  }
  return found;
}

Counter& Metrics::counter(const std::string& name, const std::string& help, const MetricLabels& labels) {
  absl::MutexLock lock(&mutex_);
  auto& slot = family(name, help, "counter").counters[print(labels)];
  if (!slot) slot = std::make_unique<Counter>();
  return *slot;
}

Histogram& Metrics::histogram(const std::string& name, const std::string& help, const MetricLabels& labels) {
  absl::MutexLock lock(&mutex_);
  auto& slot = family(name, help, "histogram").histograms[print(labels)];
  if (!slot) slot = std::make_unique<Histogram>(latencyBounds());
  return *slot;
}

void Metrics::gauge(const std::string& name, const std::string& help, const MetricLabels& labels,
                    std::function<double()> read) {
  absl::MutexLock lock(&mutex_);
  family(name, help, "gauge").gauges[print(labels)] = std::move(read);
}

std::string Metrics::text() const {
  absl::MutexLock lock(&mutex_);
  std::string out;
  for (const auto& [name, family] : families_) {
    absl::StrAppend(&out, "# HELP ", name, " ", family.help, "\n# TYPE ", name, " ", family.type, "\n");
    for (const auto& [labels, counter] : family.counters) {
      absl::StrAppend(&out, name, braced(labels), " ", counter->value(), "\n");
    }
    for (const auto& [labels, read] : family.gauges) absl::StrAppend(&out, name, braced(labels), " ", read(), "\n");
    for (const auto& [labels, histogram] : family.histograms) {
      std::int64_t total = 0;
      for (std::size_t i = 0; i < histogram->counts_.size(); ++i) {
        total += histogram->counts_[i].load(std::memory_order_relaxed);
        const std::string bound = i < histogram->bounds_.size() ? absl::StrCat(histogram->bounds_[i]) : "+Inf";
        absl::StrAppend(&out, name, "_bucket", joined(labels, absl::StrCat("le=\"", bound, "\"")), " ", total, "\n");
      }
      const double sum = static_cast<double>(histogram->sumMicros_.load(std::memory_order_relaxed)) / 1e6;
      absl::StrAppend(&out, name, "_sum", braced(labels), " ", sum, "\n", name, "_count", braced(labels), " ", total,
                      "\n");
    }
  }
  return out;
}

}  // namespace cameramonit::rpc
