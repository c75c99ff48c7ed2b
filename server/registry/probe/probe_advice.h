#pragma once

#include "cameramonit/registry/v1/probe.pb.h"
#include "cameramonit/type/v1/common.pb.h"

namespace cameramonit::registry {

/// What a technician does about an outcome, in both languages; empty for OK. Reentrant.
type::v1::LocalizedText adviceFor(v1::ProbeOutcome outcome);

}  // namespace cameramonit::registry
