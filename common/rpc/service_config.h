#pragma once

#include <string>
#include <vector>

#include <absl/time/time.h>
#include <google/protobuf/descriptor.h>

namespace cameramonit::rpc {

/// Whether calling twice is as good as calling once: the method says so by its `idempotency_level`, or it only reads,
/// by its name (Get, List, Count, Search). Reentrant.
bool isIdempotent(const google::protobuf::MethodDescriptor& method);

/// What a channel to `services` (full names, linked into this program) does by itself, as gRPC's service config in
/// JSON: spreads calls over all addresses that say `healthName` is serving, gives every unary method a deadline, and
/// calls idempotent ones again when a server goes away. A caller's own deadline counts when it is shorter. Reentrant.
std::string serviceConfig(const std::vector<std::string>& services, const std::string& healthName);

/// The deadline of a method in that config; infinite for streams. Reentrant.
absl::Duration methodTimeout(const google::protobuf::MethodDescriptor& method);

}  // namespace cameramonit::rpc
