#include "common/certificate/openssl.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <array>
#include <fstream>
#include <sstream>

#include <absl/strings/str_cat.h>

#include "common/base/status.h"

namespace cameramonit::certificate {
namespace {

absl::Status refuse(const std::string& what) {
  return base::failedPrecondition(type::v1::ERROR_REASON_SETTING_INVALID, what);
}

Memory memoryOf(const std::string& text) {
  return Memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

}  // namespace

std::string lastError() {
  std::array<char, 256> text{};
  const unsigned long code = ERR_get_error();
  ERR_error_string_n(code, text.data(), text.size());
  ERR_clear_error();
  return code == 0 ? "unknown error" : std::string(text.data());
}

absl::StatusOr<std::string> readFile(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::stringstream text;
  if (!stream || !(text << stream.rdbuf())) return refuse(absl::StrCat(file.string(), " cannot be read."));
  return text.str();
}

absl::StatusOr<std::vector<Certificate>> readCertificates(const std::string& pem, const std::string& name) {
  const Memory memory = memoryOf(pem);
  std::vector<Certificate> chain;
  while (X509* one = PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr)) chain.emplace_back(one);
  ERR_clear_error();  // the end of the text is an error to it
  if (chain.empty()) return refuse(absl::StrCat(name, " holds no certificate in PEM form."));
  return chain;
}

absl::StatusOr<Key> readKey(const std::string& pem, const std::string& name) {
  Key key(PEM_read_bio_PrivateKey(memoryOf(pem).get(), nullptr, nullptr, nullptr));
  if (!key) return refuse(absl::StrCat(name, " holds no private key in PEM form: ", lastError()));
  return key;
}

}  // namespace cameramonit::certificate
