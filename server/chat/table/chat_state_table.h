#pragma once

#include <cstdint>
#include <map>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

namespace cameramonit::sql {
class Database;
}

namespace cameramonit::chat {

/// What a chat is to one user.
struct ChatState {
  absl::Time readUntil = absl::UnixEpoch();  ///< everything that happened or was said before is read
  bool pinned = false;
};

/// Read marks and pins, and how far the matcher of standing questions got. Thread-safe.
/// Errors of all: what sql::Database gives.
class ChatStateTable {
 public:
  /// Borrows `database`, which must outlive this.
  explicit ChatStateTable(sql::Database& database) : database_(database) {}

  /// The default state where nothing is stored. `chat` is projects/…/channels/…/chat.
  absl::StatusOr<ChatState> get(const std::string& user, const std::string& chat);

  /// All that are stored for a user, by chat.
  absl::StatusOr<std::map<std::string, ChatState>> ofUser(const std::string& user);

  /// Moves the read mark; it never goes back.
  absl::Status markRead(const std::string& user, const std::string& chat, absl::Time until);

  absl::Status setPinned(const std::string& user, const std::string& chat, bool pinned);

  /// Up to which event revision `reader` has worked; 0 at first.
  absl::StatusOr<std::int64_t> position(const std::string& reader);
  absl::Status setPosition(const std::string& reader, std::int64_t revision);

 private:
  sql::Database& database_;
};

}  // namespace cameramonit::chat
