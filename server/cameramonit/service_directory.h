#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>

namespace cameramonit {

/// A service that a process can host, as the command line and the settings call it.
struct ServiceEntry {
  std::string name;                    ///< "events"
  std::vector<std::string> contracts;  ///< full names of its gRPC services; the first one's health stands for all
  std::vector<std::string> peers;      ///< whom it calls
};

/// All services, in the order in which a process opens them. Thread-safe.
const std::vector<ServiceEntry>& serviceDirectory();

/// Null for a name that there is not. Thread-safe.
const ServiceEntry* findService(std::string_view name);

/// Reads "registry,events"; empty text: all services.
/// Errors: SETTING_INVALID for a name that there is not.
absl::StatusOr<std::set<std::string>> parseServices(std::string_view text);

/// Whom a process with these services calls beyond itself.
std::set<std::string> foreignPeers(const std::set<std::string>& hosted);

}  // namespace cameramonit
