#include "server/application/integration_rules.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>

#include "common/base/status.h"
#include "common/text/resource_id.h"

namespace cameramonit::application {
namespace {

using Violations = std::vector<base::FieldViolation>;

constexpr std::size_t kLongestName = 100;
constexpr std::size_t kLongestUrl = 2000;
constexpr std::size_t kLongestSecret = 4096;
constexpr std::size_t kLongestValue = 500;
constexpr int kMostHeaders = 20;

bool isPrintable(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > 0x20 && c < 0x7f; });
}

void checkUrl(Violations& wrong, const std::string& field, const std::string& url, bool allowPlainHttp) {
  const bool secure = absl::StartsWith(url, "https://");
  const bool plain = absl::StartsWith(url, "http://");
  const std::string rest = url.substr(std::min(url.size(), url.find("://") + 3));
  const std::string host = rest.substr(0, rest.find_first_of("/?#"));
  if ((!secure && !(plain && allowPlainHttp)) || url.size() > kLongestUrl || !isPrintable(url) || host.empty()) {
    wrong.push_back({field, absl::StrCat("must be an address that begins with https://",
                                         allowPlainHttp ? " or http://" : "", ", of at most 2000 characters")});
  } else if (absl::StrContains(host, "@")) {
    wrong.push_back({field, "must not hold a user or password; give those as the secret or a header"});
  }
}

void checkTimeout(Violations& wrong, const std::string& field, const google::protobuf::Duration& timeout, int most) {
  if (timeout.seconds() < 1 || timeout.seconds() > most || (timeout.seconds() == most && timeout.nanos() > 0)) {
    wrong.push_back({field, absl::StrCat("must be 1 s to ", most, " s")});
  }
}

bool isHeaderName(const std::string& name) {
  return !name.empty() && name.size() <= kLongestName && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_';
  });
}

bool isOurs(const std::string& name) {
  const std::string lower = absl::AsciiStrToLower(name);
  return lower == "host" || lower == "connection" || lower == "transfer-encoding" ||
         absl::StartsWith(lower, "content-") || absl::StartsWith(lower, "x-cameramonit-");
}

void checkWebhook(Violations& wrong, const v1::WebhookSettings& webhook, bool allowPlainHttp) {
  checkUrl(wrong, "integration.webhook.url", webhook.url(), allowPlainHttp);
  if (webhook.has_timeout()) checkTimeout(wrong, "integration.webhook.timeout", webhook.timeout(), 30);
  if (webhook.headers_size() > kMostHeaders) wrong.push_back({"integration.webhook.headers", "may be at most 20"});
  for (const auto& [name, value] : webhook.headers()) {
    const bool line = std::any_of(value.begin(), value.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
    if (isHeaderName(name) && !isOurs(name) && !line && value.size() <= kLongestValue) continue;
    wrong.push_back({absl::StrCat("integration.webhook.headers[", name, "]"),
                     "needs a name of letters, digits and dashes that is not Host, Content-* or X-Cameramonit-*, and a "
                     "value of one line with at most 500 characters"});
  }
}

void checkVision(Violations& wrong, const v1::VisionSettings& vision, bool allowPlainHttp) {
  checkUrl(wrong, "integration.vision.base_url", vision.base_url(), allowPlainHttp);
  if (vision.has_timeout()) checkTimeout(wrong, "integration.vision.timeout", vision.timeout(), 120);
  if (vision.model().empty() || vision.model().size() > kLongestName || !isPrintable(vision.model())) {
    wrong.push_back({"integration.vision.model", "needs 1 to 100 characters without spaces"});
  }
}

}  // namespace

absl::Status checkIntegration(const v1::Integration& integration, std::size_t secretSize, bool allowPlainHttp) {
  Violations wrong;
  const std::string& name = integration.display_name();
  if (name.empty() || name.size() > kLongestName) {
    wrong.push_back({"integration.display_name", "needs 1 to 100 characters"});
  }
  if (secretSize > kLongestSecret) wrong.push_back({"secret", "may have at most 4096 characters"});
  switch (integration.settings_case()) {
    case v1::Integration::kWebhook:
      checkWebhook(wrong, integration.webhook(), allowPlainHttp);
      break;
    case v1::Integration::kVision:
      checkVision(wrong, integration.vision(), allowPlainHttp);
      break;
    case v1::Integration::SETTINGS_NOT_SET:
      wrong.push_back({"integration.settings", "needs one of webhook, vision"});
  }
  return wrong.empty() ? absl::OkStatus() : base::invalidFields(wrong);
}

bool sameKind(const v1::Integration& a, const v1::Integration& b) {
  return a.settings_case() == b.settings_case();
}

}  // namespace cameramonit::application
