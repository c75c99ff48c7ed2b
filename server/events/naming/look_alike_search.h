#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "analyzer/feature/look_alikes.h"
#include "server/events/table/label_rows.h"
#include "server/events/table/retelling_rows.h"

namespace cameramonit::events {

/// How many objects of a camera are looked through, the newest first, and how many may bear one label for their looks.
inline constexpr int kSearchedObjects = 20'000;
inline constexpr std::size_t kMostLookAlikes = 2'000;

/// What a stored signature says; nothing where it is of an unknown form.
std::optional<feature::Sighting> sightingOf(const v1::Signature& signature, absl::Time from, absl::Time to);

/// Decides who bears one label of a camera for their looks. Thread-bound; borrows the rows.
class LookAlikeSearch {
 public:
  LookAlikeSearch(LabelRows& labels, RetellingRows& rows) : labels_(labels), rows_(rows) {}

  /// Looks through what was stored, writes who bears the label now, and gives whose events have to be told again.
  absl::StatusOr<std::vector<std::string>> searchAll(const LabelRow& label);

  /// Whether one object, as it is now, bears the label, writes so and says whether that changed.
  absl::StatusOr<bool> place(const LabelRow& label, const SignedObject& object);

 private:
  /// What the label knows its look-alikes by; nothing where it takes none.
  absl::StatusOr<const feature::LookAlikes*> examplesOf(const LabelRow& label);

  LabelRows& labels_;
  RetellingRows& rows_;
  std::map<std::int64_t, std::optional<feature::LookAlikes>> known_;  ///< by label; what was read of one transaction
};

}  // namespace cameramonit::events
