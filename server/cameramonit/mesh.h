#pragma once

#include <memory>
#include <set>
#include <string>

#include <absl/status/statusor.h>
#include <grpcpp/channel.h>

#include "common/rpc/mesh_credentials.h"
#include "common/rpc/peers.h"
#include "server/cameramonit/settings.h"

namespace cameramonit {

/// The certificate that the settings name; empty when they name none. Reentrant.
rpc::MeshCertificate meshCertificateOf(const Settings& settings);

/// Whether a process with the services in `hosted` can work with these settings: it knows an address for everyone that
/// it calls, and has a certificate as soon as it is not alone.
/// Errors: SETTING_INVALID, saying what to do. Reentrant.
absl::Status checkMesh(const Settings& settings, const std::set<std::string>& hosted);

/// The ways from a process that hosts `hosted` to every service: `inside` for its own, channels of the mesh for those
/// that the settings name. Errors: SETTING_INVALID. Reentrant.
absl::StatusOr<rpc::Peers> meshPeers(const Settings& settings, const std::set<std::string>& hosted,
                                     const std::shared_ptr<grpc::Channel>& inside);

}  // namespace cameramonit
