#pragma once

#include <filesystem>
#include <map>
#include <string>

#include <absl/status/statusor.h>

#include "common/base/secret.h"

namespace cameramonit::camctl {

/// Where camctl talks to and as whom: a JSON file that only its owner may read. Thread-bound.
struct Profile {
  std::string server = "127.0.0.1:8788";
  /// Where single services are that run apart, by their names ("media"); all others are at `server`.
  std::map<std::string, std::string> servers;
  std::string caFile;  ///< PEM file that the server's certificate is checked with; empty: plain text to loopback
  std::string user;
  base::Secret<std::string> accessToken;
  base::Secret<std::string> refreshToken;
  base::Secret<std::string> deviceToken;  ///< says at the next login that this device is known

  /// $CAMCTL_PROFILE, else $XDG_CONFIG_HOME/cameramonit/camctl.json, else ~/.config/cameramonit/camctl.json.
  static std::filesystem::path defaultPath();

  /// The stored profile, or the default one when there is none yet.
  /// Errors: SETTING_INVALID when the file is unreadable, malformed, or readable by others.
  static absl::StatusOr<Profile> load(const std::filesystem::path& path);

  /// Takes the access token from $CAMCTL_TOKEN instead, where that is set: for scripts on the server itself.
  void useEnvironment();

  /// Replaces the file as a whole, mode 0600.
  absl::Status save(const std::filesystem::path& path) const;
};

}  // namespace cameramonit::camctl
