#pragma once

#include <vector>

#include "analyzer/ledger/ledger_store.h"
#include "common/base/status.h"

namespace cameramonit::ledger {

/// A store that forgets with the test. Thread-bound.
class MemoryStore final : public LedgerStore {
 public:
  absl::Status put(const Span& span) override {
    if (broken) return base::internalError("The store is away.");
    if (!spans.empty() && spans.back().from == span.from) spans.pop_back();
    spans.push_back(span);
    return absl::OkStatus();
  }
  absl::StatusOr<std::vector<Span>> load(absl::Time since) override {
    std::vector<Span> result;
    for (const Span& span : spans) {
      if (span.to > since) result.push_back(span);
    }
    return result;
  }

  std::vector<Span> spans;
  bool broken = false;
};

}  // namespace cameramonit::ledger
