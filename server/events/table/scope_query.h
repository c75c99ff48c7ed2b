#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include <absl/status/statusor.h>

#include "server/events/table/conditions.h"
#include "server/events/table/dictionary.h"
#include "server/events/table/lane_shape.h"
#include "server/events/table/scope.h"

namespace cameramonit::events {

/// A scope on its way into the lanes of a query: its rules by what they are about, because it may name thousands of
/// channels and each is asked about once. Borrows the scope. Thread-bound.
class ScopeQuery {
 public:
  explicit ScopeQuery(const Scope& scope);

  /// What the scope allows in a channel: nothing (false), everything (no condition), or what `conditions` says under
  /// the row's alias `e`.
  absl::StatusOr<bool> add(sql::Session& session, Dictionary& dictionary, const Dictionary::Channel& channel,
                           Conditions& conditions) const;

  /// Narrows a shape to what the scope allows in a channel; false when it takes more than a shape to say that.
  absl::StatusOr<bool> narrow(sql::Session& session, Dictionary& dictionary, const Dictionary::Channel& channel,
                              LaneShape& shape) const;

 private:
  std::vector<const ScopeRule*> rulesFor(const Dictionary::Channel& channel) const;

  const bool everything_;
  std::unordered_map<std::string, std::vector<const ScopeRule*>> rules_;
};

/// Numbers of classes; a word that nobody ever recorded has none that matches. Reentrant.
absl::StatusOr<std::vector<Dictionary::Ref>> classRefs(sql::Session& session, Dictionary& dictionary,
                                                       const std::vector<std::string>& classes);

/// The microseconds of a span that may be open. Reentrant.
MicrosSpan microsOf(absl::Time from, absl::Time until);

}  // namespace cameramonit::events
