#include "server/chat/timeline/chat_names.h"

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

#include "common/base/status.h"

namespace cameramonit::chat {
namespace {

constexpr char kChat[] = "/chat";

/// The first `parts` parts of a name; the whole name when it has fewer.
std::string head(const std::string& name, int parts) {
  std::size_t end = 0;
  for (int i = 0; i < parts; ++i) {
    end = name.find('/', end == 0 ? 0 : end + 1);
    if (end == std::string::npos) return name;
  }
  return name.substr(0, end);
}

}  // namespace

absl::StatusOr<std::string> channelOf(const std::string& chat) {
  const std::string channel = head(chat, 4);
  if (!absl::StartsWith(chat, "projects/") || chat != channel + kChat) {
    return base::notFound(type::v1::ERROR_REASON_CHAT_UNKNOWN, "There is no such chat.", {{"chat", chat}});
  }
  return channel;
}

std::string chatOf(const std::string& channel) {
  return channel + kChat;
}

std::string channelOfResource(const std::string& name) {
  return head(name, 4);
}

std::string projectOf(const std::string& name) {
  return head(name, 2);
}

std::string lastPart(const std::string& name) {
  return name.substr(name.rfind('/') + 1);
}

}  // namespace cameramonit::chat
