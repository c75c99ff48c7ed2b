#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <absl/status/status.h>

namespace cameramonit {

/// `cameramonit ca init`: makes the CA of an installation in `folder`. Errors: SETTING_INVALID.
absl::Status initAuthority(const std::filesystem::path& folder, int days);

struct IssueOptions {
  std::string folder;              ///< of the CA
  std::string out;                 ///< where the files go; empty: `folder`
  std::string services;            ///< as `serve --services`; empty: all
  std::vector<std::string> hosts;  ///< names and addresses by which people reach the process
  std::string name;                ///< of the files; empty: the services joined by dashes
  int days = 90;
};

/// `cameramonit ca issue`: writes NAME.pem and NAME.key (0600) for a process with those services, replacing older ones
/// so that a running process takes them over. Errors: SETTING_INVALID.
absl::Status issueCertificate(const IssueOptions& options);

}  // namespace cameramonit
