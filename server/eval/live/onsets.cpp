#include "server/eval/live/onsets.h"

#include <algorithm>

namespace cameramonit::eval {
namespace {

constexpr absl::Duration kLongest = absl::Seconds(5);

}  // namespace

void OnsetTimes::take(const std::vector<SendingCamera::Sent>& sent, std::size_t picture,
                      const std::vector<absl::Time>& rows) {
  for (const SendingCamera::Sent& onset : sent) {
    if (onset.picture != picture) continue;
    const auto row = std::upper_bound(rows.begin(), rows.end(), onset.at);
    if (row == rows.end() || *row > onset.at + kLongest) {
      ++missed_;
    } else {
      all_.push_back(absl::ToDoubleMilliseconds(*row - onset.at));
    }
  }
}

nlohmann::json OnsetTimes::print() const {
  if (all_.empty()) return {{"p50", nullptr}, {"p95", nullptr}, {"of", 0}, {"missed", missed_}};
  std::vector<double> sorted = all_;
  std::sort(sorted.begin(), sorted.end());
  const auto at = [&sorted](std::size_t percent) { return sorted[(sorted.size() - 1) * percent / 100]; };
  return {{"p50", at(50)}, {"p95", at(95)}, {"of", all_.size()}, {"missed", missed_}};
}

}  // namespace cameramonit::eval
