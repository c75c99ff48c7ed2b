#include "server/registry/camera_registry_service.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>

#include "common/base/status.h"
#include "common/text/resource_id.h"
#include "storage/sql/page_token.h"
#include "storage/sql/request_key.h"

namespace cameramonit::registry {
namespace {

constexpr char kPrefix[] = "cameras/";
constexpr char kCreate[] = "cameramonit.registry.v1.CameraRegistryService/CreateCamera";
constexpr std::size_t kLongestName = 100;
constexpr int kUsualPage = 100;
constexpr int kLargestPage = 1000;
constexpr int kSameNames = 100;

absl::Status check(const v1::Camera& camera) {
  std::vector<base::FieldViolation> wrong;
  if (camera.display_name().empty() || camera.display_name().size() > kLongestName) {
    wrong.push_back({"camera.display_name", "needs 1 to 100 characters"});
  }
  if (camera.place().size() > kLongestName) wrong.push_back({"camera.place", "may have at most 100 characters"});
  if (!camera.name().empty() && !text::isResourceId(std::string(absl::StripPrefix(camera.name(), kPrefix)))) {
    wrong.push_back({"camera.name", "must be cameras/ and up to 40 lower-case letters, digits and dashes"});
  }
  return wrong.empty() ? absl::OkStatus() : base::invalidFields(wrong);
}

}  // namespace

absl::StatusOr<v1::Camera> CameraRegistryService::create(const rpc::Principal& who,
                                                         const v1::CreateCameraRequest& request) {
  CAMERAMONIT_RETURN_IF_ERROR(check(request.camera()));
  v1::Camera camera = request.camera();
  const sql::RequestKey key = sql::requestKey(who.name, kCreate, request.request_id(), request);
  if (!camera.name().empty()) return cameras_.create(camera, key, clock_.now());

  // Two cameras may be called the same; their names then differ by a number.
  std::string id = text::resourceIdFrom(camera.display_name());
  if (id.empty()) id = "camera";
  for (int i = 1;; ++i) {
    camera.set_name(i == 1 ? absl::StrCat(kPrefix, id) : absl::StrCat(kPrefix, id, "-", i));
    auto created = cameras_.create(camera, key, clock_.now());
    const bool taken = base::errorReason(created.status()) == type::v1::ERROR_REASON_CAMERA_NAME_TAKEN;
    if (!taken || i == kSameNames) return created;
  }
}

grpc::ServerUnaryReactor* CameraRegistryService::CreateCamera(grpc::CallbackServerContext* context,
                                                              const v1::CreateCameraRequest* request,
                                                              v1::CreateCameraResponse* response) {
  return guard_.unary(context, request, [this, request, response](const rpc::Principal& who) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(*response->mutable_camera(), create(who, *request));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* CameraRegistryService::GetCamera(grpc::CallbackServerContext* context,
                                                           const v1::GetCameraRequest* request,
                                                           v1::GetCameraResponse* response) {
  return guard_.unary(context, request, [this, request, response](const rpc::Principal&) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(*response->mutable_camera(), cameras_.get(request->name()));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* CameraRegistryService::ListCameras(grpc::CallbackServerContext* context,
                                                             const v1::ListCamerasRequest* request,
                                                             v1::ListCamerasResponse* response) {
  return guard_.unary(context, request, [this, request, response](const rpc::Principal&) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(const int size, sql::pageSize(request->page_size(), kUsualPage, kLargestPage));
    CAMERAMONIT_ASSIGN_OR_RETURN(CameraPage page, cameras_.list(size, request->page_token()));
    for (v1::Camera& camera : page.cameras) *response->add_cameras() = std::move(camera);
    response->set_next_page_token(std::move(page.nextPageToken));
    return absl::OkStatus();
  });
}

}  // namespace cameramonit::registry
