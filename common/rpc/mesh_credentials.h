#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/status.h>
#include <grpcpp/security/auth_context.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>

namespace cameramonit::rpc {

/// Where a process of the mesh finds who it is and whom it believes. The files are looked at again every few seconds,
/// so replacing them (key first, then certificate, each by a rename) renews them without a restart; connections that
/// are open stay.
struct MeshCertificate {
  std::string certificate;  ///< PEM file with the chain, the process's own first
  std::string key;          ///< PEM file
  std::string authority;    ///< PEM file with the CA that signed all certificates of the installation

  bool empty() const { return certificate.empty() && key.empty() && authority.empty(); }
};

/// Whether all three files are there, belong together and are signed by the authority.
/// Errors: SETTING_INVALID, naming the file and what to do. Reentrant.
absl::Status checkMeshCertificate(const MeshCertificate& files);

/// For a server that both services and people call: whoever shows a certificate must have one of the authority, but
/// people, who prove themselves by a token, need none. Thread-safe.
std::shared_ptr<grpc::ServerCredentials> meshServerCredentials(const MeshCertificate& files);

/// For a client that shows its certificate and talks to nobody whose certificate is not the authority's. The name that
/// is checked is the channel's. Thread-safe.
std::shared_ptr<grpc::ChannelCredentials> meshChannelCredentials(const MeshCertificate& files);

/// The name of `service` ("events") that its certificate carries, beside those of its hosts: peers check this one, so
/// that a machine may move and one service cannot stand in for another.
std::string meshHostName(std::string_view service);

/// The identity of `service` in its certificate, a URI.
std::string meshServiceUri(std::string_view service);

/// Whether the peer of a connection showed a certificate of `service`. Reentrant.
bool isCertifiedService(const grpc::AuthContext& peer, std::string_view service);

}  // namespace cameramonit::rpc
