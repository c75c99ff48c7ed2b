#include "server/events/table/event_name.h"

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include <vector>

namespace cameramonit::events {

std::string EventName::channelName() const {
  return absl::StrCat("projects/", project, "/channels/", channel);
}

EventName parseEventName(std::string_view name) {
  const std::vector<std::string> parts = absl::StrSplit(absl::string_view(name.data(), name.size()), '/');
  if (parts.size() % 2 != 0 || parts.size() > 6 || parts[0] != "projects") return {};
  if (parts.size() > 2 && parts[2] != "channels") return {};
  EventName parsed;
  parsed.project = parts[1];
  if (parts.size() > 2) parsed.channel = parts[3];
  if (parts.size() > 4) {
    parsed.collection = parts[4];
    parsed.id = parts[5];
  }
  return parsed;
}

std::string relativeName(const std::string& channel, const std::string& name) {
  const std::string prefix = channel + "/";
  return absl::StartsWith(name, prefix) ? name.substr(prefix.size()) : name;
}

std::string absoluteName(const std::string& channel, const std::string& relative) {
  if (relative.empty() || absl::StartsWith(relative, "projects/")) return relative;
  return absl::StrCat(channel, "/", relative);
}

}  // namespace cameramonit::events
