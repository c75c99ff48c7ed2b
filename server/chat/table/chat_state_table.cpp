#include "server/chat/table/chat_state_table.h"

#include "common/base/status.h"
#include "server/chat/table/chat_key.h"
#include "storage/sql/database.h"
#include "storage/sql/dialect.h"

namespace cameramonit::chat {
namespace {

using sql::Session;
using sql::Statement;

constexpr char kSelect[] =
    "select read_us, pinned from chat_state where user_id = :user_id and project_id = :project_id "
    "and channel_id = :channel_id";
constexpr char kSelectOfUser[] =
    "select project_id, channel_id, read_us, pinned from chat_state where user_id = :user_id";
constexpr char kInsert[] =
    "insert into chat_state (user_id, project_id, channel_id, read_us, pinned) "
    "values (:user_id, :project_id, :channel_id, :read_us, :pinned)";

constexpr char kSelectPosition[] = "select revision from stream_position where reader = :reader";
constexpr char kInsertPosition[] = "insert into stream_position (reader, revision) values (:reader, :revision)";

absl::StatusOr<ChatState> find(Session& session, const std::string& user, const ChatKey& key) {
  ChatState state;
  Statement select = session.prepare(kSelect);
  select.bind("user_id", user).bind("project_id", key.project).bind("channel_id", key.channel);
  select.into(state.readUntil, state.pinned);
  if (!select.fetch() && !select.status().ok()) return select.status();
  return state;
}

absl::Status put(Session& session, const std::string& user, const ChatKey& key, const ChatState& state) {
  return session
      .prepare(kInsert +
               sql::upsert(session.dialect(), {"user_id", "project_id", "channel_id"}, {"read_us", "pinned"}))
      .bind("user_id", user)
      .bind("project_id", key.project)
      .bind("channel_id", key.channel)
      .bind("read_us", state.readUntil)
      .bind("pinned", state.pinned)
      .run();
}

}  // namespace

absl::StatusOr<ChatState> ChatStateTable::get(const std::string& user, const std::string& chat) {
  return database_.read([&](Session& session) { return find(session, user, chatKey(chat)); });
}

absl::StatusOr<std::map<std::string, ChatState>> ChatStateTable::ofUser(const std::string& user) {
  return database_.read([&](Session& session) -> absl::StatusOr<std::map<std::string, ChatState>> {
    std::map<std::string, ChatState> states;
    ChatKey key;
    ChatState state;
    Statement select = session.prepare(kSelectOfUser);
    select.bind("user_id", user).into(key.project, key.channel, state.readUntil, state.pinned);
    while (select.fetch()) states[chatName(key)] = state;
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    return states;
  });
}

absl::Status ChatStateTable::markRead(const std::string& user, const std::string& chat, absl::Time until) {
  return database_.write([&](Session& session) -> absl::Status {
    const ChatKey key = chatKey(chat);
    CAMERAMONIT_ASSIGN_OR_RETURN(ChatState state, find(session, user, key));
    if (until <= state.readUntil) return absl::OkStatus();
    state.readUntil = until;
    return put(session, user, key, state);
  });
}

absl::Status ChatStateTable::setPinned(const std::string& user, const std::string& chat, bool pinned) {
  return database_.write([&](Session& session) -> absl::Status {
    const ChatKey key = chatKey(chat);
    CAMERAMONIT_ASSIGN_OR_RETURN(ChatState state, find(session, user, key));
    state.pinned = pinned;
    return put(session, user, key, state);
  });
}

absl::StatusOr<std::int64_t> ChatStateTable::position(const std::string& reader) {
  return database_.read([&](Session& session) -> absl::StatusOr<std::int64_t> {
    std::int64_t revision = 0;
    Statement select = session.prepare(kSelectPosition);
    select.bind("reader", reader).into(revision);
    if (!select.fetch() && !select.status().ok()) return select.status();
    return revision;
  });
}

absl::Status ChatStateTable::setPosition(const std::string& reader, std::int64_t revision) {
  return database_.write([&](Session& session) {
    return session.prepare(kInsertPosition + sql::upsert(session.dialect(), {"reader"}, {"revision"}))
        .bind("reader", reader)
        .bind("revision", revision)
        .run();
  });
}

}  // namespace cameramonit::chat
