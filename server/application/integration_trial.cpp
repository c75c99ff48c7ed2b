#include "server/application/integration_trial.h"

#include <sodium.h>

#include <array>

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>
#include <nlohmann/json.hpp>

#include "common/base/localized_text.h"
#include "common/base/status.h"
#include "server/application/outside_call.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::application {
namespace {

constexpr absl::Duration kWebhookTimeout = absl::Seconds(10);
constexpr absl::Duration kVisionTimeout = absl::Seconds(30);

OutsideRequest webhookRequest(const v1::Integration& integration, const base::Secret<std::string>& secret,
                              absl::Time now) {
  const v1::WebhookSettings& settings = integration.webhook();
  OutsideRequest request;
  request.url = settings.url();
  request.timeout = settings.has_timeout() ? sql::durationOf(settings.timeout()) : kWebhookTimeout;
  request.body = nlohmann::json{{"type", "test"},
                                {"integration", integration.name()},
                                {"time", absl::FormatTime(absl::RFC3339_sec, now, absl::UTCTimeZone())},
                                {"text", {{"pl", "Wiadomość próbna"}, {"en", "Test message"}}}}
                     .dump();
  for (const auto& [name, value] : settings.headers()) request.headers.emplace_back(name, value);
  request.headers.emplace_back("X-Cameramonit-Event", "test");
  if (!secret.empty()) {
    request.headers.emplace_back("X-Cameramonit-Signature", webhookSignature(secret, request.body));
  }
  return request;
}

OutsideRequest visionRequest(const v1::VisionSettings& settings, const base::Secret<std::string>& secret) {
  OutsideRequest request;
  request.url = absl::StrCat(std::string(absl::StripSuffix(settings.base_url(), "/")), "/models");
  request.timeout = settings.has_timeout() ? sql::durationOf(settings.timeout()) : kVisionTimeout;
  request.bearer = secret;
  return request;
}

/// Whether the list of models, as OpenAI's API gives it, has this one.
bool hasModel(const std::string& body, const std::string& model) {
  const auto answer = nlohmann::json::parse(body, nullptr, false);
  if (!answer.is_object() || !answer.contains("data") || !answer["data"].is_array()) return false;
  for (const auto& entry : answer["data"]) {
    if (entry.is_object() && entry.contains("id") && entry["id"] == model) return true;
  }
  return false;
}

void judge(const v1::Integration& integration, const OutsideAnswer& answer, v1::TestResult& result) {
  result.set_http_status(answer.status);
  if (answer.status == 401 || answer.status == 403) {
    *result.mutable_text() = base::localized(absl::StrCat("Odmówiono dostępu (", answer.status, "): sprawdź sekret."),
                                             absl::StrCat("It refused us (", answer.status, "): check the secret."));
  } else if (answer.status < 200 || answer.status > 299) {
    *result.mutable_text() = base::localized(absl::StrCat("Odpowiedź ", answer.status, "."),
                                             absl::StrCat("It answered ", answer.status, "."));
  } else if (integration.has_vision() && !hasModel(answer.body, integration.vision().model())) {
    *result.mutable_text() =
        base::localized(absl::StrCat("Działa, ale nie ma modelu ", integration.vision().model(), "."),
                        absl::StrCat("It works, but has no model ", integration.vision().model(), "."));
  } else {
    result.set_succeeded(true);
    *result.mutable_text() = base::localized("Działa.", "It works.");
  }
}

}  // namespace

std::string webhookSignature(const base::Secret<std::string>& secret, const std::string& body) {
  const std::string& key = secret.reveal();
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac{};
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(key.data()), key.size());
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(body.data()), body.size());
  crypto_auth_hmacsha256_final(&state, mac.data());
  return absl::StrCat("sha256=", absl::BytesToHexString(std::string(mac.begin(), mac.end())));
}

v1::TestResult tryIntegration(const v1::Integration& integration, const base::Secret<std::string>& secret,
                              absl::Time now) {
  v1::TestResult result;
  *result.mutable_time() = sql::timestampOf(now);
  const OutsideRequest request = integration.has_webhook() ? webhookRequest(integration, secret, now)
                                                           : visionRequest(integration.vision(), secret);
  const auto answer = callOutside(request);
  if (!answer.ok()) {
    const std::string why(answer.status().message());
    *result.mutable_text() =
        base::localized(absl::StrCat("Nie ma połączenia: ", why), absl::StrCat("It cannot be reached: ", why));
    return result;
  }
  *result.mutable_latency() = sql::protoDurationOf(answer->latency);
  judge(integration, *answer, result);
  return result;
}

}  // namespace cameramonit::application
