#pragma once

#include <string>

#include <absl/status/status.h>

#include "cameramonit/application/v1/integration.pb.h"

namespace cameramonit::application {

/// Whether an integration can be kept as it is, with a secret of `secretSize` bytes beside it.
/// Errors: FIELD_INVALID with one violation per wrong field, naming what is allowed. Reentrant.
absl::Status checkIntegration(const v1::Integration& integration, std::size_t secretSize, bool allowPlainHttp);

/// Whether both are of the same kind (webhook, vision). Reentrant.
bool sameKind(const v1::Integration& a, const v1::Integration& b);

}  // namespace cameramonit::application
