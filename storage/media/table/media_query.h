#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "storage/media/table/media_table.h"
#include "storage/sql/statement.h"

namespace cameramonit::media {

/// The condition of a list with the values it names.
struct MediaQuery {
  std::string where;
  std::vector<std::pair<std::string, std::string>> texts;
  std::vector<std::pair<std::string, std::int64_t>> numbers;

  void bindTo(sql::Statement& select) const;
  /// Stands for the filter in page tokens.
  std::string fingerprint() const;
};

MediaQuery mediaQuery(const MediaFilter& filter);

}  // namespace cameramonit::media
