#include "server/chat/table/message_table.h"

#include <optional>
#include <utility>

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "server/chat/table/chat_key.h"
#include "storage/sql/database.h"
#include "storage/sql/dialect.h"
#include "storage/sql/proto_fields.h"
#include "storage/sql/revision_counter.h"

namespace cameramonit::chat {
namespace {

using sql::Session;
using sql::Statement;

constexpr char kCounter[] = "chat";

#define MESSAGE_COLUMNS \
  "message_id, project_id, channel_id, user_id, author, time_us, text_pl, text_en, body, answers, revision"
#define OF_CHAT "project_id = :project_id and channel_id = :channel_id and (user_id = :user_id or user_id = '')"

constexpr char kInsert[] =
    "insert into message (" MESSAGE_COLUMNS
    ") values (:message_id, :project_id, :channel_id, :user_id, :author, :time_us, :text_pl, :text_en, :body, "
    ":answers, :revision)";
constexpr char kSelect[] = "select " MESSAGE_COLUMNS " from message where message_id = :message_id and " OF_CHAT;
constexpr char kBefore[] =
    "select " MESSAGE_COLUMNS " from message where " OF_CHAT
    " and (time_us < :time_us or (time_us = :time_us and message_id < :message_id)) "
    "order by time_us desc, message_id desc limit :batch";
constexpr char kFrom[] =
    "select " MESSAGE_COLUMNS " from message where " OF_CHAT
    " and (time_us > :time_us or (time_us = :time_us and message_id >= :message_id)) "
    "order by time_us, message_id limit :batch";
constexpr char kChanged[] =
    "select " MESSAGE_COLUMNS " from message where revision > :revision and " OF_CHAT " order by revision limit :batch";

#undef MESSAGE_COLUMNS
#undef OF_CHAT

// Later than anything that is stored, and within what a column holds.
const absl::Time kEndOfTime = absl::FromUnixSeconds(253'402'300'799);

/// What has columns of its own is left out of the JSON.
v1::Message bodyOf(const v1::Message& message) {
  v1::Message body = message;
  for (const char* field : {"name", "author", "time", "text", "events", "answers", "revision"}) {
    body.GetReflection()->ClearField(&body, body.GetDescriptor()->FindFieldByName(field));
  }
  return body;
}

struct Row {
  std::string id;
  ChatKey chat;
  std::string user;
  int author = 0;
  absl::Time time;
  std::string textPl;
  std::string textEn;
  std::string body;
  std::optional<std::string> answers;
  std::int64_t revision = 0;

  void bindTo(Statement& select) {
    select.into(id, chat.project, chat.channel, user, author, time, textPl, textEn, body, answers, revision);
  }

  absl::StatusOr<v1::Message> message() const {
    v1::Message message;
    CAMERAMONIT_RETURN_IF_ERROR(sql::fromJson(body, message));
    const std::string prefix = absl::StrCat(chatName(chat), "/messages/");
    message.set_name(prefix + id);
    message.set_author(static_cast<v1::Message::Author>(author));
    *message.mutable_time() = sql::timestampOf(time);
    message.mutable_text()->set_pl(textPl);
    message.mutable_text()->set_en(textEn);
    if (answers) message.set_answers(prefix + *answers);
    message.set_revision(revision);
    return message;
  }
};

absl::StatusOr<std::vector<v1::Message>> readAll(Statement& select) {
  std::vector<v1::Message> messages;
  Row row;
  row.bindTo(select);
  while (select.fetch()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(v1::Message message, row.message());
    messages.push_back(std::move(message));
  }
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return messages;
}

void bindChat(Statement& select, const std::string& chat, const std::string& user) {
  const ChatKey key = chatKey(chat);
  select.bind("project_id", key.project).bind("channel_id", key.channel).bind("user_id", user);
}

void bindMark(Statement& select, const MessageMark& mark) {
  const absl::Time time = mark.time > kEndOfTime ? kEndOfTime : mark.time;
  select.bind("time_us", time).bind("message_id", idOf(mark.name));
}

}  // namespace

absl::StatusOr<std::vector<v1::Message>> MessageTable::put(const std::vector<StoredMessage>& messages) {
  if (messages.empty()) return std::vector<v1::Message>();
  return database_.write([&](Session& session) -> absl::StatusOr<std::vector<v1::Message>> {
    CAMERAMONIT_ASSIGN_OR_RETURN(std::int64_t revision,
                                 sql::takeRevisions(session, kCounter, static_cast<std::int64_t>(messages.size())));
    std::vector<v1::Message> stored;
    const std::string insert =
        kInsert + sql::upsert(session.dialect(), {"message_id"},
                              {"author", "time_us", "text_pl", "text_en", "body", "answers", "revision"});
    for (const StoredMessage& entry : messages) {
      v1::Message message = entry.message;
      message.clear_events();
      message.set_revision(revision++);
      const ChatKey key = chatKey(message.name());
      CAMERAMONIT_RETURN_IF_ERROR(
          session.prepare(insert)
              .bind("message_id", idOf(message.name()))
              .bind("project_id", key.project)
              .bind("channel_id", key.channel)
              .bind("user_id", entry.user)
              .bind("author", static_cast<int>(message.author()))
              .bind("time_us", sql::timeOf(message.has_time(), message.time()))
              .bind("text_pl", message.text().pl())
              .bind("text_en", message.text().en())
              .bind("body", sql::toJson(bodyOf(message)))
              .bind("answers", message.answers().empty() ? std::nullopt
                                                         : std::optional<std::string>(idOf(message.answers())))
              .bind("revision", message.revision())
              .run());
      stored.push_back(std::move(message));
    }
    return stored;
  });
}

absl::StatusOr<v1::Message> MessageTable::get(const std::string& name, const std::string& user) {
  return database_.read([&](Session& session) -> absl::StatusOr<v1::Message> {
    Statement select = session.prepare(kSelect);
    bindChat(select, name, user);
    select.bind("message_id", idOf(name));
    CAMERAMONIT_ASSIGN_OR_RETURN(auto found, readAll(select));
    if (!found.empty()) return std::move(found.front());
    return base::notFound(type::v1::ERROR_REASON_MESSAGE_UNKNOWN, "There is no such message.", {{"message", name}});
  });
}

absl::StatusOr<std::vector<v1::Message>> MessageTable::before(const std::string& chat, const std::string& user,
                                                              const MessageMark& mark, int limit) {
  return database_.read([&](Session& session) {
    Statement select = session.prepare(kBefore);
    bindChat(select, chat, user);
    bindMark(select, mark);
    select.bind("batch", limit);
    return readAll(select);
  });
}

absl::StatusOr<std::vector<v1::Message>> MessageTable::from(const std::string& chat, const std::string& user,
                                                            const MessageMark& mark, int limit) {
  return database_.read([&](Session& session) {
    Statement select = session.prepare(kFrom);
    bindChat(select, chat, user);
    bindMark(select, mark);
    select.bind("batch", limit);
    return readAll(select);
  });
}

absl::StatusOr<std::vector<v1::Message>> MessageTable::changedSince(const std::string& chat, const std::string& user,
                                                                    std::int64_t revision, int limit) {
  return database_.read([&](Session& session) {
    Statement select = session.prepare(kChanged);
    bindChat(select, chat, user);
    select.bind("revision", revision).bind("batch", limit);
    return readAll(select);
  });
}

absl::StatusOr<std::int64_t> MessageTable::lastRevision() {
  return database_.read([&](Session& session) { return sql::lastRevision(session, kCounter); });
}

}  // namespace cameramonit::chat
