#include "common/certificate/certificate_check.h"

#include <openssl/x509_vfy.h>

#include <ctime>

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "common/certificate/openssl.h"

namespace cameramonit::certificate {
namespace {

using Store = std::unique_ptr<X509_STORE, Freed<X509_STORE_free>>;
using StoreContext = std::unique_ptr<X509_STORE_CTX, Freed<X509_STORE_CTX_free>>;

absl::Status refuse(const std::string& what) {
  return base::failedPrecondition(type::v1::ERROR_REASON_SETTING_INVALID, what);
}

absl::StatusOr<std::vector<Certificate>> load(const std::string& file) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::string pem, readFile(file));
  return readCertificates(pem, file);
}

}  // namespace

absl::Status checkFiles(const std::string& certificate, const std::string& key, const std::string& authority) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto chain, load(certificate));
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto roots, load(authority));
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::string keyPem, readFile(key));
  CAMERAMONIT_ASSIGN_OR_RETURN(const Key privateKey, readKey(keyPem, key));
  if (X509_check_private_key(chain.front().get(), privateKey.get()) != 1) {
    return refuse(absl::StrCat(key, " is not the key of ", certificate, "."));
  }
  const Store store(X509_STORE_new());
  for (const Certificate& root : roots) X509_STORE_add_cert(store.get(), root.get());
  STACK_OF(X509)* between = sk_X509_new_null();
  for (std::size_t i = 1; i < chain.size(); ++i) sk_X509_push(between, chain[i].get());
  const StoreContext context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), store.get(), chain.front().get(), between);
  const bool good = X509_verify_cert(context.get()) == 1;
  const char* why = X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get()));
  sk_X509_free(between);
  if (!good) return refuse(absl::StrCat(certificate, " is not good by ", authority, ": ", why, "."));
  return absl::OkStatus();
}

absl::StatusOr<absl::Time> expiryOf(const std::string& certificate) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto chain, load(certificate));
  std::tm until{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(chain.front().get()), &until) != 1) {
    return refuse(absl::StrCat(certificate, " says no time of expiry."));
  }
  return absl::FromTM(until, absl::UTCTimeZone());
}

}  // namespace cameramonit::certificate
