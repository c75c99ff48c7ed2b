#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <nlohmann/json.hpp>

namespace cameramonit::eval {

/// How many messages of a folder were read right.
struct EmailScore {
  int total = 0;
  int right = 0;
  std::vector<std::string> wrong;                      ///< names of files
  nlohmann::json readings = nlohmann::json::object();  ///< of the wrong ones: what was read in place of it

  /// `explained` adds the readings, passwords included.
  nlohmann::json toJson(bool explained = false) const;
};

/// Reads every "*.eml" of `folder` as ImportCameras does and compares with the "*.json" beside it. A message is right
/// when its action and, of every camera, name, address, user and password (and ONVIF host and port) are; cameras may
/// come in any order. Installers are the senders whose mail is not forged, but for those that the expectation calls
/// unauthorised. Reentrant.
/// Errors: FILE_MISSING, FIELD_INVALID for an expectation that cannot be read.
absl::StatusOr<EmailScore> scoreEmails(const std::filesystem::path& folder);

}  // namespace cameramonit::eval
