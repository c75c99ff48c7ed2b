#pragma once

#include <map>
#include <string>

#include <absl/status/status.h>

#include "common/rpc/principal.h"

namespace cameramonit::registry {

/// Where it is written down that somebody is about to see credentials. Thread-safe.
class AuditTrail {
 public:
  virtual ~AuditTrail() = default;
  /// Returns only when the entry is kept for good; any error means that what was to be noted must not happen.
  virtual absl::Status note(const rpc::Principal& who, const std::string& method, const std::string& resource,
                            const std::map<std::string, std::string>& facts) = 0;
};

}  // namespace cameramonit::registry
