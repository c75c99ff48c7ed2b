#include "server/chat/table/standing_question_table.h"

#include <utility>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include "common/base/status.h"
#include "server/chat/table/chat_key.h"
#include "storage/sql/database.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::chat {
namespace {

using sql::Session;
using sql::Statement;

#define QUESTION_COLUMNS \
  "question_id, project_id, user_id, words, question, chips, paused, create_us, last_match_us, matches, version"

constexpr char kInsert[] =
    "insert into standing_question (" QUESTION_COLUMNS
    ") values (:question_id, :project_id, :user_id, :words, :question, :chips, :paused, :create_us, null, 0, 1)";
constexpr char kSelect[] = "select " QUESTION_COLUMNS
                           " from standing_question where question_id = :question_id and user_id = :user_id";
constexpr char kOfUser[] = "select " QUESTION_COLUMNS
                           " from standing_question where user_id = :user_id order by create_us, question_id";
constexpr char kOfUserInProject[] =
    "select " QUESTION_COLUMNS
    " from standing_question where user_id = :user_id and project_id = :project_id order by create_us, question_id";
constexpr char kActive[] = "select " QUESTION_COLUMNS " from standing_question where paused = 0 order by question_id";
constexpr char kUpdate[] =
    "update standing_question set words = :words, question = :question, chips = :chips, paused = :paused, "
    "version = version + 1 where question_id = :question_id and user_id = :user_id";
constexpr char kMatch[] =
    "update standing_question set matches = matches + 1, last_match_us = "
    "case when last_match_us is null or last_match_us < :time_us then :time_us else last_match_us end "
    "where question_id = :question_id";
constexpr char kDelete[] = "delete from standing_question where question_id = :question_id and user_id = :user_id";

#undef QUESTION_COLUMNS

/// Chips have no message of their own to be one column: they are kept as those of an Understanding.
std::string chipsJson(const v1::StandingQuestion& question) {
  v1::Understanding holder;
  *holder.mutable_chips() = question.chips();
  return sql::toJson(holder);
}

std::string projectOf(const std::string& name) {
  const std::vector<std::string> parts = absl::StrSplit(name, '/');
  return parts.size() >= 2 && parts[0] == "projects" ? parts[1] : "";
}

struct Row {
  std::string id;
  std::string project;
  std::string user;
  std::string words;
  std::string question;
  std::string chips;
  bool paused = false;
  absl::Time created;
  std::optional<absl::Time> lastMatch;
  std::int64_t matches = 0;
  std::int64_t version = 0;

  void bindTo(Statement& select) {
    select.into(id, project, user, words, question, chips, paused, created, lastMatch, matches, version);
  }

  absl::StatusOr<StoredStandingQuestion> stored() const {
    StoredStandingQuestion result;
    result.user = user;
    v1::StandingQuestion& standing = result.question;
    standing.set_name(absl::StrCat("projects/", project, "/standingQuestions/", id));
    standing.set_text(words);
    CAMERAMONIT_RETURN_IF_ERROR(sql::fromJson(question, *standing.mutable_question()));
    v1::Understanding holder;
    CAMERAMONIT_RETURN_IF_ERROR(sql::fromJson(chips, holder));
    *standing.mutable_chips() = holder.chips();
    standing.set_paused(paused);
    *standing.mutable_create_time() = sql::timestampOf(created);
    if (lastMatch) *standing.mutable_last_match_time() = sql::timestampOf(*lastMatch);
    standing.set_matches(matches);
    standing.set_etag(absl::StrCat(version));
    return result;
  }
};

absl::StatusOr<std::vector<StoredStandingQuestion>> readAll(Statement& select) {
  std::vector<StoredStandingQuestion> found;
  Row row;
  row.bindTo(select);
  while (select.fetch()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(StoredStandingQuestion stored, row.stored());
    found.push_back(std::move(stored));
  }
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return found;
}

absl::StatusOr<v1::StandingQuestion> find(Session& session, const std::string& name, const std::string& user) {
  Statement select = session.prepare(kSelect);
  select.bind("question_id", idOf(name)).bind("user_id", user);
  CAMERAMONIT_ASSIGN_OR_RETURN(auto found, readAll(select));
  if (!found.empty() && found.front().question.name() == name) return std::move(found.front().question);
  return base::notFound(type::v1::ERROR_REASON_STANDING_QUESTION_UNKNOWN, "There is no such standing question.",
                        {{"standing_question", name}});
}

void bindContent(Statement& statement, const v1::StandingQuestion& question) {
  statement.bind("words", question.text())
      .bind("question", sql::toJson(question.question()))
      .bind("chips", chipsJson(question))
      .bind("paused", question.paused());
}

}  // namespace

absl::StatusOr<v1::StandingQuestion> StandingQuestionTable::create(const StoredStandingQuestion& question,
                                                                   absl::Time now) {
  return database_.write([&](Session& session) -> absl::StatusOr<v1::StandingQuestion> {
    Statement insert = session.prepare(kInsert);
    bindContent(insert, question.question);
    CAMERAMONIT_RETURN_IF_ERROR(insert.bind("question_id", idOf(question.question.name()))
                                    .bind("project_id", projectOf(question.question.name()))
                                    .bind("user_id", question.user)
                                    .bind("create_us", now)
                                    .run());
    return find(session, question.question.name(), question.user);
  });
}

absl::StatusOr<v1::StandingQuestion> StandingQuestionTable::get(const std::string& name, const std::string& user) {
  return database_.read([&](Session& session) { return find(session, name, user); });
}

absl::StatusOr<std::vector<v1::StandingQuestion>> StandingQuestionTable::ofUser(const std::string& user,
                                                                               const std::string& project) {
  return database_.read([&](Session& session) -> absl::StatusOr<std::vector<v1::StandingQuestion>> {
    Statement select = session.prepare(project.empty() ? kOfUser : kOfUserInProject);
    select.bind("user_id", user);
    if (!project.empty()) select.bind("project_id", projectOf(project));
    CAMERAMONIT_ASSIGN_OR_RETURN(auto found, readAll(select));
    std::vector<v1::StandingQuestion> questions;
    for (StoredStandingQuestion& stored : found) questions.push_back(std::move(stored.question));
    return questions;
  });
}

absl::StatusOr<std::vector<StoredStandingQuestion>> StandingQuestionTable::active() {
  return database_.read([](Session& session) {
    Statement select = session.prepare(kActive);
    return readAll(select);
  });
}

absl::StatusOr<v1::StandingQuestion> StandingQuestionTable::update(const v1::StandingQuestion& question,
                                                                   const std::string& user) {
  return database_.write([&](Session& session) -> absl::StatusOr<v1::StandingQuestion> {
    CAMERAMONIT_ASSIGN_OR_RETURN(const v1::StandingQuestion stored, find(session, question.name(), user));
    if (!question.etag().empty() && question.etag() != stored.etag()) {
      return base::aborted(type::v1::ERROR_REASON_ETAG_MISMATCH,
                           "The standing question was changed meanwhile. Read it again.");
    }
    Statement update = session.prepare(kUpdate);
    bindContent(update, question);
    CAMERAMONIT_RETURN_IF_ERROR(update.bind("question_id", idOf(question.name())).bind("user_id", user).run());
    return find(session, question.name(), user);
  });
}

absl::Status StandingQuestionTable::recordMatch(const std::string& name, absl::Time time) {
  return database_.write([&](Session& session) {
    return session.prepare(kMatch).bind("time_us", time).bind("question_id", idOf(name)).run();
  });
}

absl::Status StandingQuestionTable::remove(const std::string& name, const std::string& user) {
  return database_.write([&](Session& session) {
    return session.prepare(kDelete).bind("question_id", idOf(name)).bind("user_id", user).run();
  });
}

}  // namespace cameramonit::chat
