#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/ledger/ledger_store.h"

namespace cameramonit::ledger {

/// A ledger in a text file that only ever grows at its end, a line a span with a checksum, so that a process killed
/// while it writes loses that line at most. It is written anew, whole or not at all, when it is opened with too much in
/// it. Thread-bound; one process at a time.
class LedgerFile final : public LedgerStore {
 public:
  /// The file need not exist; its folder must.
  explicit LedgerFile(std::filesystem::path file) : file_(std::move(file)) {}
  ~LedgerFile() override;
  LedgerFile(const LedgerFile&) = delete;
  LedgerFile& operator=(const LedgerFile&) = delete;

  /// Errors: DISK_FULL, INTERNAL.
  absl::Status put(const Span& span) override;
  /// Forgets what is before `since`. Damaged lines are skipped. Errors: DISK_FULL, INTERNAL.
  absl::StatusOr<std::vector<Span>> load(absl::Time since) override;

  /// One span as a line, and back; nothing where the line is damaged. Reentrant.
  static std::string lineOf(const Span& span);
  static std::optional<Span> parse(std::string_view line);

 private:
  absl::Status openForAppend();

  const std::filesystem::path file_;
  int descriptor_ = -1;
};

}  // namespace cameramonit::ledger
