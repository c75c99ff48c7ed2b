#pragma once

#include "cameramonit/application/v1/integration_service.grpc.pb.h"
#include "common/base/clock.h"
#include "common/rpc/call_guard.h"
#include "common/seal/sealer.h"
#include "server/application/table/integration_table.h"

namespace cameramonit::application {

/// What projects work with outside. Thread-safe.
class IntegrationService final : public v1::IntegrationService::CallbackService {
 public:
  struct Parts {
    IntegrationTable& integrations;
    const seal::Sealer& sealer;
    rpc::CallGuard& guard;
    rpc::CallGuard& trialGuard;  ///< its threads may wait for others for minutes
    const base::Clock& clock;
    bool allowPlainHttp = false;
  };
  /// Borrows everything in `parts`, which must outlive this service.
  explicit IntegrationService(const Parts& parts) : parts_(parts) {}

  grpc::ServerUnaryReactor* CreateIntegration(grpc::CallbackServerContext* context,
                                              const v1::CreateIntegrationRequest* request,
                                              v1::CreateIntegrationResponse* response) override;
  grpc::ServerUnaryReactor* GetIntegration(grpc::CallbackServerContext* context,
                                           const v1::GetIntegrationRequest* request,
                                           v1::GetIntegrationResponse* response) override;
  grpc::ServerUnaryReactor* ListIntegrations(grpc::CallbackServerContext* context,
                                             const v1::ListIntegrationsRequest* request,
                                             v1::ListIntegrationsResponse* response) override;
  grpc::ServerUnaryReactor* UpdateIntegration(grpc::CallbackServerContext* context,
                                              const v1::UpdateIntegrationRequest* request,
                                              v1::UpdateIntegrationResponse* response) override;
  grpc::ServerUnaryReactor* DeleteIntegration(grpc::CallbackServerContext* context,
                                              const v1::DeleteIntegrationRequest* request,
                                              v1::DeleteIntegrationResponse* response) override;
  grpc::ServerUnaryReactor* TestIntegration(grpc::CallbackServerContext* context,
                                            const v1::TestIntegrationRequest* request,
                                            v1::TestIntegrationResponse* response) override;
  grpc::ServerUnaryReactor* OpenIntegration(grpc::CallbackServerContext* context,
                                            const v1::OpenIntegrationRequest* request,
                                            v1::OpenIntegrationResponse* response) override;

 private:
  absl::StatusOr<v1::Integration> create(const rpc::Principal& who, const v1::CreateIntegrationRequest& request);
  absl::StatusOr<v1::Integration> update(const rpc::Principal& who, const v1::UpdateIntegrationRequest& request);
  absl::StatusOr<v1::TestResult> test(const std::string& name);
  /// The box of `secret` for the integration `name`; empty for an empty secret.
  std::string sealed(const std::string& name, const std::string& secret) const;
  absl::StatusOr<base::Secret<std::string>> opened(const StoredIntegration& stored) const;

  const Parts parts_;
};

}  // namespace cameramonit::application
