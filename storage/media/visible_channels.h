#pragma once

#include <optional>
#include <string>
#include <vector>

namespace cameramonit::media {

/// The channels whose media somebody may see; nothing: all.
using VisibleChannels = std::optional<std::vector<std::string>>;

}  // namespace cameramonit::media
