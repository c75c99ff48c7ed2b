#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "server/registry/sealed/credential_sealer.h"
#include "storage/sql/session.h"

namespace cameramonit::registry {

/// A row of the table of credentials.
struct CredentialRow {
  std::string cameraId;
  SealedCredentials sealed;
};

// The table of credentials, within the transaction of a session. All reentrant.

absl::Status putCredentials(sql::Session& session, const CredentialRow& row);
absl::Status removeCredentials(sql::Session& session, const std::string& cameraId);
absl::StatusOr<std::optional<SealedCredentials>> findCredentials(sql::Session& session, const std::string& cameraId);
/// Those sealed by another key than `keyId`.
absl::StatusOr<std::vector<CredentialRow>> credentialsNotUnder(sql::Session& session, const std::string& keyId);

}  // namespace cameramonit::registry
