#include "server/chat/table/message_table.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>

#include "common/base/status.h"
#include "server/chat/table/chat_name.h"
#include "storage/sql/bulk_insert.h"
#include "storage/sql/database.h"
#include "storage/sql/dialect.h"
#include "storage/sql/proto_fields.h"
#include "storage/sql/request_key.h"
#include "storage/sql/revision_counter.h"

namespace cameramonit::chat {
namespace {

using sql::Session;
using sql::Statement;

constexpr char kCounter[] = "chat";
/// How many values one "in (…)" asks for.
constexpr std::size_t kAskedAtOnce = 200;

#define MESSAGE_COLUMNS "message_id, project_id, channel_id, author, time_us, text_pl, text_en, body, answers, revision"
#define VISIBLE "project_id = :project_id and channel_id = :channel_id and user_id in ('', :user_id)"
// One range of one index: what everybody sees, or what is the user's own.
#define OF_USER "project_id = :project_id and channel_id = :channel_id and user_id = :user_id"

constexpr char kSelect[] = "select " MESSAGE_COLUMNS " from message where message_id = :message_id and " VISIBLE;
constexpr char kSelectBefore[] = "select " MESSAGE_COLUMNS " from message where " OF_USER
                                 " and time_us <= :time_us and (time_us < :time_us or message_id < :message_id) "
                                 "order by time_us desc, message_id desc limit :batch";
constexpr char kSelectFrom[] = "select " MESSAGE_COLUMNS " from message where " OF_USER
                               " and time_us >= :time_us and (time_us > :time_us or message_id >= :message_id) "
                               "order by time_us, message_id limit :batch";
constexpr char kSelectChanged[] =
    "select " MESSAGE_COLUMNS
    " from message where revision > :revision "
    // "+": along the revisions, of which few are new, never through all of the chat.
    "and +project_id = :project_id and +channel_id = :channel_id and +user_id in ('', :user_id) "
    "order by revision limit :batch";
constexpr char kSelectKnown[] = "select message_id from message where message_id in (";

#undef MESSAGE_COLUMNS
#undef VISIBLE
#undef OF_USER

/// What goes into the JSON: everything without a column of its own. Events belong to EventService.
std::string bodyOf(v1::Message message) {
  message.clear_name();
  message.clear_author();
  message.clear_time();
  message.clear_text();
  message.clear_events();
  message.clear_answers();
  message.clear_revision();
  return sql::toJson(message);
}

struct Row {
  ChatName name;
  int author = 0;
  absl::Time time;
  std::string textPl;
  std::string textEn;
  std::string body;
  std::optional<std::string> answers;
  std::int64_t revision = 0;

  void bindTo(Statement& select) {
    select.into(name.message, name.project, name.channel, author, time, textPl, textEn, body, answers, revision);
  }

  absl::StatusOr<v1::Message> message() const {
    v1::Message message;
    CAMERAMONIT_RETURN_IF_ERROR(sql::fromJson(body, message));
    message.set_name(chatName(name));
    message.set_author(static_cast<v1::Message::Author>(author));
    *message.mutable_time() = sql::timestampOf(time);
    message.mutable_text()->set_pl(textPl);
    message.mutable_text()->set_en(textEn);
    if (answers.has_value()) message.set_answers(chatName({name.project, name.channel, *answers}));
    message.set_revision(revision);
    return message;
  }
};

void bindVisible(Statement& select, const ChatName& chat, const std::string& user) {
  select.bind("project_id", chat.project).bind("channel_id", chat.channel).bind("user_id", userId(user));
}

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

std::int64_t microsOf(absl::Time time) {
  if (time == absl::InfiniteFuture()) return INT64_MAX;
  if (time == absl::InfinitePast()) return 0;
  return absl::ToUnixMicros(time);
}

absl::StatusOr<std::vector<v1::Message>> writeAll(Session& session, const std::vector<StoredMessage>& messages) {
  static const std::vector<std::string> kChanged{"author", "time_us", "text_pl", "text_en",
                                                 "body",   "answers", "revision"};
  CAMERAMONIT_ASSIGN_OR_RETURN(std::int64_t revision,
                               sql::takeRevisions(session, kCounter, static_cast<std::int64_t>(messages.size())));
  std::vector<v1::Message> stored;
  const std::string text = absl::StrCat(
      "insert into message (message_id, project_id, channel_id, user_id, author, time_us, text_pl, text_en, body, "
      "answers, revision) values (:message_id, :project_id, :channel_id, :user_id, :author, :time_us, :text_pl, "
      ":text_en, :body, :answers, :revision)",
      sql::upsert(session.dialect(), {"message_id"}, kChanged));
  for (const StoredMessage& one : messages) {
    const ChatName name = parseChatName(one.message.name());
    const std::string answers = parseChatName(one.message.answers()).message;
    CAMERAMONIT_RETURN_IF_ERROR(
        session.prepare(text)
            .bind("message_id", name.message)
            .bind("project_id", name.project)
            .bind("channel_id", name.channel)
            .bind("user_id", userId(one.user))
            .bind("author", static_cast<int>(one.message.author()))
            .bind("time_us", sql::timeOf(true, one.message.time()))
            .bind("text_pl", one.message.text().pl())
            .bind("text_en", one.message.text().en())
            .bind("body", bodyOf(one.message))
            .bind("answers", answers.empty() ? std::nullopt : std::optional<std::string>(answers))
            .bind("revision", revision)
            .run());
    v1::Message as = one.message;
    as.clear_events();
    as.set_revision(revision++);
    stored.push_back(std::move(as));
  }
  return stored;
}

}  // namespace

absl::StatusOr<std::vector<v1::Message>> MessageTable::put(const std::vector<StoredMessage>& messages) {
  if (messages.empty()) return std::vector<v1::Message>();
  return database_.write([&](Session& session) { return writeAll(session, messages); });
}

absl::StatusOr<std::pair<v1::Message, bool>> MessageTable::putOnce(const sql::RequestKey& key, absl::Time now,
                                                                   const StoredMessage& message) {
  using Result = std::pair<v1::Message, bool>;
  return database_.write([&](Session& session) -> absl::StatusOr<Result> {
    v1::Message first;
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool repeated, sql::findFirstResult(session, key, now, first));
    if (repeated) return Result{std::move(first), false};
    CAMERAMONIT_ASSIGN_OR_RETURN(auto stored, writeAll(session, {message}));
    CAMERAMONIT_RETURN_IF_ERROR(sql::rememberResult(session, key, now, stored.front()));
    return Result{std::move(stored.front()), true};
  });
}

absl::StatusOr<std::set<std::string>> MessageTable::known(const std::vector<std::string>& names) {
  return database_.read([&](Session& session) -> absl::StatusOr<std::set<std::string>> {
    std::map<std::string, std::string> nameOf;
    for (const std::string& name : names) nameOf[parseChatName(name).message] = name;
    std::set<std::string> found;
    for (auto next = nameOf.begin(); next != nameOf.end();) {
      std::vector<std::string> ids;
      for (; next != nameOf.end() && ids.size() < kAskedAtOnce; ++next) ids.push_back(next->first);
      std::vector<std::string> parameters;
      for (std::size_t i = 0; i < ids.size(); ++i) parameters.push_back(absl::StrCat(":id", i));
      Statement select = session.prepare(absl::StrCat(kSelectKnown, absl::StrJoin(parameters, ", "), ")"));
      for (std::size_t i = 0; i < ids.size(); ++i) select.bind(absl::StrCat("id", i), ids[i]);
      std::string id;
      select.into(id);
      while (select.fetch()) found.insert(nameOf[id]);
      CAMERAMONIT_RETURN_IF_ERROR(select.status());
    }
    return found;
  });
}

absl::StatusOr<v1::Message> MessageTable::get(const std::string& name, const std::string& user) {
  const ChatName parsed = parseChatName(name);
  return database_.read([&](Session& session) -> absl::StatusOr<v1::Message> {
    Statement select = session.prepare(kSelect);
    bindVisible(select, parsed, user);
    select.bind("message_id", parsed.message);
    CAMERAMONIT_ASSIGN_OR_RETURN(auto found, readAll(select));
    if (!found.empty()) return std::move(found.front());
    return base::notFound(type::v1::ERROR_REASON_MESSAGE_UNKNOWN, "There is no such message.", {{"message", name}});
  });
}

absl::StatusOr<std::vector<v1::Message>> MessageTable::read(const char* text, const std::string& chat,
                                                            const std::string& user, const MessageMark& mark, int limit,
                                                            bool oldestFirst) {
  return database_.snapshot([&](Session& session) -> absl::StatusOr<std::vector<v1::Message>> {
    std::vector<v1::Message> all;
    for (const std::string& whose : {std::string(), user}) {
      Statement select = session.prepare(text);
      bindVisible(select, parseChatName(chat), whose);
      select.bind("time_us", microsOf(mark.time)).bind("message_id", parseChatName(mark.name).message);
      select.bind("batch", limit);
      CAMERAMONIT_ASSIGN_OR_RETURN(auto some, readAll(select));
      std::move(some.begin(), some.end(), std::back_inserter(all));
      if (userId(user).empty()) break;  // both are the same
    }
    const auto order = [](const v1::Message& message) {
      return std::tuple(message.time().seconds(), message.time().nanos(), message.name());
    };
    std::sort(all.begin(), all.end(), [&](const v1::Message& a, const v1::Message& b) { return order(a) < order(b); });
    if (!oldestFirst) std::reverse(all.begin(), all.end());
    if (all.size() > static_cast<std::size_t>(limit)) all.resize(static_cast<std::size_t>(limit));
    return all;
  });
}

absl::StatusOr<std::vector<v1::Message>> MessageTable::before(const std::string& chat, const std::string& user,
                                                              const MessageMark& mark, int limit) {
  return read(kSelectBefore, chat, user, mark, limit, false);
}

absl::StatusOr<std::vector<v1::Message>> MessageTable::from(const std::string& chat, const std::string& user,
                                                            const MessageMark& mark, int limit) {
  return read(kSelectFrom, chat, user, mark, limit, true);
}

absl::StatusOr<std::vector<v1::Message>> MessageTable::changedSince(const std::string& chat, const std::string& user,
                                                                    std::int64_t revision, int limit) {
  return database_.read([&](Session& session) -> absl::StatusOr<std::vector<v1::Message>> {
    Statement select = session.prepare(kSelectChanged);
    bindVisible(select, parseChatName(chat), user);
    select.bind("revision", revision).bind("batch", limit);
    return readAll(select);
  });
}

absl::StatusOr<std::int64_t> MessageTable::lastRevision() {
  return database_.read([](Session& session) { return sql::lastRevision(session, kCounter); });
}

}  // namespace cameramonit::chat
