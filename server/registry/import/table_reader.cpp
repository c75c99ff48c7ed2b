#include "server/registry/import/table_reader.h"

#include <algorithm>
#include <optional>

#include "server/registry/import/label_finder.h"
#include "server/registry/import/raw_fields.h"
#include "server/registry/import/unicode_text.h"

namespace cameramonit::registry {
namespace {

using Cells = std::vector<std::u32string>;
using Fields = std::vector<std::optional<Field>>;

constexpr char32_t kGap = 0;  // two blanks or more divide the cells

Cells splitQuoted(std::u32string_view line, char32_t delimiter) {
  Cells cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char32_t c = line[i];
    if (quoted) {
      if (c == U'"' && i + 1 < line.size() && line[i + 1] == U'"') {
        cells.back().push_back(c);
        ++i;
      } else if (c == U'"') {
        quoted = false;
      } else {
        cells.back().push_back(c);
      }
    } else if (c == U'`' && delimiter == U'|' && trimmed(cells.back()).empty() &&
               line.find(U'`', i + 1) != std::u32string_view::npos) {
      const std::size_t close = line.find(U'`', i + 1);  // Markdown's way to write a value to the letter
      cells.back() = std::u32string(line.substr(i + 1, close - i - 1));
      i = close;
    } else if (c == U'"' && trimmed(cells.back()).empty()) {
      cells.back().clear();
      quoted = true;
    } else if (c == delimiter) {
      cells.emplace_back();
    } else {
      cells.back().push_back(c);
    }
  }
  return cells;
}

Cells splitGaps(std::u32string_view line) {
  Cells cells;
  std::u32string cell;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (isBlank(line[i]) && i + 1 < line.size() && isBlank(line[i + 1])) {
      while (i + 1 < line.size() && isBlank(line[i + 1])) ++i;
      if (!cell.empty()) cells.push_back(cell);
      cell.clear();
    } else {
      cell.push_back(line[i]);
    }
  }
  if (!trimmed(cell).empty()) cells.push_back(cell);
  return cells;
}

Cells cellsOf(std::u32string_view line, char32_t delimiter) {
  if (delimiter == kGap) return splitGaps(trimmed(line));
  std::u32string_view inner = trimmed(line);
  if (delimiter == U'|') {
    while (!inner.empty() && inner.front() == U'|') inner.remove_prefix(1);
    if (!inner.empty() && inner.back() == U'|') inner.remove_suffix(1);
  } else {
    inner = line;  // a leading tab is an empty cell
  }
  Cells cells = splitQuoted(inner, delimiter);
  for (std::u32string& cell : cells) {
    std::u32string_view bare = trimmed(cell);
    const bool bold = bare.size() > 4 && startsWith(bare, U"**") && bare.substr(bare.size() - 2) == U"**";
    if (bold) bare = trimmed(bare.substr(2, bare.size() - 4));
    cell = std::u32string(bare);
  }
  return cells;
}

Fields headingsOf(const Cells& cells) {
  Fields fields;
  for (const std::u32string& cell : cells) fields.push_back(fieldOfHeading(foldedText(cell)));
  return fields;
}

/// A heading has several labels, one of which says where a camera is or how to log in, and next to nothing else.
bool isHeading(const Fields& fields) {
  int labels = 0;
  int telling = 0;
  for (const auto& field : fields) {
    if (!field) continue;
    ++labels;
    if (*field != Field::kOther && *field != Field::kName) ++telling;
  }
  return labels >= 2 && telling >= 1 && labels * 2 > static_cast<int>(fields.size());
}

bool isRule(std::u32string_view line) {
  const std::u32string_view inner = trimmed(line);
  return !inner.empty() && std::all_of(inner.begin(), inner.end(), [](char32_t c) {
    return c == U'-' || c == U'|' || c == U'+' || c == U'=' || c == U':' || isBlank(c) || c == U'─' || c == U'│' ||
           c == U'┼';
  });
}

RawCamera cameraOf(const Fields& fields, const Cells& cells) {
  RawCamera camera;
  for (std::size_t i = 0; i < std::min(fields.size(), cells.size()); ++i) {
    if (fields[i]) setField(camera, *fields[i], cells[i], ValueStyle::kCell);
  }
  return camera;
}

std::optional<TableFound> tableAt(const std::vector<std::u32string>& lines, std::size_t at, char32_t delimiter) {
  const Cells heading = cellsOf(lines[at], delimiter);
  const Fields fields = headingsOf(heading);
  if (heading.size() < 2 || !isHeading(fields)) return std::nullopt;
  TableFound table;
  table.begin = at;
  table.end = at + 1;
  RawCamera before;
  for (std::size_t i = at + 1; i < lines.size(); ++i) {
    if (trimmed(lines[i]).empty()) {
      if (i > at + 1 && !table.cameras.empty()) break;
      continue;
    }
    if (isRule(lines[i])) {
      table.end = i + 1;
      continue;
    }
    const Cells cells = cellsOf(lines[i], delimiter);
    if (cells.size() < 2 || (delimiter == kGap && cells.size() > fields.size())) break;
    RawCamera camera = cameraOf(fields, cells);
    table.end = i + 1;
    if (!camera.saysWhere() && !camera.badUrl && !(camera.name && (camera.user || camera.password))) continue;
    table.cameras.push_back(std::move(camera));
  }
  if (table.cameras.empty()) return std::nullopt;
  return table;
}

/// Labels down the side, a camera a column.
std::optional<TableFound> sidewaysAt(const std::vector<std::u32string>& lines, std::size_t at, char32_t delimiter) {
  const Cells first = cellsOf(lines[at], delimiter);
  if (first.size() < 3) return std::nullopt;
  TableFound table;
  table.begin = at;
  table.cameras.resize(first.size() - 1);
  std::size_t rows = 0;
  std::size_t i = at;
  for (; i < lines.size(); ++i) {
    if (isRule(lines[i])) continue;
    const Cells cells = cellsOf(lines[i], delimiter);
    if (cells.size() != first.size()) break;
    auto field = fieldOfHeading(foldedText(cells[0]));
    if (!field && i == at && (cells[0].empty() || rows == 0)) field = Field::kName;
    if (!field) break;
    for (std::size_t k = 1; k < cells.size(); ++k) {
      if (i > at && fieldOfHeading(foldedText(cells[k]))) return std::nullopt;
      setField(table.cameras[k - 1], *field, cells[k], ValueStyle::kCell);
    }
    ++rows;
  }
  table.end = i;
  const bool whole = std::all_of(table.cameras.begin(), table.cameras.end(),
                                 [](const RawCamera& camera) { return camera.saysWhere() || camera.badUrl; });
  if (rows < 2 || !whole) return std::nullopt;
  return table;
}

}  // namespace

std::vector<TableFound> findTables(const std::vector<std::u32string>& lines) {
  std::vector<TableFound> tables;
  for (std::size_t i = 0; i < lines.size();) {
    std::optional<TableFound> best;
    for (const char32_t delimiter : {U'\t', U';', U'|', U',', kGap}) {
      const bool there =
          delimiter == kGap ? contains(lines[i], U"  ") : lines[i].find(delimiter) != std::u32string::npos;
      if (!there) continue;
      auto table = tableAt(lines, i, delimiter);
      if (!table && delimiter != U',' && delimiter != kGap) table = sidewaysAt(lines, i, delimiter);
      if (table && (!best || table->cameras.size() > best->cameras.size())) best = std::move(table);
    }
    if (!best) {
      ++i;
      continue;
    }
    i = best->end;
    tables.push_back(*std::move(best));
  }
  return tables;
}

}  // namespace cameramonit::registry
