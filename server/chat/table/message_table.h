#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "cameramonit/chat/v1/chat.pb.h"

namespace cameramonit::sql {
class Database;
class Session;
struct RequestKey;
}  // namespace cameramonit::sql

namespace cameramonit::chat {

/// A stored turn and whose it is.
struct StoredMessage {
  v1::Message message;
  std::string user;  ///< users/{id}; empty: for everybody who may see the channel
};

/// A place in a conversation's order: by time, then by name.
struct MessageMark {
  absl::Time time = absl::InfiniteFuture();
  std::string name;  ///< empty: before every message of that time
};

/// What was said in the chats: questions, answers, notices. What happened is not stored here: the chat service lays
/// the events (grouped by tracked object) between the turns by time. Thread-safe.
/// Errors of all: what sql::Database gives.
class MessageTable {
 public:
  /// Borrows `database`, which must outlive this.
  explicit MessageTable(sql::Database& database) : database_(database) {}

  /// Adds messages, or changes those of the same name; `revision` is set. Events within are not kept. All or nothing;
  /// returned as stored.
  absl::StatusOr<std::vector<v1::Message>> put(const std::vector<StoredMessage>& messages);

  /// Which of `names` are there, whosever they are.
  absl::StatusOr<std::set<std::string>> known(const std::vector<std::string>& names);

  /// The same as `put` of one message, but once for all repeats of `key`: false and the first message when it was
  /// there. Errors: REQUEST_ID_REUSED.
  absl::StatusOr<std::pair<v1::Message, bool>> putOnce(const sql::RequestKey& key, absl::Time now,
                                                       const StoredMessage& message);

  /// Errors: MESSAGE_UNKNOWN, also when it is another user's.
  absl::StatusOr<v1::Message> get(const std::string& name, const std::string& user);

  /// What `user` sees of `chat` (projects/…/chat) older than `before`, newest first, at most `limit`.
  absl::StatusOr<std::vector<v1::Message>> before(const std::string& chat, const std::string& user,
                                                  const MessageMark& mark, int limit);

  /// The same from `mark` on, oldest first.
  absl::StatusOr<std::vector<v1::Message>> from(const std::string& chat, const std::string& user,
                                                const MessageMark& mark, int limit);

  /// What changed after `revision`, by revision.
  absl::StatusOr<std::vector<v1::Message>> changedSince(const std::string& chat, const std::string& user,
                                                        std::int64_t revision, int limit);

  /// The newest revision of all chats.
  absl::StatusOr<std::int64_t> lastRevision();

 private:
  /// Up to `limit` of what everybody sees and of what is the user's own, each in the asked order.
  absl::StatusOr<std::vector<v1::Message>> read(const char* select, const std::string& chat, const std::string& user,
                                                const MessageMark& mark, int limit, bool oldestFirst);

  sql::Database& database_;
};

}  // namespace cameramonit::chat
