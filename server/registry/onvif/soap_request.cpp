#include "server/registry/onvif/soap_request.h"

#include <openssl/sha.h>
#include <sodium.h>

#include <array>

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>

namespace cameramonit::registry {
namespace {

constexpr std::size_t kNonceBytes = 16;
constexpr char kSecurity[] = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
constexpr char kUtility[] = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
constexpr char kDigest[] =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest";
constexpr char kBase64[] =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary";

}  // namespace

std::string xmlEscaped(const std::string& text) {
  return absl::StrReplaceAll(text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}});
}

std::string passwordDigest(const std::string& nonce, const std::string& created, const std::string& password) {
  const std::string all = absl::StrCat(nonce, created, password);
  std::array<unsigned char, SHA_DIGEST_LENGTH> hash{};
  SHA1(reinterpret_cast<const unsigned char*>(all.data()), all.size(), hash.data());
  return absl::Base64Escape(absl::string_view(reinterpret_cast<const char*>(hash.data()), hash.size()));
}

std::string discoveryProbe(const std::string& uuid) {
  return absl::StrCat(
      R"(<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" )",
      R"(xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" )",
      R"(xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" )",
      R"(xmlns:dn="http://www.onvif.org/ver10/network/wsdl"><s:Header><a:Action s:mustUnderstand="1">)",
      R"(http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</a:Action><a:MessageID>urn:uuid:)", uuid,
      R"(</a:MessageID><a:To s:mustUnderstand="1">urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To></s:Header>)",
      R"(<s:Body><d:Probe><d:Types>dn:NetworkVideoTransmitter</d:Types></d:Probe></s:Body></s:Envelope>)");
}

std::string soapEnvelope(const std::string& body, const std::optional<Login>& login, absl::Time created) {
  std::string header;
  if (login) {
    std::string nonce(kNonceBytes, '\0');
    randombytes_buf(nonce.data(), nonce.size());
    const std::string time = absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", created, absl::UTCTimeZone());
    header =
        absl::StrCat("<s:Header><Security s:mustUnderstand=\"1\" xmlns=\"", kSecurity, "\"><UsernameToken><Username>",
                     xmlEscaped(login->user), "</Username><Password Type=\"", kDigest, "\">",
                     passwordDigest(nonce, time, login->password.reveal()), "</Password><Nonce EncodingType=\"",
                     kBase64, "\">", absl::Base64Escape(nonce), "</Nonce><Created xmlns=\"", kUtility, "\">", time,
                     "</Created></UsernameToken></Security></s:Header>");
  }
  return absl::StrCat(
      R"(<?xml version="1.0" encoding="UTF-8"?><s:Envelope )", R"(xmlns:s="http://www.w3.org/2003/05/soap-envelope" )",
      R"(xmlns:tds="http://www.onvif.org/ver10/device/wsdl" )", R"(xmlns:trt="http://www.onvif.org/ver10/media/wsdl" )",
      R"(xmlns:tt="http://www.onvif.org/ver10/schema">)", header, "<s:Body>", body, "</s:Body></s:Envelope>");
}

}  // namespace cameramonit::registry
