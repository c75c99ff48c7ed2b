#include "server/chat/table/chat_state_table.h"

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "server/chat/table/chat_name.h"
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
    "values (:user_id, :project_id, :channel_id, 0, 0)";
constexpr char kMarkRead[] =
    "update chat_state set read_us = :read_us where user_id = :user_id and project_id = :project_id "
    "and channel_id = :channel_id and read_us < :read_us";
constexpr char kSetPinned[] =
    "update chat_state set pinned = :pinned where user_id = :user_id and project_id = :project_id "
    "and channel_id = :channel_id";
constexpr char kSelectPosition[] = "select revision from stream_position where reader = :reader";
constexpr char kInsertPosition[] = "insert into stream_position (reader, revision) values (:reader, :revision)";

void bindChat(Statement& statement, const std::string& user, const std::string& chat) {
  const ChatName name = parseChatName(chat);
  statement.bind("user_id", userId(user)).bind("project_id", name.project).bind("channel_id", name.channel);
}

/// Makes the row to change, unless it is there.
absl::Status ensureRow(Session& session, const std::string& user, const std::string& chat) {
  Statement insert =
      session.prepare(kInsert + sql::upsert(session.dialect(), {"user_id", "project_id", "channel_id"}, {}));
  bindChat(insert, user, chat);
  return insert.run();
}

}  // namespace

absl::StatusOr<ChatState> ChatStateTable::get(const std::string& user, const std::string& chat) {
  return database_.read([&](Session& session) -> absl::StatusOr<ChatState> {
    ChatState state;
    Statement select = session.prepare(kSelect);
    bindChat(select, user, chat);
    select.into(state.readUntil, state.pinned);
    select.fetch();
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    return state;
  });
}

absl::StatusOr<std::map<std::string, ChatState>> ChatStateTable::ofUser(const std::string& user) {
  return database_.read([&](Session& session) -> absl::StatusOr<std::map<std::string, ChatState>> {
    std::map<std::string, ChatState> states;
    ChatName name;
    ChatState state;
    Statement select = session.prepare(kSelectOfUser);
    select.bind("user_id", userId(user)).into(name.project, name.channel, state.readUntil, state.pinned);
    while (select.fetch()) states[chatName(name)] = state;
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    return states;
  });
}

absl::Status ChatStateTable::markRead(const std::string& user, const std::string& chat, absl::Time until) {
  return database_.write([&](Session& session) -> absl::Status {
    CAMERAMONIT_RETURN_IF_ERROR(ensureRow(session, user, chat));
    Statement update = session.prepare(kMarkRead);
    bindChat(update, user, chat);
    return update.bind("read_us", until).run();
  });
}

absl::Status ChatStateTable::setPinned(const std::string& user, const std::string& chat, bool pinned) {
  return database_.write([&](Session& session) -> absl::Status {
    CAMERAMONIT_RETURN_IF_ERROR(ensureRow(session, user, chat));
    Statement update = session.prepare(kSetPinned);
    bindChat(update, user, chat);
    return update.bind("pinned", pinned).run();
  });
}

absl::StatusOr<std::int64_t> ChatStateTable::position(const std::string& reader) {
  return database_.read([&](Session& session) -> absl::StatusOr<std::int64_t> {
    std::int64_t revision = 0;
    Statement select = session.prepare(kSelectPosition);
    select.bind("reader", reader).into(revision);
    select.fetch();
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
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
