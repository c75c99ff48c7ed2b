#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>

#include <absl/status/status.h>

#include "cameramonit/chat/v1/chat_service.pb.h"
#include "common/base/clock.h"
#include "common/rpc/server_stream.h"
#include "server/chat/conversation.h"

namespace cameramonit::chat {

/// Two counters in the one number that a client keeps: how far it has seen what happened, and what was said.
struct ChatRevision {
  std::int64_t events = 0;
  std::int64_t turns = 0;

  static ChatRevision unpack(std::int64_t packed);
  std::int64_t pack() const;
};

/// One open conversation: hands on what is new since its revision. Thread-bound (the watch hub never polls twice at
/// once).
class OpenChat {
 public:
  using Stream = rpc::ServerStream<v1::OpenChatResponse>;

  struct Parts {
    MessageTable& turns;
    const PeersClient& peers;
    const base::Clock& clock;
  };
  /// Borrows everything in `parts`. `request.revision` 0 begins with the newest messages.
  OpenChat(const Parts& parts, rpc::Principal who, std::string channel, const v1::OpenChatRequest& request,
           std::shared_ptr<Stream> stream);

  /// False when the call is over.
  bool poll(bool checkpoint);

 private:
  absl::Status snapshot();
  absl::Status changes();
  absl::Status eventChanges();
  absl::Status turnChanges();
  absl::Status filmChanges();
  void send(v1::Message message);
  void forgetEvent(const std::string& event);
  void sendCheckpoint();

  const Parts parts_;
  const Conversation conversation_;
  const std::shared_ptr<Stream> stream_;
  const int newest_;
  ChatRevision revision_;
  bool begun_ = false;
  std::string olderPageToken_;
  std::map<std::string, std::string> films_;           // message name -> what was sent of it
  std::map<std::string, std::string> messageOfEvent_;  // event name -> message name
  std::map<std::string, std::set<std::string>> eventsOfMessage_;
};

/// The page token that continues a conversation before `message`. Reentrant.
std::string olderPageToken(const std::string& chat, const v1::Message& message);

}  // namespace cameramonit::chat
