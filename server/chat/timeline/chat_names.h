#pragma once

#include <string>

#include <absl/status/statusor.h>

namespace cameramonit::chat {

/// The channel of a chat: "projects/p/channels/c" of "projects/p/channels/c/chat".
/// Errors: CHAT_UNKNOWN when `chat` is no chat's name. Reentrant.
absl::StatusOr<std::string> channelOf(const std::string& chat);

/// The chat of a channel. Reentrant.
std::string chatOf(const std::string& channel);

/// The channel that an event, object or media belongs to: everything before the third pair of its name. Reentrant.
std::string channelOfResource(const std::string& name);

/// The project of any name that begins with one. Reentrant.
std::string projectOf(const std::string& name);

/// The last part of a name. Reentrant.
std::string lastPart(const std::string& name);

}  // namespace cameramonit::chat
