#include "server/registry/camera_registry_service.h"

#include <memory>
#include <utility>

#include "common/base/status.h"
#include "server/registry/camera_watch.h"
#include "server/registry/import/camera_importer.h"
#include "server/registry/import_mapping.h"
#include "storage/sql/page_token.h"

namespace cameramonit::registry {
namespace {

constexpr int kUsualPage = 100;
constexpr int kLargestPage = 1000;
constexpr std::size_t kLargestImport = 3 << 20;

}  // namespace

grpc::ServerUnaryReactor* CameraRegistryService::CreateCamera(grpc::CallbackServerContext* context,
                                                              const v1::CreateCameraRequest* request,
                                                              v1::CreateCameraResponse* response) {
  return parts_.changes.unary(context, request, [this, request, response](const rpc::Principal& who) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(*response->mutable_camera(), parts_.registry.create(who, *request));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* CameraRegistryService::GetCamera(grpc::CallbackServerContext* context,
                                                           const v1::GetCameraRequest* request,
                                                           v1::GetCameraResponse* response) {
  return parts_.reads.unary(context, request, [this, request, response](const rpc::Principal&) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(*response->mutable_camera(), parts_.cameras.get(request->name()));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* CameraRegistryService::ListCameras(grpc::CallbackServerContext* context,
                                                             const v1::ListCamerasRequest* request,
                                                             v1::ListCamerasResponse* response) {
  return parts_.reads.unary(context, request, [this, request, response](const rpc::Principal&) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(const int size, sql::pageSize(request->page_size(), kUsualPage, kLargestPage));
    CAMERAMONIT_ASSIGN_OR_RETURN(CameraPage page, parts_.cameras.list(size, request->page_token()));
    for (v1::Camera& camera : page.cameras) *response->add_cameras() = std::move(camera);
    response->set_next_page_token(std::move(page.nextPageToken));
    response->set_revision(page.revision);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* CameraRegistryService::UpdateCamera(grpc::CallbackServerContext* context,
                                                              const v1::UpdateCameraRequest* request,
                                                              v1::UpdateCameraResponse* response) {
  return parts_.changes.unary(context, request, [this, request, response](const rpc::Principal& who) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(*response->mutable_camera(), parts_.registry.update(who, *request));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* CameraRegistryService::DeleteCamera(grpc::CallbackServerContext* context,
                                                              const v1::DeleteCameraRequest* request,
                                                              v1::DeleteCameraResponse*) {
  return parts_.changes.unary(
      context, request, [this, request](const rpc::Principal& who) { return parts_.registry.remove(who, *request); });
}

grpc::ServerWriteReactor<v1::WatchCamerasResponse>* CameraRegistryService::WatchCameras(
    grpc::CallbackServerContext* context, const v1::WatchCamerasRequest* request) {
  return parts_.reads.serverStream<v1::WatchCamerasResponse>(
      context, request, [this, request](const rpc::Principal&, auto stream) -> absl::Status {
        std::int64_t revision = request->revision();
        if (revision == 0) {
          CAMERAMONIT_ASSIGN_OR_RETURN(revision, parts_.cameras.lastRevision());
        }
        auto watch = std::make_shared<CameraWatch>(parts_.cameras, parts_.clock, revision, stream);
        stream->onClosed(parts_.hub.watch([watch](bool checkpoint) { return watch->poll(checkpoint); }));
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* CameraRegistryService::ProbeCamera(grpc::CallbackServerContext* context,
                                                             const v1::ProbeCameraRequest* request,
                                                             v1::ProbeCameraResponse* response) {
  return parts_.probes.unary(context, request, [this, context, request, response](const rpc::Principal&) {
    return parts_.probeDesk.probe(
        *request, [context] { return context->IsCancelled(); }, *response);
  });
}

grpc::ServerWriteReactor<v1::DiscoverCamerasResponse>* CameraRegistryService::DiscoverCameras(
    grpc::CallbackServerContext* context, const v1::DiscoverCamerasRequest* request) {
  return parts_.probes.serverStream<v1::DiscoverCamerasResponse>(
      context, request, [this, request](const rpc::Principal&, auto stream) -> absl::Status {
        CAMERAMONIT_RETURN_IF_ERROR(parts_.discoveryDesk.discover(
            *request, [stream] { return stream->closed(); },
            [stream](const v1::DiscoveredCamera& camera) {
              v1::DiscoverCamerasResponse response;
              *response.mutable_camera() = camera;
              stream->push(std::move(response));
            }));
        stream->finish(absl::OkStatus());
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* CameraRegistryService::ImportCameras(grpc::CallbackServerContext* context,
                                                               const v1::ImportCamerasRequest* request,
                                                               v1::ImportCamerasResponse* response) {
  return parts_.changes.unary(context, request, [this, request, response](const rpc::Principal&) -> absl::Status {
    if (request->content().empty() || request->content().size() > kLargestImport) {
      return base::invalidFields({{"content", "needs 1 byte to 3 MiB"}});
    }
    *response = toProto(CameraImporter().read(request->content()));
    return parts_.registry.matchDrafts(*response);
  });
}

grpc::ServerUnaryReactor* CameraRegistryService::ConfirmImport(grpc::CallbackServerContext* context,
                                                               const v1::ConfirmImportRequest* request,
                                                               v1::ConfirmImportResponse* response) {
  return parts_.changes.unary(context, request, [this, request, response](const rpc::Principal& who) {
    return parts_.registry.confirm(who, *request, *response);
  });
}

grpc::ServerUnaryReactor* CameraRegistryService::RevealCredentials(grpc::CallbackServerContext* context,
                                                                   const v1::RevealCredentialsRequest* request,
                                                                   v1::RevealCredentialsResponse* response) {
  return parts_.reads.unary(context, request, [this, request, response](const rpc::Principal& who) {
    return parts_.registry.reveal(who, *request, *response);
  });
}

grpc::ServerUnaryReactor* CameraRegistryService::OpenCamera(grpc::CallbackServerContext* context,
                                                            const v1::OpenCameraRequest* request,
                                                            v1::OpenCameraResponse* response) {
  return parts_.reads.unary(context, request, [this, request, response](const rpc::Principal& who) {
    return parts_.registry.open(who, *request, *response);
  });
}

grpc::ServerUnaryReactor* CameraRegistryService::ResealCredentials(grpc::CallbackServerContext* context,
                                                                   const v1::ResealCredentialsRequest* request,
                                                                   v1::ResealCredentialsResponse* response) {
  return parts_.changes.unary(context, request, [this, request, response](const rpc::Principal&) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(const int resealed, parts_.registry.reseal(request->new_key()));
    response->set_resealed(resealed);
    return absl::OkStatus();
  });
}

}  // namespace cameramonit::registry
