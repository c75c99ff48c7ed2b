#pragma once

#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "cameramonit/chat/v1/chat.pb.h"
#include "common/rpc/principal.h"
#include "server/chat/peers_client.h"
#include "server/chat/table/message_table.h"

namespace cameramonit::chat {

/// Messages of one stretch of a conversation.
struct ConversationPage {
  std::vector<v1::Message> messages;  ///< newest first
  bool hasOlder = false;
};

/// One camera's conversation as one user sees it: what was said, what happened and what was sent, by time.
/// Thread-safe.
class Conversation {
 public:
  /// Borrows both. `channel` is the camera's.
  Conversation(MessageTable& turns, const PeersClient& peers, rpc::Principal who, std::string channel);

  /// At most `limit` messages older than `mark`.
  absl::StatusOr<ConversationPage> before(const MessageMark& mark, int limit) const;

  /// At most `limit` messages from `time` on, oldest first.
  absl::StatusOr<std::vector<v1::Message>> from(absl::Time time, int limit) const;

  /// Whether a stored turn is not for this person: what only supervisors are asked.
  bool isHidden(const v1::Message& turn) const;

  /// The message that tells of this event, as it is now.
  absl::StatusOr<v1::Message> messageOfEvent(const events::v1::Event& event) const;

  /// The films that were sent, each with its state.
  absl::StatusOr<std::vector<v1::Message>> films() const;

  const rpc::Principal& who() const { return who_; }
  const std::string& channel() const { return channel_; }

 private:
  absl::StatusOr<std::vector<v1::Message>> happenings(const events::v1::EventFilter& filter, bool oldestFirst,
                                                      int limit) const;

  MessageTable& turns_;
  const PeersClient& peers_;
  const rpc::Principal who_;
  const std::string channel_;
};

/// Where a message stands in the order of a conversation. Reentrant.
MessageMark markOf(const v1::Message& message);

/// Whether `a` comes before `b`. Reentrant.
bool isBefore(const MessageMark& a, const MessageMark& b);

}  // namespace cameramonit::chat
