#include "storage/sql/bulk_insert.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include "common/base/status.h"

namespace cameramonit::sql {
namespace {

/// Beyond this the gain is small and the parser of a big statement slow.
constexpr std::size_t kMariadbRows = 200;

}  // namespace

BulkInsert::BulkInsert(Session& session, std::string table, std::vector<std::string> columns, std::string tail)
    : session_(session),
      table_(std::move(table)),
      columns_(std::move(columns)),
      tail_(std::move(tail)),
      rowsPerStatement_(session.dialect() == Dialect::kMariadb ? kMariadbRows : 1) {}

absl::Status BulkInsert::row(std::vector<Value> values) {
  rows_.push_back(std::move(values));
  return rows_.size() < kMariadbRows ? absl::OkStatus() : flush();
}

absl::Status BulkInsert::flush() {
  for (std::size_t from = 0; from < rows_.size();) {
    // Few different sizes, so that the statements stay prepared.
    std::size_t count = rowsPerStatement_;
    while (count > rows_.size() - from) count = count > 10 ? 10 : 1;
    CAMERAMONIT_RETURN_IF_ERROR(write(from, count));
    from += count;
  }
  rows_.clear();
  return absl::OkStatus();
}

absl::Status BulkInsert::write(std::size_t from, std::size_t count) {
  std::string text = absl::StrCat("insert into ", table_, " (", absl::StrJoin(columns_, ", "), ") values ");
  for (std::size_t r = 0; r < count; ++r) {
    absl::StrAppend(&text, r == 0 ? "(" : ", (");
    for (std::size_t c = 0; c < columns_.size(); ++c) absl::StrAppend(&text, c == 0 ? ":v" : ", :v", r, "_", c);
    text += ')';
  }
  text += tail_;
  Statement insert = session_.prepare(text);
  for (std::size_t r = 0; r < count; ++r) {
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      std::visit([&](const auto& value) { insert.bind(absl::StrCat("v", r, "_", c), value); }, rows_[from + r][c]);
    }
  }
  return insert.run();
}

}  // namespace cameramonit::sql
