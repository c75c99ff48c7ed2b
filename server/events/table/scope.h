#pragma once

#include <string>
#include <vector>

#include <absl/time/time.h>

#include "cameramonit/events/v1/event.pb.h"

namespace cameramonit::events {

/// One thing that somebody may see: a project or channel, and which of its events: those that every list allows.
/// Empty lists mean all.
struct ScopeRule {
  std::string parent;  ///< projects/{id} or projects/{id}/channels/{id}
  std::vector<v1::EventKind> kinds = {};
  std::vector<std::string> objectClasses = {};
  std::vector<std::string> zones = {};
  std::vector<std::string> labels = {};  ///< names that humans gave to the event's object (TrackedObject.label)
  v1::Severity minimumSeverity = v1::SEVERITY_UNSPECIFIED;
  absl::Time notBefore = absl::InfinitePast();  ///< by start_time, half-open
  absl::Time notAfter = absl::InfiniteFuture();
};

/// What the one who asks may see: an event that at least one rule lets through. It becomes part of the query, so what
/// is hidden is neither listed nor counted. Without rules nothing is seen.
struct Scope {
  bool everything = false;
  std::vector<ScopeRule> rules;

  static Scope all() { return {true, {}}; }
};

}  // namespace cameramonit::events
