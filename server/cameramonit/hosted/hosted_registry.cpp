#include "server/cameramonit/hosted/hosted_registry.h"

#include <cstdlib>
#include <utility>

#include <absl/strings/match.h>

#include "common/base/status.h"

namespace cameramonit {
namespace {

constexpr char kKeyVariable[] = "CAMERAMONIT_CREDENTIALS_KEY";

/// Only analyzers open cameras: "services/analyzer", or "services/analyzer-2" where there are several.
bool runsCamera(const rpc::Principal& who, const std::string&) {
  return who.name == "services/analyzer" || absl::StartsWith(who.name, "services/analyzer-");
}

}  // namespace

std::unique_ptr<registry::KeySource> credentialKeys(const Settings& settings, const DataDirectory& data) {
  if (!settings.credentialsKeyFile.empty()) {
    return std::make_unique<registry::KeyFile>(settings.credentialsKeyFile, false);
  }
  const char* const text = std::getenv(kKeyVariable);  // NOLINT(concurrency-mt-unsafe): nobody sets variables
  if (text != nullptr && *text != '\0') {
    return std::make_unique<registry::KeyVariable>(base::Secret<std::string>(text));
  }
  return std::make_unique<registry::KeyFile>(data.path() / "keys" / "credentials", true);
}

absl::Status HostedRegistry::Audit::note(const rpc::Principal& who, const std::string& method,
                                         const std::string& resource, const std::map<std::string, std::string>& facts) {
  access::AuditEntry entry;
  entry.time = foundation_.clock.now();
  entry.principal = who.name;
  entry.method = method;
  entry.resource = resource;
  entry.address = who.address;
  entry.outcome = "OK";
  entry.facts = facts;
  return foundation_.audit.append({entry});
}

HostedRegistry::HostedRegistry(const Settings& settings, std::unique_ptr<registry::CredentialSealer> sealer,
                               Foundation& foundation)
    : sealer_(std::move(sealer)),
      policy_({settings.allowLinkLocal, settings.allowLoopback}, resolver_),
      audit_(foundation),
      cameras_(*foundation.database),
      registry_({cameras_, *sealer_, policy_, audit_, foundation.clock, runsCamera,
                 [&foundation] { foundation.cameraHub.notify(); }}),
      probe_(policy_, foundation.clock),
      probeDesk_({cameras_, registry_, probe_, foundation.clock, [&foundation] { foundation.cameraHub.notify(); }}),
      discoveryDesk_({cameras_, policy_, foundation.clock}),
      service_({cameras_, registry_, foundation.callGuard, foundation.cameraGuard, foundation.probeGuard, probeDesk_,
                discoveryDesk_, foundation.cameraHub, foundation.clock}) {}

absl::StatusOr<std::unique_ptr<HostedRegistry>> HostedRegistry::open(const Premises& premises) {
  CAMERAMONIT_ASSIGN_OR_RETURN(auto sealer,
                               registry::CredentialSealer::open(credentialKeys(premises.settings, premises.data)));
  return std::unique_ptr<HostedRegistry>(new HostedRegistry(premises.settings, std::move(sealer), premises.foundation));
}

std::vector<Contract> HostedRegistry::contracts() {
  return {{registry::v1::CameraRegistryService::service_full_name(), &service_}};
}

}  // namespace cameramonit
