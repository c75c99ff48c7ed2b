#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

namespace cameramonit::certificate {

/// Frees with the library's own function.
template <auto Free>
struct Freed {
  template <typename T>
  void operator()(T* pointer) const {
    Free(pointer);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Memory = std::unique_ptr<BIO, Freed<BIO_free>>;

/// What went wrong, in OpenSSL's words; empties its queue.
std::string lastError();

/// The whole file. Errors: SETTING_INVALID.
absl::StatusOr<std::string> readFile(const std::filesystem::path& file);

/// All certificates of a PEM text, at least one. `name` is for the error.
/// Errors: SETTING_INVALID.
absl::StatusOr<std::vector<Certificate>> readCertificates(const std::string& pem, const std::string& name);
/// Errors: SETTING_INVALID.
absl::StatusOr<Key> readKey(const std::string& pem, const std::string& name);

}  // namespace cameramonit::certificate
