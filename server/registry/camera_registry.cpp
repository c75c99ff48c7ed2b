#include "server/registry/camera_registry.h"

#include <utility>

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "common/text/resource_id.h"
#include "server/registry/camera_mask.h"
#include "server/registry/camera_rules.h"
#include "storage/sql/request_key.h"

namespace cameramonit::registry {
namespace {

constexpr char kPrefix[] = "cameras/";
constexpr char kService[] = "cameramonit.registry.v1.CameraRegistryService/";
constexpr std::size_t kShortestReason = 8;
constexpr std::size_t kLongestReason = 200;

v1::Credentials messageOf(const Login& login) {
  v1::Credentials credentials;
  credentials.set_user(login.user);
  credentials.set_password(login.password.reveal());
  return credentials;
}

void fill(const OpenedCredentials& opened, v1::Credentials& credentials) {
  credentials.set_user(opened.user.reveal());
  credentials.set_password(opened.password.reveal());
}

absl::Status missing(const std::string& name) {
  return base::failedPrecondition(type::v1::ERROR_REASON_CREDENTIALS_MISSING,
                                  "No credentials are kept for this camera.", {{"camera", name}});
}

}  // namespace

CredentialChange CameraRegistry::replaceBy(const v1::Credentials& credentials) {
  OpenedCredentials opened{base::Secret<std::string>(credentials.user()),
                           base::Secret<std::string>(credentials.password())};
  return {CredentialChange::Kind::kReplace, [this, opened = std::move(opened)](const std::string& cameraId) {
            return parts_.sealer.seal(cameraId, opened);
          }};
}

absl::StatusOr<CameraStep> CameraRegistry::creation(v1::Camera camera,
                                                    const std::optional<v1::Credentials>& credentials) {
  CAMERAMONIT_ASSIGN_OR_RETURN(CheckedCamera checked, checkCamera(camera, parts_.policy, parts_.lookUp));
  CameraStep step;
  step.kind = CameraStep::Kind::kCreate;
  step.camera = std::move(checked.camera);
  // Two cameras may be called the same; their names then differ by a number.
  step.anyName = step.camera.name().empty();
  if (step.anyName) {
    const std::string id = text::resourceIdFrom(step.camera.display_name());
    step.camera.set_name(absl::StrCat(kPrefix, id.empty() ? "camera" : id));
  }
  if (credentials) {
    CAMERAMONIT_RETURN_IF_ERROR(checkCredentials(*credentials));
    step.credentials = replaceBy(*credentials);
  } else if (checked.login) {
    CAMERAMONIT_RETURN_IF_ERROR(checkCredentials(messageOf(*checked.login)));
    step.credentials = replaceBy(messageOf(*checked.login));
  }
  return step;
}

absl::StatusOr<v1::Camera> CameraRegistry::create(const rpc::Principal& who, const v1::CreateCameraRequest& request) {
  const auto credentials =
      request.has_credentials() ? std::optional<v1::Credentials>(request.credentials()) : std::nullopt;
  CAMERAMONIT_ASSIGN_OR_RETURN(const CameraStep step, creation(request.camera(), credentials));
  // What is remembered of a request must not hold a hash of a password.
  const auto key = sql::requestKey(who.name, absl::StrCat(kService, "CreateCamera"), request.request_id(), step.camera);
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto cameras, parts_.cameras.apply({step}, key, parts_.clock.now()));
  parts_.changed();
  return cameras.at(0);
}

absl::StatusOr<v1::Camera> CameraRegistry::update(const rpc::Principal& who, const v1::UpdateCameraRequest& request) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const CameraMask mask, CameraMask::of(request.update_mask()));
  // The merged camera is checked before the transaction, since that may look up names, and what it holds then is what
  // is written within it.
  CAMERAMONIT_ASSIGN_OR_RETURN(v1::Camera wanted, parts_.cameras.get(request.camera().name()));
  mask.copy(request.camera(), wanted);
  CAMERAMONIT_ASSIGN_OR_RETURN(CheckedCamera checked, checkCamera(wanted, parts_.policy, parts_.lookUp));

  CameraStep step;
  step.kind = CameraStep::Kind::kUpdate;
  step.camera.set_name(request.camera().name());
  step.camera.set_etag(request.camera().etag());
  step.change = [&mask, &checked](v1::Camera& camera) {
    mask.copy(checked.camera, camera);
    return absl::OkStatus();
  };
  if (request.has_credentials()) {
    CAMERAMONIT_RETURN_IF_ERROR(checkCredentials(request.credentials()));
    step.credentials = replaceBy(request.credentials());
  } else if (mask.credentials()) {
    step.credentials.kind = CredentialChange::Kind::kForget;
  } else if (checked.login) {
    CAMERAMONIT_RETURN_IF_ERROR(checkCredentials(messageOf(*checked.login)));
    step.credentials = replaceBy(messageOf(*checked.login));
  }
  v1::UpdateCameraRequest remembered;
  *remembered.mutable_camera() = checked.camera;
  remembered.mutable_camera()->set_etag(request.camera().etag());
  remembered.mutable_camera()->clear_update_time();
  remembered.mutable_camera()->clear_last_probe();
  *remembered.mutable_update_mask() = request.update_mask();
  const auto key = sql::requestKey(who.name, absl::StrCat(kService, "UpdateCamera"), request.request_id(), remembered);
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto cameras, parts_.cameras.apply({step}, key, parts_.clock.now()));
  parts_.changed();
  return cameras.at(0);
}

absl::Status CameraRegistry::remove(const rpc::Principal& who, const v1::DeleteCameraRequest& request) {
  CameraStep step;
  step.kind = CameraStep::Kind::kRemove;
  step.camera.set_name(request.name());
  step.camera.set_etag(request.etag());
  const auto key = sql::requestKey(who.name, absl::StrCat(kService, "DeleteCamera"), request.request_id(), request);
  CAMERAMONIT_RETURN_IF_ERROR(parts_.cameras.apply({step}, key, parts_.clock.now()).status());
  parts_.changed();
  return absl::OkStatus();
}

absl::StatusOr<CameraStep> CameraRegistry::updateOf(const v1::CameraDraft& draft) {
  CAMERAMONIT_ASSIGN_OR_RETURN(v1::Camera wanted, parts_.cameras.get(draft.camera()));
  if (!draft.address().empty()) wanted.set_main_stream(draft.address());
  CAMERAMONIT_ASSIGN_OR_RETURN(const CheckedCamera checked, checkCamera(wanted, parts_.policy, parts_.lookUp));
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto before, credentialsOf(draft.camera()));
  CameraStep step;
  step.kind = CameraStep::Kind::kUpdate;
  step.camera.set_name(draft.camera());
  step.change = [address = checked.camera.main_stream()](v1::Camera& camera) {
    camera.set_main_stream(address);
    return absl::OkStatus();
  };
  if (draft.has_user() || draft.has_password()) {
    v1::Credentials credentials;
    if (before) fill(*before, credentials);
    if (draft.has_user()) credentials.set_user(draft.user());
    if (draft.has_password()) credentials.set_password(draft.password());
    CAMERAMONIT_RETURN_IF_ERROR(checkCredentials(credentials));
    step.credentials = replaceBy(credentials);
  }
  return step;
}

absl::StatusOr<CameraStep> CameraRegistry::stepOf(const v1::CameraDraft& draft) {
  if (draft.action() == v1::IMPORT_ACTION_UPDATE) return updateOf(draft);
  if (draft.action() == v1::IMPORT_ACTION_REMOVE) {
    CameraStep step;
    step.kind = CameraStep::Kind::kRemove;
    step.camera.set_name(draft.camera());
    return step;
  }
  if (draft.action() != v1::IMPORT_ACTION_ADD) {
    return base::invalidFields({{"drafts.action", "must be ADD, UPDATE or REMOVE"}});
  }
  v1::Camera camera;
  camera.set_display_name(draft.display_name());
  camera.set_main_stream(draft.address());
  if (!draft.onvif_host().empty()) {
    const bool v6 = draft.onvif_host().find(':') != std::string::npos;
    camera.set_onvif_device(absl::StrCat(v6 ? "[" : "", draft.onvif_host(), v6 ? "]" : "",
                                         draft.onvif_port() != 0 ? absl::StrCat(":", draft.onvif_port()) : ""));
  }
  std::optional<v1::Credentials> credentials;
  if (draft.has_user() || draft.has_password()) {
    credentials.emplace();
    credentials->set_user(draft.user());
    credentials->set_password(draft.password());
  }
  return creation(std::move(camera), credentials);
}

absl::Status CameraRegistry::matchDrafts(v1::ImportCamerasResponse& response) {
  for (v1::CameraDraft& draft : *response.mutable_drafts()) {
    if (draft.action() == v1::IMPORT_ACTION_ADD || draft.display_name().empty()) continue;
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto names, parts_.cameras.namesOf(draft.display_name()));
    if (names.size() == 1) draft.set_camera(names[0]);
  }
  return absl::OkStatus();
}

absl::Status CameraRegistry::confirm(const rpc::Principal& who, const v1::ConfirmImportRequest& request,
                                     v1::ConfirmImportResponse& response) {
  constexpr int kMostDrafts = 1000;
  if (request.drafts_size() == 0 || request.drafts_size() > kMostDrafts) {
    return base::invalidFields({{"drafts", "needs 1 to 1000 drafts"}});
  }
  std::vector<CameraStep> steps;
  v1::ConfirmImportRequest remembered = request;
  for (v1::CameraDraft& draft : *remembered.mutable_drafts()) draft.clear_password();
  for (const v1::CameraDraft& draft : request.drafts()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(CameraStep step, stepOf(draft));
    steps.push_back(std::move(step));
  }
  remembered.clear_request_id();
  const auto key = sql::requestKey(who.name, absl::StrCat(kService, "ConfirmImport"), request.request_id(), remembered);
  CAMERAMONIT_ASSIGN_OR_RETURN(auto cameras, parts_.cameras.apply(steps, key, parts_.clock.now()));
  for (v1::Camera& camera : cameras) *response.add_cameras() = std::move(camera);
  parts_.changed();
  return absl::OkStatus();
}

absl::StatusOr<std::optional<OpenedCredentials>> CameraRegistry::credentialsOf(const std::string& name) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto sealed, parts_.cameras.credentials(name));
  if (!sealed) return std::optional<OpenedCredentials>();
  CAMERAMONIT_ASSIGN_OR_RETURN(OpenedCredentials opened, parts_.sealer.open(name.substr(sizeof kPrefix - 1), *sealed));
  return std::optional<OpenedCredentials>(std::move(opened));
}

absl::Status CameraRegistry::reveal(const rpc::Principal& who, const v1::RevealCredentialsRequest& request,
                                    v1::RevealCredentialsResponse& response) {
  const std::size_t size = charactersIn(request.reason());
  if (size < kShortestReason || size > kLongestReason) {
    return base::invalidFields({{"reason", "say why in 8 to 200 characters"}});
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto opened, credentialsOf(request.name()));
  if (!opened) return missing(request.name());
  CAMERAMONIT_RETURN_IF_ERROR(parts_.audit.note(who, absl::StrCat(kService, "RevealCredentials"), request.name(),
                                                {{"reason", request.reason()}}));
  fill(*opened, *response.mutable_credentials());
  return absl::OkStatus();
}

absl::Status CameraRegistry::open(const rpc::Principal& who, const v1::OpenCameraRequest& request,
                                  v1::OpenCameraResponse& response) {
  if (!who.isService() || !parts_.runsCamera(who, request.name())) {
    return base::permissionDenied(type::v1::ERROR_REASON_ROLE_REQUIRED,
                                  "Only the analyzer that runs a camera may open it.", {{"camera", request.name()}});
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(*response.mutable_camera(), parts_.cameras.get(request.name()));
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto opened, credentialsOf(request.name()));
  CAMERAMONIT_RETURN_IF_ERROR(parts_.audit.note(who, absl::StrCat(kService, "OpenCamera"), request.name(), {}));
  if (opened) fill(*opened, *response.mutable_credentials());
  return absl::OkStatus();
}

absl::StatusOr<int> CameraRegistry::reseal(bool newKey) {
  if (newKey) {
    CAMERAMONIT_RETURN_IF_ERROR(parts_.sealer.addKey());
  } else {
    CAMERAMONIT_RETURN_IF_ERROR(parts_.sealer.reload());
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(
      const int resealed,
      parts_.cameras.resealAll(
          parts_.sealer.sealingKeyId(),
          [this](const std::string& cameraId, const SealedCredentials& before) -> absl::StatusOr<SealedCredentials> {
            CAMERAMONIT_ASSIGN_OR_RETURN(const OpenedCredentials opened, parts_.sealer.open(cameraId, before));
            return parts_.sealer.seal(cameraId, opened);
          }));
  // Keys of the operator's own are theirs to take away; one that we replaced ourselves is of no use any more.
  if (newKey) CAMERAMONIT_RETURN_IF_ERROR(parts_.sealer.dropOldKeys());
  return resealed;
}

}  // namespace cameramonit::registry
