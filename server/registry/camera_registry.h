#pragma once

#include <functional>
#include <optional>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "cameramonit/registry/v1/camera_registry_service.pb.h"
#include "common/base/clock.h"
#include "common/rpc/principal.h"
#include "server/registry/address/address_policy.h"
#include "server/registry/audit_trail.h"
#include "server/registry/sealed/credential_sealer.h"
#include "server/registry/table/camera_table.h"

namespace cameramonit::registry {

/// Whether `who`, a service, runs this camera and so may open its credentials. Thread-safe.
using RunsCamera = std::function<bool(const rpc::Principal& who, const std::string& camera)>;

/// What may be done with cameras and their credentials, by rules of the installation. Thread-safe.
class CameraRegistry {
 public:
  /// All are borrowed and must outlive the registry. `changed` is called after every change.
  struct Parts {
    CameraTable& cameras;
    CredentialSealer& sealer;
    const AddressPolicy& policy;
    AuditTrail& audit;
    const base::Clock& clock;
    RunsCamera runsCamera;
    std::function<void()> changed;
    absl::Duration lookUp = absl::Seconds(2);  ///< for a host name that is being registered
  };
  explicit CameraRegistry(Parts parts) : parts_(std::move(parts)) {}

  // Each does what the RPC of its name promises, with the errors named there.
  absl::StatusOr<v1::Camera> create(const rpc::Principal& who, const v1::CreateCameraRequest& request);
  absl::StatusOr<v1::Camera> update(const rpc::Principal& who, const v1::UpdateCameraRequest& request);
  absl::Status remove(const rpc::Principal& who, const v1::DeleteCameraRequest& request);
  absl::Status confirm(const rpc::Principal& who, const v1::ConfirmImportRequest& request,
                       v1::ConfirmImportResponse& response);
  absl::Status reveal(const rpc::Principal& who, const v1::RevealCredentialsRequest& request,
                      v1::RevealCredentialsResponse& response);
  absl::Status open(const rpc::Principal& who, const v1::OpenCameraRequest& request, v1::OpenCameraResponse& response);
  absl::StatusOr<int> reseal(bool newKey);

  /// Finds the registered cameras that updates and removals of an import mean.
  absl::Status matchDrafts(v1::ImportCamerasResponse& response);

  /// The camera's credentials for use within this process; nothing when it has none.
  /// Errors: CAMERA_UNKNOWN, CREDENTIALS_UNREADABLE.
  absl::StatusOr<std::optional<OpenedCredentials>> credentialsOf(const std::string& name);

 private:
  absl::StatusOr<CameraStep> creation(v1::Camera camera, const std::optional<v1::Credentials>& credentials);
  absl::StatusOr<CameraStep> stepOf(const v1::CameraDraft& draft);
  absl::StatusOr<CameraStep> updateOf(const v1::CameraDraft& draft);
  CredentialChange replaceBy(const v1::Credentials& credentials);

  Parts parts_;
};

}  // namespace cameramonit::registry
