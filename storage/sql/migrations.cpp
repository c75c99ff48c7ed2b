#include "storage/sql/migrations.h"

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include <algorithm>
#include <set>
#include <span>
#include <utility>

#include "common/base/status.h"

namespace cameramonit::sql {

/// The files of migrations/, compiled in (cmake/Embed.cmake).
std::span<const std::pair<std::string_view, std::string_view>> migrationFiles();

namespace {

constexpr char kCreateVersions[] =
    "create table if not exists schema_version (version $int not null primary key, name $ascii(64) not null, "
    "statements_done $int not null, done $int not null) $clustered";
constexpr char kSelectVersion[] = "select coalesce(max(version), 0) from schema_version where done = 1";
constexpr char kSelectDone[] = "select version from schema_version where done = 1";
constexpr char kSelectStep[] = "select statements_done from schema_version where version = :version";
constexpr char kInsertStep[] =
    "insert into schema_version (version, name, statements_done, done) values (:version, :name, 0, 0)";
constexpr char kAdvanceStep[] =
    "update schema_version set statements_done = :statements, done = :done where version = :version";

/// Only MariaDB needs a lock of its own: there a change of the schema ends the transaction.
constexpr char kLock[] = "select get_lock(concat('cameramonit.migrate.', database()), 300)";
constexpr char kUnlock[] = "select release_lock(concat('cameramonit.migrate.', database()))";

absl::StatusOr<int> versionOf(Session& session) {
  int version = 0;
  Statement select = session.prepare(kSelectVersion);
  select.into(version);
  select.fetch();
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return version;
}

absl::StatusOr<std::set<int>> doneSteps(Session& session) {
  std::set<int> done;
  int version = 0;
  Statement select = session.prepare(kSelectDone);
  select.into(version);
  while (select.fetch()) done.insert(version);
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return done;
}

/// What MariaDB says of a table, index or column that is there already.
bool saysAlreadyThere(const std::string& cause) {
  return absl::StrContains(cause, "already exists") || absl::StrContains(cause, "Duplicate key name") ||
         absl::StrContains(cause, "Duplicate column name");
}

/// Runs what is left of a step.
absl::Status runStep(Session& session, const Migration& step) {
  const std::vector<std::string> statements = splitStatements(step.text);
  std::int64_t done = 0;
  bool resumed = false;
  {
    Statement select = session.prepare(kSelectStep);
    select.bind("version", step.version).into(done);
    resumed = select.fetch();
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
  }
  if (!resumed) {
    CAMERAMONIT_RETURN_IF_ERROR(
        session.prepare(kInsertStep).bind("version", step.version).bind("name", step.name).run());
  }
  for (std::size_t i = static_cast<std::size_t>(done); i < statements.size(); ++i) {
    absl::Status status = session.execute(expandSchema(session.dialect(), statements[i]));
    // The program may have died between the statement and its record.
    const bool wasDone =
        resumed && i == static_cast<std::size_t>(done) && saysAlreadyThere(base::errorDetails(status).facts["cause"]);
    if (!status.ok() && !wasDone) return status;
    CAMERAMONIT_RETURN_IF_ERROR(session.prepare(kAdvanceStep)
                                    .bind("version", step.version)
                                    .bind("statements", static_cast<std::int64_t>(i + 1))
                                    .bind("done", i + 1 == statements.size())
                                    .run());
  }
  return absl::OkStatus();
}

absl::Status runSteps(Session& session, int target) {
  CAMERAMONIT_RETURN_IF_ERROR(session.execute(expandSchema(session.dialect(), kCreateVersions)));
  CAMERAMONIT_ASSIGN_OR_RETURN(const int version, versionOf(session));
  const int newest = migrations().back().version;
  if (version > newest) {
    return base::failedPrecondition(type::v1::ERROR_REASON_SCHEMA_TOO_NEW,
                                    "The database was made by a newer version of this program.",
                                    {{"schema", absl::StrCat(version)}, {"known", absl::StrCat(newest)}});
  }
  // By what was done, not by the newest: a step may have been finished after one with a higher number.
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::set<int> done, doneSteps(session));
  for (const Migration& step : migrations()) {
    if (done.contains(step.version) || step.version > target) continue;
    CAMERAMONIT_RETURN_IF_ERROR(runStep(session, step));
  }
  return absl::OkStatus();
}

}  // namespace

const std::vector<Migration>& migrations() {
  static const auto* const kMigrations = [] {
    auto* all = new std::vector<Migration>;
    for (const auto& [file, text] : migrationFiles()) {
      Migration step;
      const std::string name(file.substr(0, file.rfind('.')));
      if (!absl::SimpleAtoi(name.substr(0, 4), &step.version)) continue;
      step.name = name.substr(5);
      step.text = text;
      all->push_back(std::move(step));
    }
    std::sort(all->begin(), all->end(), [](const auto& a, const auto& b) { return a.version < b.version; });
    return all;
  }();
  return *kMigrations;
}

absl::Status migrate(Database& database, int target) {
  if (target == 0) target = migrations().back().version;
  if (database.dialect() == Dialect::kSqlite) {
    return database.write([target](Session& session) { return runSteps(session, target); });
  }
  return database.read([target](Session& session) -> absl::Status {
    std::optional<std::int64_t> locked;
    {
      Statement lock = session.prepare(kLock);
      lock.into(locked);
      lock.fetch();
      CAMERAMONIT_RETURN_IF_ERROR(lock.status());
    }
    if (locked != 1) {
      return base::unavailable(type::v1::ERROR_REASON_DATABASE_UNAVAILABLE,
                               "Another program has been changing the schema for five minutes.");
    }
    absl::Status status = runSteps(session, target);
    std::int64_t released = 0;
    Statement unlock = session.prepare(kUnlock);
    unlock.into(released);
    unlock.fetch();
    return status;
  });
}

absl::StatusOr<int> schemaVersion(Database& database) {
  const char* const exists = database.dialect() == Dialect::kSqlite
                                 ? "select count(*) from sqlite_master where type = 'table' and name = 'schema_version'"
                                 : "select count(*) from information_schema.tables where table_schema = database() "
                                   "and table_name = 'schema_version'";
  return database.read([exists](Session& session) -> absl::StatusOr<int> {
    int count = 0;
    Statement select = session.prepare(exists);
    select.into(count);
    select.fetch();
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    if (count == 0) return 0;
    return versionOf(session);
  });
}

std::vector<std::string> splitStatements(std::string_view text) {
  std::vector<std::string> statements;
  std::string current;
  for (absl::string_view view : absl::StrSplit(absl::string_view(text.data(), text.size()), '\n')) {
    std::string line(view.substr(0, view.find("--")));
    absl::StripTrailingAsciiWhitespace(&line);
    const bool ends = !line.empty() && line.back() == ';';
    if (ends) line.pop_back();
    if (!line.empty()) absl::StrAppend(&current, current.empty() ? "" : "\n", line);
    if (!ends) continue;
    statements.push_back(std::exchange(current, ""));
  }
  return statements;
}

}  // namespace cameramonit::sql
