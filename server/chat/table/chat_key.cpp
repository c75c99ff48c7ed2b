#include "server/chat/table/chat_key.h"

#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

namespace cameramonit::chat {

ChatKey chatKey(const std::string& name) {
  const std::vector<std::string> parts = absl::StrSplit(name, '/');
  if (parts.size() < 5 || parts[0] != "projects" || parts[2] != "channels" || parts[4] != "chat") return {};
  return {parts[1], parts[3]};
}

std::string chatName(const ChatKey& key) {
  return absl::StrCat("projects/", key.project, "/channels/", key.channel, "/chat");
}

std::string idOf(const std::string& name) { return name.substr(name.rfind('/') + 1); }

}  // namespace cameramonit::chat
