#include "server/chat/table/chat_name.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <absl/strings/strip.h>

#include <vector>

namespace cameramonit::chat {

ChatName parseChatName(const std::string& name) {
  const std::vector<std::string> parts = absl::StrSplit(name, '/');
  const bool chat = parts.size() >= 5 && parts[0] == "projects" && parts[2] == "channels" && parts[4] == "chat";
  if (!chat) return {};
  if (parts.size() == 5) return {parts[1], parts[3], ""};
  if (parts.size() == 7 && parts[5] == "messages") return {parts[1], parts[3], parts[6]};
  return {};
}

std::string chatName(const ChatName& name) {
  return absl::StrCat("projects/", name.project, "/channels/", name.channel, "/chat",
                      name.message.empty() ? "" : "/messages/", name.message);
}

std::string userId(const std::string& user) {
  return std::string(absl::StripPrefix(user, "users/"));
}

}  // namespace cameramonit::chat
