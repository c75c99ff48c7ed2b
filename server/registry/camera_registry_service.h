#pragma once

#include "cameramonit/registry/v1/camera_registry_service.grpc.pb.h"
#include "common/base/clock.h"
#include "common/rpc/call_guard.h"
#include "common/rpc/watch_hub.h"
#include "server/registry/camera_registry.h"
#include "server/registry/discovery_desk.h"
#include "server/registry/probe_desk.h"
#include "server/registry/table/camera_table.h"

namespace cameramonit::registry {

/// The RPCs of the registry: each finds its thread and hands on to who knows. Thread-safe.
class CameraRegistryService final : public v1::CameraRegistryService::CallbackService {
 public:
  /// All are borrowed and must outlive the service. A guard of its own for what may wait: names that are looked up,
  /// cameras that do not answer, a network that is searched.
  struct Parts {
    CameraTable& cameras;
    CameraRegistry& registry;
    rpc::CallGuard& reads;
    rpc::CallGuard& changes;
    rpc::CallGuard& probes;
    ProbeDesk& probeDesk;
    DiscoveryDesk& discoveryDesk;
    rpc::WatchHub& hub;
    const base::Clock& clock;
  };
  explicit CameraRegistryService(Parts parts) : parts_(parts) {}

  grpc::ServerUnaryReactor* CreateCamera(grpc::CallbackServerContext* context, const v1::CreateCameraRequest* request,
                                         v1::CreateCameraResponse* response) override;
  grpc::ServerUnaryReactor* GetCamera(grpc::CallbackServerContext* context, const v1::GetCameraRequest* request,
                                      v1::GetCameraResponse* response) override;
  grpc::ServerUnaryReactor* ListCameras(grpc::CallbackServerContext* context, const v1::ListCamerasRequest* request,
                                        v1::ListCamerasResponse* response) override;
  grpc::ServerUnaryReactor* UpdateCamera(grpc::CallbackServerContext* context, const v1::UpdateCameraRequest* request,
                                         v1::UpdateCameraResponse* response) override;
  grpc::ServerUnaryReactor* DeleteCamera(grpc::CallbackServerContext* context, const v1::DeleteCameraRequest* request,
                                         v1::DeleteCameraResponse* response) override;
  grpc::ServerWriteReactor<v1::WatchCamerasResponse>* WatchCameras(grpc::CallbackServerContext* context,
                                                                   const v1::WatchCamerasRequest* request) override;
  grpc::ServerUnaryReactor* ProbeCamera(grpc::CallbackServerContext* context, const v1::ProbeCameraRequest* request,
                                        v1::ProbeCameraResponse* response) override;
  grpc::ServerWriteReactor<v1::DiscoverCamerasResponse>* DiscoverCameras(
      grpc::CallbackServerContext* context, const v1::DiscoverCamerasRequest* request) override;
  grpc::ServerUnaryReactor* ImportCameras(grpc::CallbackServerContext* context, const v1::ImportCamerasRequest* request,
                                          v1::ImportCamerasResponse* response) override;
  grpc::ServerUnaryReactor* ConfirmImport(grpc::CallbackServerContext* context, const v1::ConfirmImportRequest* request,
                                          v1::ConfirmImportResponse* response) override;
  grpc::ServerUnaryReactor* RevealCredentials(grpc::CallbackServerContext* context,
                                              const v1::RevealCredentialsRequest* request,
                                              v1::RevealCredentialsResponse* response) override;
  grpc::ServerUnaryReactor* OpenCamera(grpc::CallbackServerContext* context, const v1::OpenCameraRequest* request,
                                       v1::OpenCameraResponse* response) override;
  grpc::ServerUnaryReactor* ResealCredentials(grpc::CallbackServerContext* context,
                                              const v1::ResealCredentialsRequest* request,
                                              v1::ResealCredentialsResponse* response) override;

 private:
  Parts parts_;
};

}  // namespace cameramonit::registry
