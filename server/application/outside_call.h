#pragma once

#include <string>
#include <utility>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "common/base/secret.h"

namespace cameramonit::application {

/// One HTTP request to somebody outside.
struct OutsideRequest {
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  base::Secret<std::string> bearer;  ///< sent as `Authorization: Bearer`, to this server alone; empty: none
  std::string body;                  ///< posted as JSON; empty: a GET
  absl::Duration timeout = absl::Seconds(10);
};

struct OutsideAnswer {
  int status = 0;
  std::string body;  ///< cut at 64 KiB
  absl::Duration latency;
};

/// Calls it and waits for the answer. Only http and https are spoken, no redirection is followed, certificates are
/// checked, and addresses that no such service has (link-local ones, where clouds keep their metadata) are refused.
/// Errors: UNAVAILABLE with a sentence that says what happened; DEADLINE_EXCEEDED. Reentrant; blocks.
absl::StatusOr<OutsideAnswer> callOutside(const OutsideRequest& request);

}  // namespace cameramonit::application
