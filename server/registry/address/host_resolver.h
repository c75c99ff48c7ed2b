#pragma once

#include <memory>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "common/base/executor.h"
#include "server/registry/address/ip_address.h"

namespace cameramonit::registry {

/// Finds the addresses of a host. Thread-safe.
class HostResolver {
 public:
  virtual ~HostResolver() = default;
  /// At least one address, in the system's order of preference; an address in text form is itself.
  /// Errors: NOT_FOUND when there is no such name, DEADLINE_EXCEEDED after `limit`, UNAVAILABLE.
  virtual absl::StatusOr<std::vector<IpAddress>> resolve(const std::string& host, absl::Duration limit) = 0;
};

/// Asks the system. A look-up cannot be interrupted, so it runs on threads of its own and is left behind when it takes
/// too long. Thread-safe.
class SystemHostResolver final : public HostResolver {
 public:
  SystemHostResolver();
  absl::StatusOr<std::vector<IpAddress>> resolve(const std::string& host, absl::Duration limit) override;

 private:
  base::Executor executor_;
};

}  // namespace cameramonit::registry
