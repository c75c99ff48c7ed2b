#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "cameramonit/chat/v1/chat_service.pb.h"
#include "common/base/clock.h"
#include "common/rpc/principal.h"
#include "common/rpc/server_stream.h"
#include "server/chat/peers_client.h"
#include "server/chat/table/chat_state_table.h"

namespace cameramonit::chat {

/// A part of a list of chats.
struct ChatPage {
  std::vector<v1::Chat> chats;
  bool more = false;  ///< whether there are more behind
};

/// The contacts of one user: a chat a camera, with what it said last. Thread-safe.
class ChatList {
 public:
  /// Borrows all three.
  ChatList(const PeersClient& peers, ChatStateTable& states, const base::Clock& clock)
      : peers_(peers), states_(states), clock_(clock) {}

  using States = std::map<std::string, ChatState>;

  /// At most `size` of the chats that match `search`, behind the first `skip`. Pinned ones first, then by what happened
  /// last, newest first.
  absl::StatusOr<ChatPage> page(const rpc::Principal& who, const std::string& search, std::size_t skip,
                                std::size_t size) const;

  /// The channels that `who` may see, and what each chat is to them, by chat.
  absl::StatusOr<std::vector<PeersClient::Place>> places(const rpc::Principal& who) const { return peers_.places(who); }
  absl::StatusOr<States> states(const rpc::Principal& who) const { return states_.ofUser(who.name); }
  /// The chats of places, in their order and as they are now, but for the state of their cameras.
  absl::StatusOr<std::vector<v1::Chat>> make(const rpc::Principal& who, const std::vector<PeersClient::Place>& places,
                                             const States& states) const;
  /// Asks the analyzer what each camera is doing: a call a chat, so for those that are shown only.
  void addCameraStates(const rpc::Principal& who, std::vector<v1::Chat>& chats) const;
  /// What happened after `revision` (0: nothing yet): the channels that it happened in, and the revision to go on from.
  absl::StatusOr<std::int64_t> changesAfter(const rpc::Principal& who, std::int64_t revision,
                                            std::set<std::string>& channels) const;

  /// Errors: CHAT_UNKNOWN.
  absl::StatusOr<v1::Chat> one(const rpc::Principal& who, const std::string& chat) const;

 private:
  const PeersClient& peers_;
  ChatStateTable& states_;
  const base::Clock& clock_;
};

/// One open list: hands on the chats that changed. In between checkpoints it looks only at those whose camera saw
/// something or whose reader did something, so a house of 500 cameras costs what one of ten does. Thread-bound.
class OpenChatList {
 public:
  using Stream = rpc::ServerStream<v1::WatchChatsResponse>;

  /// Borrows `list` and `clock`.
  OpenChatList(const ChatList& list, const base::Clock& clock, rpc::Principal who, std::shared_ptr<Stream> stream)
      : list_(list), clock_(clock), who_(std::move(who)), stream_(std::move(stream)) {}

  /// False when the call is over.
  bool poll(bool checkpoint);

 private:
  absl::Status readAll();
  absl::Status readChanged();
  absl::Status refresh(const std::vector<PeersClient::Place>& places);
  void forgetMissing();

  const ChatList& list_;
  const base::Clock& clock_;
  const rpc::Principal who_;
  const std::shared_ptr<Stream> stream_;
  std::int64_t revision_ = 0;                         // of events, up to which the chats are as they are
  std::map<std::string, PeersClient::Place> places_;  // by channel
  std::map<std::string, ChatState> states_;           // by chat
  std::map<std::string, std::string> sent_;           // chat name -> what was sent of it
};

/// Whether `search` is empty or all its words occur in `name`, in any case. Reentrant.
bool matchesSearch(const std::string& name, const std::string& search);

}  // namespace cameramonit::chat
