#include "storage/sql/page_token.h"

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <sodium.h>

#include <algorithm>

#include "common/base/status.h"

namespace cameramonit::sql {
namespace {

constexpr std::size_t kHashBytes = 16;  // what crypto_generichash gives at least

std::string hashOf(std::string_view text) {
  std::string hash(kHashBytes, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(),
                     reinterpret_cast<const unsigned char*>(text.data()), text.size(), nullptr, 0);
  return hash;
}

absl::Status invalid() {
  return base::invalidArgument(type::v1::ERROR_REASON_PAGE_TOKEN_INVALID,
                               "The page token belongs to another list, or is damaged.");
}

}  // namespace

std::string encodePageToken(std::string_view fingerprint, const std::vector<std::string>& key) {
  std::string body;
  for (const std::string& part : key) absl::StrAppend(&body, part.size(), ":", part);
  // The hash covers the key too, so a token edited by hand is noticed.
  return absl::WebSafeBase64Escape(hashOf(absl::StrCat(body, "\n", std::string(fingerprint))) + body);
}

absl::StatusOr<std::vector<std::string>> decodePageToken(std::string_view fingerprint, std::string_view token,
                                                         std::size_t keySize) {
  std::vector<std::string> key;
  if (token.empty()) return key;
  std::string raw;
  if (!absl::WebSafeBase64Unescape(absl::string_view(token.data(), token.size()), &raw)) return invalid();
  if (raw.size() < kHashBytes) return invalid();
  const std::string body = raw.substr(kHashBytes);
  if (raw.substr(0, kHashBytes) != hashOf(absl::StrCat(body, "\n", std::string(fingerprint)))) return invalid();
  for (std::size_t at = 0; at < body.size();) {
    const std::size_t colon = body.find(':', at);
    std::size_t size = 0;
    if (colon == std::string::npos || !absl::SimpleAtoi(body.substr(at, colon - at), &size)) return invalid();
    if (size > body.size() - colon - 1) return invalid();
    key.push_back(body.substr(colon + 1, size));
    at = colon + 1 + size;
  }
  if (key.size() != keySize) return invalid();
  return key;
}

absl::StatusOr<int> pageSize(int asked, int usual, int largest) {
  if (asked < 0) return base::invalidFields({{"page_size", absl::StrCat("must be 0..", largest)}});
  return asked == 0 ? usual : std::min(asked, largest);
}

}  // namespace cameramonit::sql
