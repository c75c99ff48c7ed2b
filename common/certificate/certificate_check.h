#pragma once

#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

namespace cameramonit::certificate {

/// Whether the files can be read, the key fits the certificate, and the authority signed it for now.
/// Errors: SETTING_INVALID, naming the file and what is wrong. Reentrant.
absl::Status checkFiles(const std::string& certificate, const std::string& key, const std::string& authority);

/// Until when the first certificate of a PEM file is good. Errors: SETTING_INVALID. Reentrant.
absl::StatusOr<absl::Time> expiryOf(const std::string& certificate);

}  // namespace cameramonit::certificate
