#include "server/registry/camera_rules.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>

#include "common/base/status.h"
#include "common/text/resource_id.h"

namespace cameramonit::registry {
namespace {

constexpr char kPrefix[] = "cameras/";
constexpr std::size_t kLongestName = 100;
constexpr std::size_t kLongestLabel = 63;
constexpr int kMostLabels = 32;
constexpr std::size_t kLongestSecret = 256;

bool hasControl(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; });
}

/// Gathers what is wrong with the fields of a camera. Thread-bound.
class Violations {
 public:
  void text(const std::string& field, const std::string& value, std::size_t least, std::size_t most) {
    const std::size_t size = charactersIn(value);
    if (size < least || size > most || hasControl(value)) {
      found_.push_back({absl::StrCat("camera.", field),
                        absl::StrCat("needs ", least, " to ", most, " characters without line breaks")});
    }
  }
  void add(const std::string& field, const std::string& what) {
    found_.push_back({absl::StrCat("camera.", field), what});
  }
  absl::Status status() const { return found_.empty() ? absl::OkStatus() : base::invalidFields(found_); }

 private:
  std::vector<base::FieldViolation> found_;
};

void checkLabels(const v1::Camera& camera, Violations& wrong) {
  if (camera.labels_size() > kMostLabels) wrong.add("labels", absl::StrCat("may have at most ", kMostLabels));
  std::vector<std::string> seen;
  for (const std::string& label : camera.labels()) {
    if (label.empty() || charactersIn(label) > kLongestLabel || hasControl(label)) {
      wrong.add("labels", absl::StrCat("each has 1 to ", kLongestLabel, " characters without line breaks"));
      return;
    }
    if (std::find(seen.begin(), seen.end(), label) != seen.end()) {
      wrong.add("labels", "each may be there once");
      return;
    }
    seen.push_back(label);
  }
}

absl::Status withField(const absl::Status& status, const std::string& field) {
  base::ErrorDetails details = base::errorDetails(status);
  if (details.reason != type::v1::ERROR_REASON_STREAM_ADDRESS_REFUSED) return status;
  details.facts["field"] = absl::StrCat("camera.", field);
  return base::withDetails(status.code(), absl::StrCat("camera.", field, ": ", std::string(status.message())), details);
}

/// Refuses a host that leads where it must not. What cannot be looked up now is checked when it is connected to.
absl::Status checkReach(const std::string& host, const AddressPolicy& policy, absl::Duration lookUp) {
  CAMERAMONIT_RETURN_IF_ERROR(policy.checkWritten(host));
  const absl::Status found = policy.reachable(host, lookUp).status();
  const bool refused = base::errorReason(found) == type::v1::ERROR_REASON_STREAM_ADDRESS_REFUSED;
  return refused ? found : absl::OkStatus();
}

using Parse = absl::StatusOr<ParsedAddress> (*)(std::string_view);

absl::Status checkAddress(const std::string& field, std::string& value, Parse parse, const AddressPolicy& policy,
                          absl::Duration lookUp, std::optional<Login>& login) {
  if (value.empty()) return absl::OkStatus();
  absl::StatusOr<ParsedAddress> parsed = parse(value);
  if (!parsed.ok()) return withField(parsed.status(), field);
  CAMERAMONIT_RETURN_IF_ERROR(withField(checkReach(parsed->address.host, policy, lookUp), field));
  value = parsed->address.str();
  if (parsed->login && !login) login = std::move(parsed->login);
  return absl::OkStatus();
}

}  // namespace

std::size_t charactersIn(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](unsigned char c) { return (c & 0xc0) != 0x80; }));
}

absl::Status checkCredentials(const v1::Credentials& credentials) {
  std::vector<base::FieldViolation> wrong;
  if (credentials.user().size() > kLongestSecret || hasControl(credentials.user())) {
    wrong.push_back({"credentials.user", "may have at most 256 bytes, without line breaks"});
  }
  if (credentials.password().size() > kLongestSecret || hasControl(credentials.password())) {
    wrong.push_back({"credentials.password", "may have at most 256 bytes, without line breaks"});
  }
  return wrong.empty() ? absl::OkStatus() : base::invalidFields(wrong);
}

absl::StatusOr<CheckedCamera> checkCamera(const v1::Camera& camera, const AddressPolicy& policy,
                                          absl::Duration lookUp) {
  Violations wrong;
  wrong.text("display_name", camera.display_name(), 1, kLongestName);
  wrong.text("place", camera.place(), 0, kLongestName);
  wrong.text("make", camera.make(), 0, kLongestName);
  wrong.text("model", camera.model(), 0, kLongestName);
  checkLabels(camera, wrong);
  if (!camera.name().empty() && !text::isResourceId(std::string(absl::StripPrefix(camera.name(), kPrefix)))) {
    wrong.add("name", "must be cameras/ and up to 40 lower-case letters, digits and dashes");
  }
  CAMERAMONIT_RETURN_IF_ERROR(wrong.status());

  CheckedCamera checked;
  checked.camera = camera;
  CAMERAMONIT_RETURN_IF_ERROR(checkAddress("main_stream", *checked.camera.mutable_main_stream(), parseStreamAddress,
                                           policy, lookUp, checked.login));
  CAMERAMONIT_RETURN_IF_ERROR(checkAddress("sub_stream", *checked.camera.mutable_sub_stream(), parseStreamAddress,
                                           policy, lookUp, checked.login));
  CAMERAMONIT_RETURN_IF_ERROR(checkAddress("onvif_device", *checked.camera.mutable_onvif_device(), parseDeviceAddress,
                                           policy, lookUp, checked.login));
  return checked;
}

}  // namespace cameramonit::registry
