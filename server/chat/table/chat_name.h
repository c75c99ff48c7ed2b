#pragma once

#include <string>

namespace cameramonit::chat {

/// The parts of projects/{project}/channels/{channel}/chat[/messages/{id}]; all empty when a name is none.
struct ChatName {
  std::string project;
  std::string channel;
  std::string message;
};

/// Reentrant.
ChatName parseChatName(const std::string& name);

/// projects/{project}/channels/{channel}/chat, with /messages/{message} when there is one.
std::string chatName(const ChatName& name);

/// "ala" of users/ala.
std::string userId(const std::string& user);

}  // namespace cameramonit::chat
