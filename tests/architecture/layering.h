#pragma once

#include "tests/architecture/source_tree.h"

#include <optional>
#include <string>
#include <vector>

namespace cameramonit::architecture {

/// Who may include whom: a room sees the rooms above it in the root CMakeLists.txt; services do not see one another.
/// Reentrant.
class Layering {
 public:
  /// `rooms` lie lower first, as roomsInOrder() gives them.
  explicit Layering(std::vector<std::string> rooms);

  /// Why a file at `path` must not include `header`; nothing if it may.
  std::optional<std::string> objectionTo(const std::string& path, const std::string& header) const;

 private:
  /// Position of the room that holds `path`; nothing for third-party headers, tests and the like.
  std::optional<size_t> roomOf(const std::string& path) const;

  std::vector<std::string> rooms_;
};

/// Why a file at `path` must not include the third-party `header`; nothing if it may.
std::optional<std::string> objectionToThirdParty(const std::string& path, const std::string& header);

}  // namespace cameramonit::architecture
