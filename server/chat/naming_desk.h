#pragma once

#include <optional>
#include <string>

#include <absl/status/statusor.h>

#include "cameramonit/chat/v1/chat_service.pb.h"
#include "common/base/clock.h"
#include "common/rpc/principal.h"
#include "server/chat/naming_wish.h"
#include "server/chat/peers_client.h"
#include "server/chat/table/message_table.h"
#include "server/chat/understand/understander.h"

namespace cameramonit::chat {

/// Gives and takes back names as people say it in a conversation, with a confirmation in words. What EventService
/// allows is allowed. Thread-safe.
class NamingDesk {
 public:
  struct Parts {
    MessageTable& turns;
    const PeersClient& peers;
    const Understander& understander;
    const base::Clock& clock;
  };
  /// Borrows everything in `parts`.
  explicit NamingDesk(const Parts& parts) : parts_(parts) {}

  /// Whether this person may name things; others' words are questions like any.
  static bool mayName(const rpc::Principal& who);

  /// What the camera says to a wish typed in `chat`; not stored yet. `about`: the event or object that "this" means;
  /// empty: what was spoken of last.
  absl::StatusOr<v1::Message> fulfil(const rpc::Principal& who, const std::string& chat, const NamingWish& wish,
                                     const std::string& about) const;

  /// Names from a form; the confirmation is stored.
  absl::StatusOr<v1::NameObjectResponse> name(const rpc::Principal& who, const v1::NameObjectRequest& request) const;

  /// Takes back what a confirmation tells of, and says so in it.
  absl::StatusOr<v1::Message> takeBack(const rpc::Principal& who, const std::string& message) const;

  absl::StatusOr<v1::Message> dismiss(const rpc::Principal& who, const std::string& message) const;

 private:
  absl::StatusOr<events::v1::GiveLabelResponse> give(const rpc::Principal& who, const std::string& target,
                                                     const std::string& word, events::v1::Label::Scope scope,
                                                     const std::string& requestId) const;
  /// What "this" means: what was told last in the conversation; empty where nothing was.
  absl::StatusOr<std::string> lastTold(const rpc::Principal& who, const std::string& chat) const;
  absl::StatusOr<std::optional<v1::Message>> lastNaming(const rpc::Principal& who, const std::string& chat) const;
  absl::StatusOr<v1::Message> reject(const rpc::Principal& who, const std::string& target,
                                     const std::string& word) const;
  absl::Status undo(const rpc::Principal& who, v1::Message& note) const;

  const Parts parts_;
};

}  // namespace cameramonit::chat
