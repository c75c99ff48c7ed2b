#include "server/chat/table/standing_question_table.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <absl/strings/strip.h>

#include <map>

#include "cameramonit/chat/v1/chat_service.pb.h"
#include "common/base/status.h"
#include "server/chat/table/chat_name.h"
#include "storage/sql/database.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::chat {
namespace {

using sql::Session;
using sql::Statement;

#define QUESTION_COLUMNS                                                                                  \
  "question_id, project_id, user_id, words, question, chips, paused, create_us, last_match_us, matches, " \
  "version"

constexpr char kInsert[] =
    "insert into standing_question (" QUESTION_COLUMNS
    ") values (:question_id, :project_id, :user_id, :words, :question, :chips, :paused, :now_us, null, 0, 1)";
constexpr char kSelect[] =
    "select " QUESTION_COLUMNS
    " from standing_question where question_id = :question_id and project_id = :project_id and user_id = :user_id";
constexpr char kSelectOfUser[] =
    "select " QUESTION_COLUMNS " from standing_question where user_id = :user_id order by create_us, question_id";
constexpr char kSelectOfProject[] =
    "select " QUESTION_COLUMNS
    " from standing_question where user_id = :user_id and project_id = :project_id order by create_us, question_id";
constexpr char kSelectActive[] =
    "select " QUESTION_COLUMNS " from standing_question where paused = 0 order by create_us, question_id";
constexpr char kUpdate[] =
    "update standing_question set words = :words, question = :question, chips = :chips, paused = :paused, "
    "version = version + 1 where question_id = :question_id and version = :version";
constexpr char kRecordMatch[] =
    "update standing_question set matches = matches + :count, "
    "last_match_us = case when last_match_us > :time_us then last_match_us else :time_us end "
    "where question_id = :question_id";
constexpr char kDelete[] = "delete from standing_question where question_id = :question_id and user_id = :user_id";

#undef QUESTION_COLUMNS

struct QuestionName {
  std::string project;
  std::string id;
};

/// Of projects/{project}/standingQuestions/{id}; empty parts when it is none, which no row has.
QuestionName parse(const std::string& name) {
  const std::vector<std::string> parts = absl::StrSplit(name, '/');
  if (parts.size() != 4 || parts[0] != "projects" || parts[2] != "standingQuestions") return {};
  return {parts[1], parts[3]};
}

/// Chips alone, in a message of their own.
std::string chipsJson(const v1::StandingQuestion& question) {
  v1::StandingQuestion only;
  *only.mutable_chips() = question.chips();
  return sql::toJson(only);
}

struct Row {
  QuestionName name;
  std::string userId;
  std::string words;
  std::string question;
  std::string chips;
  bool paused = false;
  absl::Time created;
  std::optional<absl::Time> lastMatch;
  std::int64_t matches = 0;
  std::int64_t version = 0;

  void bindTo(Statement& select) {
    select.into(name.id, name.project, userId, words, question, chips, paused, created, lastMatch, matches, version);
  }

  absl::StatusOr<StoredStandingQuestion> stored() const {
    StoredStandingQuestion out;
    v1::StandingQuestion& standing = out.question;
    CAMERAMONIT_RETURN_IF_ERROR(sql::fromJson(chips, standing));
    CAMERAMONIT_RETURN_IF_ERROR(sql::fromJson(question, *standing.mutable_question()));
    standing.set_name(absl::StrCat("projects/", name.project, "/standingQuestions/", name.id));
    standing.set_text(words);
    standing.set_paused(paused);
    *standing.mutable_create_time() = sql::timestampOf(created);
    if (lastMatch.has_value()) *standing.mutable_last_match_time() = sql::timestampOf(*lastMatch);
    standing.set_matches(matches);
    standing.set_etag(absl::StrCat(version));
    out.user = absl::StrCat("users/", userId);
    return out;
  }
};

absl::StatusOr<std::vector<StoredStandingQuestion>> readAll(Statement& select) {
  std::vector<StoredStandingQuestion> all;
  Row row;
  row.bindTo(select);
  while (select.fetch()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(StoredStandingQuestion one, row.stored());
    all.push_back(std::move(one));
  }
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return all;
}

absl::StatusOr<v1::StandingQuestion> find(Session& session, const std::string& name, const std::string& user) {
  const QuestionName parsed = parse(name);
  Statement select = session.prepare(kSelect);
  select.bind("question_id", parsed.id).bind("project_id", parsed.project).bind("user_id", userId(user));
  CAMERAMONIT_ASSIGN_OR_RETURN(auto found, readAll(select));
  if (!found.empty()) return std::move(found.front().question);
  return base::notFound(type::v1::ERROR_REASON_STANDING_QUESTION_UNKNOWN, "There is no such standing question.",
                        {{"standing_question", name}});
}

absl::Status changedMeanwhile(const std::string& name) {
  return base::aborted(type::v1::ERROR_REASON_ETAG_MISMATCH, "The question was changed in the meantime.",
                       {{"standing_question", name}});
}

}  // namespace

absl::StatusOr<v1::StandingQuestion> StandingQuestionTable::create(const StoredStandingQuestion& stored,
                                                                   absl::Time now) {
  return database_.write([&](Session& session) -> absl::StatusOr<v1::StandingQuestion> {
    const v1::StandingQuestion& question = stored.question;
    const QuestionName name = parse(question.name());
    CAMERAMONIT_RETURN_IF_ERROR(session.prepare(kInsert)
                                    .bind("question_id", name.id)
                                    .bind("project_id", name.project)
                                    .bind("user_id", userId(stored.user))
                                    .bind("words", question.text())
                                    .bind("question", sql::toJson(question.question()))
                                    .bind("chips", chipsJson(question))
                                    .bind("paused", question.paused())
                                    .bind("now_us", now)
                                    .run());
    return find(session, question.name(), stored.user);
  });
}

absl::StatusOr<v1::StandingQuestion> StandingQuestionTable::get(const std::string& name, const std::string& user) {
  return database_.read([&](Session& session) { return find(session, name, user); });
}

absl::StatusOr<std::vector<v1::StandingQuestion>> StandingQuestionTable::ofUser(const std::string& user,
                                                                                const std::string& project) {
  return database_.read([&](Session& session) -> absl::StatusOr<std::vector<v1::StandingQuestion>> {
    Statement select = session.prepare(project.empty() ? kSelectOfUser : kSelectOfProject);
    select.bind("user_id", userId(user));
    if (!project.empty()) select.bind("project_id", std::string(absl::StripPrefix(project, "projects/")));
    CAMERAMONIT_ASSIGN_OR_RETURN(auto found, readAll(select));
    std::vector<v1::StandingQuestion> questions;
    questions.reserve(found.size());
    for (StoredStandingQuestion& one : found) questions.push_back(std::move(one.question));
    return questions;
  });
}

absl::StatusOr<std::vector<StoredStandingQuestion>> StandingQuestionTable::active() {
  return database_.read([](Session& session) -> absl::StatusOr<std::vector<StoredStandingQuestion>> {
    Statement select = session.prepare(kSelectActive);
    return readAll(select);
  });
}

absl::StatusOr<v1::StandingQuestion> StandingQuestionTable::update(const v1::StandingQuestion& question,
                                                                   const std::string& user) {
  return update(question, user, {}, absl::UnixEpoch());
}

absl::StatusOr<std::optional<v1::StandingQuestion>> StandingQuestionTable::firstResult(const sql::RequestKey& key,
                                                                                       absl::Time now) {
  using Result = std::optional<v1::StandingQuestion>;
  return database_.read([&](Session& session) -> absl::StatusOr<Result> {
    v1::StandingQuestion first;
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool repeated, sql::findFirstResult(session, key, now, first));
    return repeated ? Result(std::move(first)) : std::nullopt;
  });
}

absl::StatusOr<v1::StandingQuestion> StandingQuestionTable::update(const v1::StandingQuestion& question,
                                                                   const std::string& user, const sql::RequestKey& key,
                                                                   absl::Time now) {
  return database_.write([&](Session& session) -> absl::StatusOr<v1::StandingQuestion> {
    v1::StandingQuestion first;
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool repeated, sql::findFirstResult(session, key, now, first));
    if (repeated) return first;
    CAMERAMONIT_ASSIGN_OR_RETURN(const v1::StandingQuestion stored, find(session, question.name(), user));
    if (!question.etag().empty() && question.etag() != stored.etag()) return changedMeanwhile(question.name());
    Statement update = session.prepare(kUpdate);
    CAMERAMONIT_RETURN_IF_ERROR(update.bind("question_id", parse(question.name()).id)
                                    .bind("words", question.text())
                                    .bind("question", sql::toJson(question.question()))
                                    .bind("chips", chipsJson(question))
                                    .bind("paused", question.paused())
                                    .bind("version", static_cast<std::int64_t>(std::stoll(stored.etag())))
                                    .run());
    if (update.affectedRows() == 0) return changedMeanwhile(question.name());
    CAMERAMONIT_ASSIGN_OR_RETURN(v1::StandingQuestion changed, find(session, question.name(), user));
    CAMERAMONIT_RETURN_IF_ERROR(sql::rememberResult(session, key, now, changed));
    return changed;
  });
}

absl::Status StandingQuestionTable::recordMatches(const std::vector<std::string>& names, absl::Time time) {
  std::map<std::string, std::int64_t> times;
  for (const std::string& name : names) ++times[parse(name).id];
  return database_.write([&](Session& session) -> absl::Status {
    for (const auto& [id, count] : times) {
      CAMERAMONIT_RETURN_IF_ERROR(
          session.prepare(kRecordMatch).bind("question_id", id).bind("count", count).bind("time_us", time).run());
    }
    return absl::OkStatus();
  });
}

absl::Status StandingQuestionTable::remove(const std::string& name, const std::string& user) {
  return remove(name, user, {}, absl::UnixEpoch());
}

absl::Status StandingQuestionTable::remove(const std::string& name, const std::string& user, const sql::RequestKey& key,
                                           absl::Time now) {
  return database_.write([&](Session& session) -> absl::Status {
    v1::DeleteStandingQuestionResponse done;
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool repeated, sql::findFirstResult(session, key, now, done));
    if (repeated) return absl::OkStatus();
    CAMERAMONIT_RETURN_IF_ERROR(
        session.prepare(kDelete).bind("question_id", parse(name).id).bind("user_id", userId(user)).run());
    return sql::rememberResult(session, key, now, done);
  });
}

}  // namespace cameramonit::chat
