#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "server/cameramonit/hosted/hosted.h"
#include "server/registry/camera_registry_service.h"

namespace cameramonit {

/// The camera registry and all it stands on. Thread-bound.
class HostedRegistry final : public Hosted {
 public:
  /// Errors: CREDENTIALS_KEY_INVALID.
  static absl::StatusOr<std::unique_ptr<HostedRegistry>> open(const Premises& premises);

  std::vector<Contract> contracts() override;

  registry::CameraRegistry& registry() { return registry_; }

 private:
  /// What the registry notes goes into the installation's audit log, before the call goes on.
  class Audit final : public registry::AuditTrail {
   public:
    explicit Audit(Foundation& foundation) : foundation_(foundation) {}
    absl::Status note(const rpc::Principal& who, const std::string& method, const std::string& resource,
                      const std::map<std::string, std::string>& facts) override;

   private:
    Foundation& foundation_;
  };

  HostedRegistry(const Settings& settings, std::unique_ptr<registry::CredentialSealer> sealer, Foundation& foundation);

  const std::unique_ptr<registry::CredentialSealer> sealer_;
  registry::SystemHostResolver resolver_;
  const registry::AddressPolicy policy_;
  Audit audit_;
  registry::CameraTable cameras_;
  registry::CameraRegistry registry_;
  const registry::CameraProbe probe_;
  registry::ProbeDesk probeDesk_;
  registry::DiscoveryDesk discoveryDesk_;
  registry::CameraRegistryService service_;
};

/// Where the keys of the credentials are: a file of the operator's, the environment, or the data directory.
std::unique_ptr<registry::KeySource> credentialKeys(const Settings& settings, const DataDirectory& data);

}  // namespace cameramonit
