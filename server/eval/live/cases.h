#pragma once

#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <nlohmann/json.hpp>

#include "server/eval/live/films.h"

namespace cameramonit::eval {

struct CaseOptions {
  int cameras = 10;                          ///< of the case with many
  absl::Duration length = absl::Minutes(1);  ///< of each case, after it has settled
};

/// What the whole product costs with real cameras, and how soon it tells of what they show: the keys "cases",
/// "onset_to_row_ms" and "recording_identical". Blocks for about six times `length`. Errors: FILE_MISSING, INTERNAL.
absl::StatusOr<nlohmann::json> measureCases(const LiveFilms& films, const CaseOptions& options);

}  // namespace cameramonit::eval
