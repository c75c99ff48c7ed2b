#pragma once

#include <functional>

#include <absl/status/statusor.h>

#include "cameramonit/policy/v1/policy.pb.h"
#include "common/rpc/principal.h"
#include "server/events/table/scope.h"

namespace cameramonit::events {

/// The events with which somebody may now do what the right says. It moves with time and with what is granted, so it
/// is asked for anew by every query. Thread-safe; may block.
using ScopeOf = std::function<absl::StatusOr<Scope>(const rpc::Principal&, policy::v1::Policy::Right)>;

}  // namespace cameramonit::events
