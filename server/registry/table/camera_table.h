#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "cameramonit/registry/v1/camera.pb.h"
#include "cameramonit/registry/v1/probe.pb.h"
#include "server/registry/sealed/credential_sealer.h"
#include "storage/sql/request_key.h"

namespace cameramonit::sql {
class Database;
class Session;
}  // namespace cameramonit::sql

namespace cameramonit::registry {

struct CameraPage {
  std::vector<v1::Camera> cameras;
  std::string nextPageToken;
  std::int64_t revision = 0;  ///< everything up to here is in the list, or was before it began
};

/// A camera that changed; without `camera` it is gone.
struct CameraChange {
  std::string name;
  std::optional<v1::Camera> camera;
};

struct CameraChanges {
  std::vector<CameraChange> changes;
  std::int64_t revision = 0;
};

/// Seals the credentials for the camera of this id; called within the transaction that writes them.
using SealFor = std::function<SealedCredentials(const std::string& cameraId)>;

/// What happens to the credentials of a camera.
struct CredentialChange {
  enum class Kind { kKeep, kReplace, kForget };
  Kind kind = Kind::kKeep;
  SealFor seal = nullptr;  ///< of kReplace
};

/// One step of a change of several cameras.
struct CameraStep {
  enum class Kind { kCreate, kUpdate, kRemove };
  Kind kind = Kind::kCreate;
  v1::Camera camera;     ///< kCreate: whole; else its name, and the etag when it must match
  bool anyName = false;  ///< kCreate: a taken name gets a number
  std::function<absl::Status(v1::Camera&)> change = nullptr;  ///< kUpdate: edits what is stored
  CredentialChange credentials;
};

/// The cameras of the installation and, sealed, how to log in at them. Thread-safe.
/// Errors of all: what sql::Database gives.
class CameraTable {
 public:
  /// Borrows `database`, which must outlive this.
  explicit CameraTable(sql::Database& database) : database_(database) {}

  /// Carries out all steps or none; gives the cameras as they are then (a removed one: its name). A retry with the same
  /// key gives the first result.
  /// Errors: CAMERA_NAME_TAKEN, CAMERA_UNKNOWN, ETAG_MISMATCH, REQUEST_ID_REUSED; those of `change`.
  absl::StatusOr<std::vector<v1::Camera>> apply(const std::vector<CameraStep>& steps, const sql::RequestKey& key,
                                                absl::Time now);

  /// Errors: CAMERA_UNKNOWN.
  absl::StatusOr<v1::Camera> get(const std::string& name);

  /// By name.
  /// Errors: PAGE_TOKEN_INVALID.
  absl::StatusOr<CameraPage> list(int pageSize, const std::string& pageToken);

  /// The names of cameras called `displayName`, at most two.
  absl::StatusOr<std::vector<std::string>> namesOf(const std::string& displayName);

  /// Keeps how the camera answered; version and etag stay.
  /// Errors: CAMERA_UNKNOWN.
  absl::Status setProbe(const std::string& name, const v1::Probe& probe);

  /// Nothing when the camera has none.
  /// Errors: CAMERA_UNKNOWN.
  absl::StatusOr<std::optional<SealedCredentials>> credentials(const std::string& name);

  /// Replaces everything that is not sealed by `keyId` with what `reseal` makes of it, in one transaction; gives how
  /// many there were. An error of `reseal` leaves all as it was.
  using Reseal =
      std::function<absl::StatusOr<SealedCredentials>(const std::string& cameraId, const SealedCredentials& before)>;
  absl::StatusOr<int> resealAll(const std::string& keyId, const Reseal& reseal);

  /// What changed after `revision`, in order, about `limit` at most.
  /// Errors: REVISION_COMPACTED.
  absl::StatusOr<CameraChanges> changedSince(std::int64_t revision, int limit);
  absl::StatusOr<std::int64_t> lastRevision();

  /// Forgets which cameras were removed before `time`.
  absl::Status forgetRemoved(absl::Time time);

 private:
  sql::Database& database_;
};

}  // namespace cameramonit::registry
