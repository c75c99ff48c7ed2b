#pragma once

#include <vector>

#include <absl/time/time.h>
#include <nlohmann/json.hpp>

#include "server/eval/live/sending_camera.h"

namespace cameramonit::eval {

/// How long after something came into the picture its row came.
class OnsetTimes {
 public:
  /// Each of `sent` that is `picture` with the first of `rows` within five seconds; both in order of time.
  void take(const std::vector<SendingCamera::Sent>& sent, std::size_t picture, const std::vector<absl::Time>& rows);
  /// {"p50", "p95", "of", "missed"}, the first two in ms.
  nlohmann::json print() const;

 private:
  std::vector<double> all_;  ///< ms
  int missed_ = 0;
};

}  // namespace cameramonit::eval
