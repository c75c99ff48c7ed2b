#include "web-gateway/http/tls_certificate.h"

#include <algorithm>
#include <string_view>
#include <system_error>
#include <utility>

#include <openssl/ssl.h>
#include <boost/asio/ssl/context.hpp>

#include "common/base/status.h"

namespace cameramonit::http {
namespace ssl = boost::asio::ssl;

namespace {

/// Picks HTTP/1.1 from what the client offers; offering only something else ends the handshake.
int selectProtocol(SSL*, const unsigned char** out, unsigned char* outLength, const unsigned char* offered,
                   unsigned int offeredLength, void*) {
  constexpr std::string_view kHttp11 = "http/1.1";
  for (unsigned int i = 0; i < offeredLength; i += offered[i] + 1U) {
    const std::string_view name(reinterpret_cast<const char*>(offered + i + 1),
                                std::min<std::size_t>(offered[i], offeredLength - i - 1));
    if (name != kHttp11) continue;
    *out = offered + i + 1;
    *outLength = offered[i];
    return SSL_TLSEXT_ERR_OK;
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

absl::Status unusable(const std::string& file, const std::string& why) {
  return base::failedPrecondition(type::v1::ERROR_REASON_SETTING_INVALID,
                                  "The TLS file " + file + " cannot be used: " + why + ".", {{"file", file}});
}

absl::StatusOr<std::shared_ptr<ssl::context>> makeContext(const TlsFiles& files) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_mode(context->native_handle(), SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_select_cb(context->native_handle(), selectProtocol, nullptr);
  boost::system::error_code error;
  if (context->use_certificate_chain_file(files.certificateChain, error)) {
    return unusable(files.certificateChain, error.message());
  }
  if (context->use_private_key_file(files.privateKey, ssl::context::pem, error)) {
    return unusable(files.privateKey, error.message());
  }
  if (SSL_CTX_check_private_key(context->native_handle()) != 1) {
    return unusable(files.privateKey, "the key does not belong to the certificate");
  }
  return context;
}

std::filesystem::file_time_type modified(const std::string& file) {
  std::error_code ignored;
  return std::filesystem::last_write_time(file, ignored);
}

}  // namespace

absl::StatusOr<std::unique_ptr<TlsCertificate>> TlsCertificate::load(const TlsFiles& files) {
  std::unique_ptr<TlsCertificate> certificate(new TlsCertificate(files));
  CAMERAMONIT_RETURN_IF_ERROR(certificate->reloadIfChanged());
  return certificate;
}

std::shared_ptr<ssl::context> TlsCertificate::context() const {
  absl::MutexLock lock(&mutex_);
  return context_;
}

absl::Status TlsCertificate::reloadIfChanged() {
  const auto chainTime = modified(files_.certificateChain);
  const auto keyTime = modified(files_.privateKey);
  absl::MutexLock lock(&mutex_);
  if (context_ && chainTime == chainTime_ && keyTime == keyTime_) return absl::OkStatus();
  chainTime_ = chainTime;
  keyTime_ = keyTime;
  CAMERAMONIT_ASSIGN_OR_RETURN(context_, makeContext(files_));
  return absl::OkStatus();
}

}  // namespace cameramonit::http
