#include "common/certificate/authority.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include "common/base/status.h"

namespace cameramonit::certificate {
namespace {

constexpr char kCertificateFile[] = "ca.pem";
constexpr char kKeyFile[] = "ca.key";
// Clocks of an installation differ a little; a certificate must be good everywhere at once.
constexpr absl::Duration kClockSkew = absl::Minutes(10);

using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;

absl::Status refuse(const std::string& what) {
  return base::failedPrecondition(type::v1::ERROR_REASON_SETTING_INVALID, what);
}

absl::Status failed(const char* what) {
  return base::internalError(absl::StrCat(what, ": ", lastError()));
}

std::string textOf(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return std::string(data, static_cast<std::size_t>(size));
}

std::string pemOf(X509* certificate) {
  const Memory memory(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(memory.get(), certificate);
  return textOf(memory.get());
}

base::Secret<std::string> pemOf(EVP_PKEY* key) {
  const Memory memory(BIO_new(BIO_s_secmem()));
  PEM_write_bio_PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  return base::Secret<std::string>(textOf(memory.get()));
}

bool isAddress(const std::string& host) {
  in6_addr unused{};
  return ::inet_pton(AF_INET, host.c_str(), &unused) == 1 || ::inet_pton(AF_INET6, host.c_str(), &unused) == 1;
}

/// Letters, digits, dashes and dots: nothing that OpenSSL's extension syntax could take for its own.
bool isHostName(const std::string& host) {
  return !host.empty() && host.size() <= 253 && std::all_of(host.begin(), host.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '.' || c == '*';
  });
}

absl::StatusOr<std::string> alternativeNames(const Subject& subject) {
  std::vector<std::string> names;
  for (const std::string& host : subject.hosts) {
    if (!isAddress(host) && !isHostName(host)) {
      return refuse(absl::StrCat("\"", host, "\" is neither a host name nor an IP address."));
    }
    names.push_back(absl::StrCat(isAddress(host) ? "IP:" : "DNS:", host));
  }
  for (const std::string& uri : subject.uris) names.push_back(absl::StrCat("URI:", uri));
  return absl::StrJoin(names, ",");
}

bool extend(X509* certificate, X509* issuer, int what, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str()));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

/// A certificate without extensions and signature.
absl::StatusOr<Certificate> blank(const std::string& commonName, EVP_PKEY* key, X509* issuer, absl::Time now,
                                  absl::Duration life) {
  Certificate made(X509_new());
  const std::unique_ptr<BIGNUM, Freed<BN_free>> serial(BN_new());
  if (!made || !serial || BN_rand(serial.get(), 127, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) != 1 ||
      BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(made.get())) == nullptr) {
    return failed("no serial number");
  }
  X509_set_version(made.get(), X509_VERSION_3);
  ASN1_TIME_set(X509_getm_notBefore(made.get()), absl::ToTimeT(now - kClockSkew));
  ASN1_TIME_set(X509_getm_notAfter(made.get()), absl::ToTimeT(now + life));
  X509_set_pubkey(made.get(), key);
  X509_NAME* name = X509_get_subject_name(made.get());
  X509_NAME_add_entry_by_txt(name, "O", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>("cameramonit"), -1, -1,
                             0);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(commonName.c_str()), -1,
                             -1, 0);
  X509_set_issuer_name(made.get(), issuer == nullptr ? name : X509_get_subject_name(issuer));
  return made;
}

}  // namespace

absl::Status writeFile(const std::filesystem::path& file, const std::string& text, bool secret) {
  const std::filesystem::path fresh = file.string() + ".new";
  ::unlink(fresh.c_str());
  const int fd = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, secret ? 0600 : 0644);
  if (fd < 0) return refuse(absl::StrCat(file.string(), " cannot be written."));
  const bool written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(fd) == 0;
  ::close(fd);
  std::error_code error;
  if (written) std::filesystem::rename(fresh, file, error);
  return written && !error ? absl::OkStatus() : refuse(absl::StrCat(file.string(), " cannot be written."));
}

absl::StatusOr<Authority> Authority::create(const std::filesystem::path& folder, absl::Time now, absl::Duration life) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (std::filesystem::exists(folder / kKeyFile, error)) {
    return refuse(absl::StrCat(folder.string(),
                               " holds a CA already. Another one would make all its certificates "
                               "worthless; choose an empty folder."));
  }
  Key key(EVP_EC_gen("P-256"));
  if (!key) return failed("no key");
  CAMERAMONIT_ASSIGN_OR_RETURN(Certificate made, blank("cameramonit CA", key.get(), nullptr, now, life));
  const bool complete = extend(made.get(), made.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
                        extend(made.get(), made.get(), NID_key_usage, "critical,keyCertSign,cRLSign") &&
                        extend(made.get(), made.get(), NID_subject_key_identifier, "hash") &&
                        X509_sign(made.get(), key.get(), EVP_sha256()) > 0;
  if (!complete) return failed("no CA certificate");
  const std::string pem = pemOf(made.get());
  CAMERAMONIT_RETURN_IF_ERROR(writeFile(folder / kKeyFile, pemOf(key.get()).reveal(), true));
  CAMERAMONIT_RETURN_IF_ERROR(writeFile(folder / kCertificateFile, pem, false));
  return Authority(pem, std::move(made), std::move(key));
}

absl::StatusOr<Authority> Authority::open(const std::filesystem::path& folder) {
  CAMERAMONIT_ASSIGN_OR_RETURN(std::string pem, readFile(folder / kCertificateFile));
  CAMERAMONIT_ASSIGN_OR_RETURN(auto certificates, readCertificates(pem, kCertificateFile));
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::string keyPem, readFile(folder / kKeyFile));
  CAMERAMONIT_ASSIGN_OR_RETURN(Key key, readKey(keyPem, kKeyFile));
  return Authority(std::move(pem), std::move(certificates.front()), std::move(key));
}

absl::StatusOr<Issued> Authority::issue(const Subject& subject, absl::Time now, absl::Duration life) const {
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::string names, alternativeNames(subject));
  if (names.empty()) return refuse("A certificate needs at least one host or service.");
  const Key key(EVP_EC_gen("P-256"));
  if (!key) return failed("no key");
  CAMERAMONIT_ASSIGN_OR_RETURN(const Certificate made,
                               blank(subject.commonName, key.get(), certificate_.get(), now, life));
  const bool complete = extend(made.get(), certificate_.get(), NID_basic_constraints, "critical,CA:FALSE") &&
                        extend(made.get(), certificate_.get(), NID_key_usage, "critical,digitalSignature") &&
                        extend(made.get(), certificate_.get(), NID_ext_key_usage, "serverAuth,clientAuth") &&
                        extend(made.get(), certificate_.get(), NID_subject_alt_name, names) &&
                        extend(made.get(), certificate_.get(), NID_authority_key_identifier, "keyid:always") &&
                        X509_sign(made.get(), key_.get(), EVP_sha256()) > 0;
  if (!complete) return failed("no certificate");
  return Issued{pemOf(made.get()), pemOf(key.get())};
}

}  // namespace cameramonit::certificate
