#pragma once

#include <string>

namespace cameramonit::chat {

/// The parts of a chat's name as columns hold them: "projects/p/channels/c/chat". A name of another form has empty
/// parts, which no row has.
struct ChatKey {
  std::string project;
  std::string channel;
};

/// Also of anything below a chat, such as a message. Reentrant.
ChatKey chatKey(const std::string& name);

/// "projects/p/channels/c/chat". Reentrant.
std::string chatName(const ChatKey& key);

/// The last part of a name. Reentrant.
std::string idOf(const std::string& name);

}  // namespace cameramonit::chat
