#pragma once

#include "cameramonit/registry/v1/camera_registry_service.grpc.pb.h"
#include "common/base/clock.h"
#include "common/rpc/call_guard.h"
#include "server/registry/table/camera_table.h"

namespace cameramonit::registry {

/// The cameras of the installation. Thread-safe.
class CameraRegistryService final : public v1::CameraRegistryService::CallbackService {
 public:
  /// Borrows all three, which must outlive this service.
  CameraRegistryService(CameraTable& cameras, rpc::CallGuard& guard, const base::Clock& clock)
      : cameras_(cameras), guard_(guard), clock_(clock) {}

  grpc::ServerUnaryReactor* CreateCamera(grpc::CallbackServerContext* context, const v1::CreateCameraRequest* request,
                                         v1::CreateCameraResponse* response) override;
  grpc::ServerUnaryReactor* GetCamera(grpc::CallbackServerContext* context, const v1::GetCameraRequest* request,
                                      v1::GetCameraResponse* response) override;
  grpc::ServerUnaryReactor* ListCameras(grpc::CallbackServerContext* context, const v1::ListCamerasRequest* request,
                                        v1::ListCamerasResponse* response) override;

 private:
  absl::StatusOr<v1::Camera> create(const rpc::Principal& who, const v1::CreateCameraRequest& request);

  CameraTable& cameras_;
  rpc::CallGuard& guard_;
  const base::Clock& clock_;
};

}  // namespace cameramonit::registry
