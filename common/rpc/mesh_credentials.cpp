#include "common/rpc/mesh_credentials.h"

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>

#include "common/base/status.h"
#include "common/certificate/certificate_check.h"

namespace cameramonit::rpc {
namespace {

namespace tls = grpc::experimental;

constexpr unsigned int kRefreshSeconds = 2;
constexpr char kHostSuffix[] = ".cameramonit.internal";
constexpr char kServiceUri[] = "spiffe://cameramonit/services/";

std::shared_ptr<tls::FileWatcherCertificateProvider> watched(const MeshCertificate& files) {
  return std::make_shared<tls::FileWatcherCertificateProvider>(files.key, files.certificate, files.authority,
                                                               kRefreshSeconds);
}

}  // namespace

absl::Status checkMeshCertificate(const MeshCertificate& files) {
  if (files.certificate.empty() || files.key.empty() || files.authority.empty()) {
    return base::failedPrecondition(
        type::v1::ERROR_REASON_SETTING_INVALID,
        "mesh.certificate, mesh.key and mesh.authority belong together: give all three. `cameramonit ca init` and "
        "`cameramonit ca issue` make them.");
  }
  return certificate::checkFiles(files.certificate, files.key, files.authority);
}

std::shared_ptr<grpc::ServerCredentials> meshServerCredentials(const MeshCertificate& files) {
  tls::TlsServerCredentialsOptions options(watched(files));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_cert_request_type(GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY);
  return tls::TlsServerCredentials(options);
}

std::shared_ptr<grpc::ChannelCredentials> meshChannelCredentials(const MeshCertificate& files) {
  tls::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(watched(files));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_verify_server_certs(true);
  options.set_certificate_verifier(std::make_shared<tls::HostNameCertificateVerifier>());
  return tls::TlsCredentials(options);
}

std::string meshHostName(std::string_view service) {
  return absl::StrCat(std::string(service), kHostSuffix);
}

std::string meshServiceUri(std::string_view service) {
  return absl::StrCat(kServiceUri, std::string(service));
}

bool isCertifiedService(const grpc::AuthContext& peer, std::string_view service) {
  if (!peer.IsPeerAuthenticated()) return false;
  const std::string wanted = meshServiceUri(service);
  for (const grpc::string_ref& uri : peer.FindPropertyValues(GRPC_PEER_URI_PROPERTY_NAME)) {
    if (uri == wanted) return true;
  }
  return false;
}

}  // namespace cameramonit::rpc
