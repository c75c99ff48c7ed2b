#include "server/cameramonit/mesh.h"

#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include "common/base/status.h"
#include "common/rpc/peer_channel.h"
#include "server/cameramonit/service_directory.h"

namespace cameramonit {
namespace {

absl::Status refuse(const std::string& what) {
  return base::failedPrecondition(type::v1::ERROR_REASON_SETTING_INVALID, what);
}

}  // namespace

rpc::MeshCertificate meshCertificateOf(const Settings& settings) {
  return {settings.meshCertificate, settings.meshKey, settings.meshAuthority};
}

absl::Status checkMesh(const Settings& settings, const std::set<std::string>& hosted) {
  const rpc::MeshCertificate certificate = meshCertificateOf(settings);
  if (!certificate.empty()) CAMERAMONIT_RETURN_IF_ERROR(rpc::checkMeshCertificate(certificate));
  if (hosted.size() == serviceDirectory().size()) return absl::OkStatus();
  if (certificate.empty()) {
    return refuse(absl::StrCat(
        "A process with only ", absl::StrJoin(hosted, ","),
        " talks to others, and without certificates anybody could pretend to be one of them. Make a CA once with "
        "`cameramonit ca init --dir DIR`, then `cameramonit ca issue --dir DIR --services ",
        absl::StrJoin(hosted, ","),
        " --host ADDRESS`, and name the files under mesh.certificate, mesh.key and "
        "mesh.authority."));
  }
  for (const std::string& peer : foreignPeers(hosted)) {
    if (peer == "access" && !settings.tokenKey.empty()) continue;
    if (!settings.peers.at(peer).empty()) continue;
    return refuse(absl::StrCat("mesh.peers.", peer, " is not set: this process must know where ", peer,
                               " runs, e.g. \"10.0.0.2:8788\"."));
  }
  return absl::OkStatus();
}

absl::StatusOr<rpc::Peers> meshPeers(const Settings& settings, const std::set<std::string>& hosted,
                                     const std::shared_ptr<grpc::Channel>& inside) {
  rpc::Peers peers;
  for (const ServiceEntry& entry : serviceDirectory()) {
    if (hosted.count(entry.name) != 0) {
      peers.set(entry.name, inside);
      continue;
    }
    const auto addresses = settings.peers.find(entry.name);
    if (entry.contracts.empty() || addresses == settings.peers.end() || addresses->second.empty()) continue;
    CAMERAMONIT_ASSIGN_OR_RETURN(
        auto channel, rpc::peerChannel({entry.name, entry.contracts, addresses->second}, meshCertificateOf(settings)));
    peers.set(entry.name, std::move(channel));
  }
  return peers;
}

}  // namespace cameramonit
