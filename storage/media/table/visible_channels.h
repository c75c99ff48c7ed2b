#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/time/time.h>

namespace cameramonit::media {

/// A project or channel whose media somebody may see, all of them from a moment on.
struct VisibleChannel {
  std::string name;
  absl::Time notBefore = absl::InfinitePast();  ///< by start_time
};

/// What somebody may see; nothing: all.
using VisibleChannels = std::optional<std::vector<VisibleChannel>>;

}  // namespace cameramonit::media
