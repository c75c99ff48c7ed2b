#pragma once

#include <string>
#include <vector>

#include "server/registry/import/raw_camera.h"

namespace cameramonit::registry {

/// A run of lines that was read as a table.
struct TableFound {
  std::size_t begin = 0;  ///< first line
  std::size_t end = 0;    ///< behind the last line
  std::vector<RawCamera> cameras;
};

/// Finds the tables in `lines`: a heading of which at least two cells are labels, then rows; cells divided by tab,
/// semicolon, bar, comma or wide gaps, quoted as in CSV (RFC 4180). Also tables that lie on their side, where the
/// labels stand in the first column. Reentrant.
std::vector<TableFound> findTables(const std::vector<std::u32string>& lines);

}  // namespace cameramonit::registry
