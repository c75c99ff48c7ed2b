#include "server/eval/emails/email_score.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <utility>

#include <nlohmann/json.hpp>

#include "common/base/status.h"
#include "server/registry/import/camera_importer.h"

namespace cameramonit::eval {
namespace {

using nlohmann::json;
using registry::ImportedCamera;
using registry::ImportedText;

std::string actionOf(registry::ImportIntent intent) {
  switch (intent) {
    case registry::ImportIntent::kAdd:
      return "add";
    case registry::ImportIntent::kUpdate:
      return "update";
    case registry::ImportIntent::kRemove:
      return "remove";
    case registry::ImportIntent::kReject:
      return "reject";
    case registry::ImportIntent::kNone:
      return "none";
  }
  return "";
}

std::string trimmed(const std::string& text) {
  const std::size_t from = text.find_first_not_of(" \t\r\n");
  if (from == std::string::npos) return "";
  return text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

/// What counts of a camera, in one form for both sides.
json counted(const json& camera) {
  json out;
  out["name"] = camera.contains("name") && camera["name"].is_string() ? json(trimmed(camera["name"])) : json(nullptr);
  for (const char* field : {"url", "user", "password"}) {
    out[field] = camera.contains(field) ? camera[field] : json(nullptr);
  }
  if (camera.contains("host") && camera["host"].is_string()) {
    out["host"] = camera["host"];
    out["port"] = camera.contains("port") && camera["port"].is_number() ? camera["port"] : json(80);
  }
  return out;
}

json formOf(const ImportedCamera& camera) {
  json out;
  out["name"] = camera.name;
  if (camera.address) out["url"] = *camera.address;
  if (camera.user) out["user"] = *camera.user;
  if (camera.password) out["password"] = camera.password->reveal();
  if (!camera.onvifHost.empty()) {
    out["host"] = camera.onvifHost;
    out["port"] = camera.onvifPort;
  }
  return counted(out);
}

std::multiset<std::string> asSet(const json& cameras) {
  std::multiset<std::string> set;
  for (const json& camera : cameras) set.insert(counted(camera).dump());
  return set;
}

bool accepts(const json& expectation, const char* field, const json& read) {
  const auto same = [field, &read](const json& wanted) {
    return std::string(field) == "cameras" ? asSet(wanted) == asSet(read) : wanted == read;
  };
  if (same(expectation["expected"][field])) return true;
  if (!expectation.contains("accept") || !expectation["accept"].contains(field)) return false;
  const json& others = expectation["accept"][field];
  return std::any_of(others.begin(), others.end(), same);
}

bool isUnauthorised(const json& expectation) {
  const json& problems = expectation["expected"].contains("problems") ? expectation["expected"]["problems"] : json();
  return std::find(problems.begin(), problems.end(), json("unauthorised_sender")) != problems.end();
}

/// What is read of `message`; `right` says whether that was expected.
json readingOf(const json& expectation, const std::string& message, bool& right) {
  const bool stranger = isUnauthorised(expectation);
  const registry::CameraImporter importer([stranger](const std::string&) { return !stranger; });
  const ImportedText read = importer.read(message);
  json cameras = json::array();
  for (const ImportedCamera& camera : read.cameras) {
    if (camera.usable()) cameras.push_back(formOf(camera));
  }
  const json action = actionOf(read.intent);
  right = accepts(expectation, "action", action) && accepts(expectation, "cameras", cameras);
  return {{"action", action}, {"cameras", cameras}};
}

}  // namespace

json EmailScore::toJson(bool explained) const {
  json score = {{"total", total}, {"right", right}, {"wrong", wrong}};
  if (explained) score["readings"] = readings;
  return score;
}

absl::StatusOr<EmailScore> scoreEmails(const std::filesystem::path& folder) {
  std::error_code error;
  std::vector<std::filesystem::path> messages;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".eml") messages.push_back(entry.path());
  }
  if (error || messages.empty()) {
    return base::notFound(base::ErrorReason::ERROR_REASON_FILE_MISSING, "There are no messages in this folder.",
                          {{"path", folder.string()}});
  }
  std::sort(messages.begin(), messages.end());
  EmailScore score;
  for (const std::filesystem::path& message : messages) {
    std::filesystem::path beside = message;
    beside.replace_extension(".json");
    std::ifstream expected(beside);
    const json expectation = json::parse(expected, nullptr, false);
    if (expectation.is_discarded() || !expectation.contains("expected")) {
      return base::invalidArgument(base::ErrorReason::ERROR_REASON_FIELD_INVALID, "An expectation cannot be read.",
                                   {{"path", beside.string()}});
    }
    std::ifstream file(message, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    ++score.total;
    bool right = false;
    json reading = readingOf(expectation, text.str(), right);
    if (right) {
      ++score.right;
      continue;
    }
    score.wrong.push_back(message.filename().string());
    score.readings[message.filename().string()] = std::move(reading);
  }
  return score;
}

}  // namespace cameramonit::eval
