#pragma once

#include <functional>
#include <string>

namespace cameramonit::application {

/// Which projects or channels, by name, the one who asks may see. Empty: all.
using NameFilter = std::function<bool(const std::string& name)>;

}  // namespace cameramonit::application
