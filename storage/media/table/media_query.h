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
  std::string filter;  ///< stands for the filter in page tokens; what may be seen is no part of it

  void bindTo(sql::Statement& select) const;
};

MediaQuery mediaQuery(const MediaFilter& filter);

}  // namespace cameramonit::media
