#include "storage/media/resource_name.h"

#include <algorithm>
#include <vector>

#include <absl/strings/str_split.h>

#include "common/base/ids.h"

namespace cameramonit::media {
namespace {

bool isId(std::string_view id) {
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !id.empty() && id.size() <= 63 && std::all_of(id.begin(), id.end(), allowed);
}

std::vector<std::string> split(std::string_view name) {
  return absl::StrSplit(absl::string_view(name.data(), name.size()), '/');
}

bool isChannel(const std::vector<std::string>& parts) {
  return parts.size() >= 4 && parts[0] == "projects" && isId(parts[1]) && parts[2] == "channels" && isId(parts[3]);
}

}  // namespace

std::optional<ChildName> parseChild(std::string_view name, std::string_view collection) {
  const std::vector<std::string> parts = split(name);
  if (parts.size() != 6 || !isChannel(parts) || parts[4] != collection || !base::isUuid(parts[5])) return std::nullopt;
  const std::string project = "projects/" + parts[1];
  return ChildName{project, project + "/channels/" + parts[3], parts[5]};
}

bool isChannelName(std::string_view name) {
  const std::vector<std::string> parts = split(name);
  return parts.size() == 4 && isChannel(parts);
}

bool isProjectName(std::string_view name) {
  const std::vector<std::string> parts = split(name);
  return parts.size() == 2 && parts[0] == "projects" && isId(parts[1]);
}

std::string projectOf(std::string_view name) {
  const std::vector<std::string> parts = split(name);
  return parts.size() < 2 ? std::string(name) : parts[0] + "/" + parts[1];
}

bool isWithin(std::string_view name, std::string_view parent) {
  if (parent.empty() || name == parent) return true;
  return name.size() > parent.size() && name.substr(0, parent.size()) == parent && name[parent.size()] == '/';
}

}  // namespace cameramonit::media
