#pragma once

#include <absl/time/time.h>

#include "cameramonit/application/v1/integration.pb.h"
#include "common/base/secret.h"

namespace cameramonit::application {

/// Tries an integration for real: a webhook gets a signed test message and must answer 2xx; a vision service is asked,
/// with the key, which models it has, and must name the chosen one. Reentrant; blocks as long as the timeout says.
v1::TestResult tryIntegration(const v1::Integration& integration, const base::Secret<std::string>& secret,
                              absl::Time now);

/// What a webhook's receiver checks: "sha256=" and the HMAC-SHA-256 of `body` in hexadecimal digits. Reentrant.
std::string webhookSignature(const base::Secret<std::string>& secret, const std::string& body);

}  // namespace cameramonit::application
