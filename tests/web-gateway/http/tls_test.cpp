#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <memory>

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "tests/web-gateway/http/server_fixture.h"
#include "web-gateway/http/tls_certificate.h"

namespace cameramonit::http {
namespace {

namespace fs = std::filesystem;
using cameramonit::testing::HttpReply;
using cameramonit::testing::RawClient;
using cameramonit::testing::request;

/// Writes a fresh key and a certificate signed by it.
TlsFiles writeCertificate(const fs::path& folder, const std::string& name) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), X509_free);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* subject = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1,
                             0);
  X509_set_issuer_name(certificate.get(), subject);
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  TlsFiles files{folder / (name + ".crt"), folder / (name + ".key")};
  const auto write = [](const std::string& path, auto writer) {
    FILE* file = ::fopen(path.c_str(), "w");
    writer(file);
    ::fclose(file);
  };
  write(files.certificateChain, [&](FILE* file) { PEM_write_X509(file, certificate.get()); });
  write(files.privateKey,
        [&](FILE* file) { PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
  return files;
}

class TlsTest : public ServerTest {
 protected:
  void SetUp() override {
    std::string pattern = fs::temp_directory_path() / "gateway-tls-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path folder_;
};

TEST_F(TlsTest, ServesOverTls) {
  ServerOptions options;
  options.tls = writeCertificate(folder_, "one");
  start(std::move(options), [](Request request, const std::shared_ptr<ResponseWriter>& writer) {
    Response response;
    response.body = std::make_shared<std::string>(request.secure ? std::string(500'000, 's') : "plain");
    writer->send(std::move(response));
  });
  RawClient client(port(), true);
  ASSERT_TRUE(client.connected());
  for (int i = 0; i < 3; ++i) {
    client.send(request("GET", "/"));
    EXPECT_EQ(client.read().body.size(), 500'000U);
  }
  client.send(request("GET", "/", {"connection: close"}));
  EXPECT_EQ(client.read().status, 200);
  EXPECT_TRUE(client.closesWithin(absl::Seconds(5)));
}

TEST_F(TlsTest, PlainTextAndSilenceGetNothing) {
  ServerOptions options = hasty();
  options.tls = writeCertificate(folder_, "one");
  start(std::move(options));
  RawClient plain(port());
  plain.send(request("GET", "/"));
  EXPECT_TRUE(plain.closesWithin(absl::Seconds(5)));
  RawClient silent(port());
  EXPECT_TRUE(silent.closesWithin(absl::Seconds(5)));
}

TEST_F(TlsTest, UnusableFilesAreRefusedAtTheStart) {
  const TlsFiles one = writeCertificate(folder_, "one");
  const TlsFiles two = writeCertificate(folder_, "two");
  EXPECT_FALSE(TlsCertificate::load({one.certificateChain, two.privateKey}).ok()) << "not a pair";
  EXPECT_FALSE(TlsCertificate::load({one.certificateChain, ""}).ok());
  EXPECT_FALSE(TlsCertificate::load({folder_ / "absent", one.privateKey}).ok());
  EXPECT_TRUE(TlsCertificate::load(one).ok());
}

TEST_F(TlsTest, ANewCertificateIsTakenUpAndABadOneIsNot) {
  const TlsFiles files = writeCertificate(folder_, "one");
  auto certificate = TlsCertificate::load(files);
  ASSERT_TRUE(certificate.ok());
  const auto first = (*certificate)->context();
  EXPECT_TRUE((*certificate)->reloadIfChanged().ok());
  EXPECT_EQ((*certificate)->context(), first) << "nothing has changed";

  const auto later = fs::file_time_type::clock::now() + std::chrono::seconds(5);
  writeCertificate(folder_, "one");
  fs::last_write_time(files.certificateChain, later);
  EXPECT_TRUE((*certificate)->reloadIfChanged().ok());
  const auto second = (*certificate)->context();
  EXPECT_NE(second, first);

  std::ofstream(files.privateKey) << "not a key";
  fs::last_write_time(files.privateKey, later + std::chrono::seconds(5));
  EXPECT_FALSE((*certificate)->reloadIfChanged().ok());
  EXPECT_EQ((*certificate)->context(), second) << "the working one stays";
  EXPECT_TRUE((*certificate)->reloadIfChanged().ok()) << "reported once";
}

}  // namespace
}  // namespace cameramonit::http
