#include "server/application/table/project_table.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>

#include <algorithm>

#include "common/base/status.h"
#include "server/application/table/changes.h"
#include "storage/sql/database.h"
#include "storage/sql/error.h"
#include "storage/sql/page_token.h"
#include "storage/sql/proto_fields.h"
#include "storage/sql/revision_counter.h"

namespace cameramonit::application {
namespace {

using sql::Session;
using sql::Statement;

constexpr char kCollection[] = "projects/";

#define PROJECT_COLUMNS "project_id, display_name, time_zone, quota_bytes, settings, create_us, update_us, version"

constexpr char kInsert[] =
    "insert into project (" PROJECT_COLUMNS
    ", revision) values (:project_id, :display_name, :time_zone, :quota_bytes, :settings, :now_us, :now_us, 1, "
    ":revision)";
constexpr char kSelect[] = "select " PROJECT_COLUMNS " from project where project_id = :project_id";
constexpr char kSelectAfter[] = "select " PROJECT_COLUMNS " from project where project_id > :after order by project_id";
constexpr char kCountChannels[] = "select count(*) from channel where project_id = :project_id";
constexpr char kDeleteIntegrations[] = "delete from integration where project_id = :project_id";
constexpr char kDelete[] = "delete from project where project_id = :project_id and version = :version";
// The version is compared here too: MariaDB's plain read holds no lock.
constexpr char kUpdate[] =
    "update project set display_name = :display_name, time_zone = :time_zone, quota_bytes = :quota_bytes, "
    "settings = :settings, update_us = :now_us, version = version + 1, revision = :revision "
    "where project_id = :project_id and version = :version";

#undef PROJECT_COLUMNS

std::string idOf(const std::string& name) {
  return std::string(absl::StripPrefix(name, kCollection));
}

/// What goes into the JSON: everything without a column of its own.
std::string settingsOf(v1::Project project) {
  project.clear_name();
  project.clear_display_name();
  project.clear_time_zone();
  project.clear_quota_bytes();
  project.clear_create_time();
  project.clear_update_time();
  project.clear_etag();
  return sql::toJson(project);
}

absl::Status changedMeanwhile(const std::string& name) {
  return base::aborted(type::v1::ERROR_REASON_ETAG_MISMATCH, "The project was changed in the meantime.",
                       {{"project", name}});
}

struct Row {
  std::string id;
  std::string displayName;
  std::string timeZone;
  std::int64_t quotaBytes = 0;
  std::string settings;
  absl::Time created;
  absl::Time updated;
  std::int64_t version = 0;

  void bindTo(Statement& select) {
    select.into(id, displayName, timeZone, quotaBytes, settings, created, updated, version);
  }

  absl::StatusOr<v1::Project> project() const {
    v1::Project project;
    if (!settings.empty()) CAMERAMONIT_RETURN_IF_ERROR(sql::fromJson(settings, project));
    project.set_name(absl::StrCat(kCollection, id));
    project.set_display_name(displayName);
    project.set_time_zone(timeZone);
    project.set_quota_bytes(quotaBytes);
    *project.mutable_create_time() = sql::timestampOf(created);
    *project.mutable_update_time() = sql::timestampOf(updated);
    project.set_etag(absl::StrCat(version));
    return project;
  }
};

absl::StatusOr<v1::Project> find(Session& session, const std::string& name) {
  Row row;
  Statement select = session.prepare(kSelect);
  select.bind("project_id", idOf(name));
  row.bindTo(select);
  if (select.fetch()) return row.project();
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return base::notFound(type::v1::ERROR_REASON_PROJECT_UNKNOWN, "There is no such project.", {{"project", name}});
}

}  // namespace

absl::StatusOr<v1::Project> ProjectTable::create(const v1::Project& project, const sql::RequestKey& key,
                                                 absl::Time now) {
  return database_.write([&](Session& session) -> absl::StatusOr<v1::Project> {
    v1::Project created;
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool repeated, sql::findFirstResult(session, key, now, created));
    if (repeated) return created;
    CAMERAMONIT_ASSIGN_OR_RETURN(const std::int64_t revision, sql::takeRevisions(session, kRevisions, 1));
    const absl::Status inserted = session.prepare(kInsert)
                                      .bind("project_id", idOf(project.name()))
                                      .bind("display_name", project.display_name())
                                      .bind("time_zone", project.time_zone())
                                      .bind("quota_bytes", project.quota_bytes())
                                      .bind("settings", settingsOf(project))
                                      .bind("revision", revision)
                                      .bind("now_us", now)
                                      .run();
    if (sql::isDuplicate(inserted)) return base::invalidFields({{"project.name", "is taken by another project"}});
    CAMERAMONIT_RETURN_IF_ERROR(inserted);
    CAMERAMONIT_ASSIGN_OR_RETURN(created, find(session, project.name()));
    CAMERAMONIT_RETURN_IF_ERROR(sql::rememberResult(session, key, now, created));
    return created;
  });
}

absl::StatusOr<v1::Project> ProjectTable::get(const std::string& name) {
  return database_.read([&](Session& session) { return find(session, name); });
}

absl::StatusOr<ProjectPage> ProjectTable::list(const NameFilter& visible, int pageSize, const std::string& pageToken) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const int size, sql::pageSize(pageSize, 100, 1000));
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto key, sql::decodePageToken(kCollection, pageToken, 1));
  return database_.read([&](Session& session) -> absl::StatusOr<ProjectPage> {
    ProjectPage page;
    Row row;
    Statement select = session.prepare(kSelectAfter);
    select.bind("after", key.empty() ? "" : key[0]);
    row.bindTo(select);
    while (select.fetch()) {
      CAMERAMONIT_ASSIGN_OR_RETURN(v1::Project project, row.project());
      if (visible && !visible(project.name())) continue;
      if (page.projects.size() == static_cast<std::size_t>(size)) {
        page.nextPageToken = sql::encodePageToken(kCollection, {idOf(page.projects.back().name())});
        break;
      }
      page.projects.push_back(std::move(project));
    }
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    return page;
  });
}

absl::StatusOr<v1::Project> ProjectTable::update(const v1::Project& project, const sql::RequestKey& key,
                                                 absl::Time now) {
  return database_.write([&](Session& session) -> absl::StatusOr<v1::Project> {
    v1::Project changed;
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool repeated, sql::findFirstResult(session, key, now, changed));
    if (repeated) return changed;
    CAMERAMONIT_ASSIGN_OR_RETURN(const v1::Project stored, find(session, project.name()));
    if (!project.etag().empty() && project.etag() != stored.etag()) return changedMeanwhile(project.name());
    CAMERAMONIT_ASSIGN_OR_RETURN(const std::int64_t revision, sql::takeRevisions(session, kRevisions, 1));
    Statement update = session.prepare(kUpdate);
    CAMERAMONIT_RETURN_IF_ERROR(update.bind("project_id", idOf(project.name()))
                                    .bind("display_name", project.display_name())
                                    .bind("time_zone", project.time_zone())
                                    .bind("quota_bytes", project.quota_bytes())
                                    .bind("settings", settingsOf(project))
                                    .bind("revision", revision)
                                    .bind("now_us", now)
                                    .bind("version", static_cast<std::int64_t>(std::stoll(stored.etag())))
                                    .run());
    if (update.affectedRows() == 0) return changedMeanwhile(project.name());
    CAMERAMONIT_ASSIGN_OR_RETURN(changed, find(session, project.name()));
    CAMERAMONIT_RETURN_IF_ERROR(sql::rememberResult(session, key, now, changed));
    return changed;
  });
}

absl::Status ProjectTable::remove(const std::string& name, const std::string& etag, const sql::RequestKey& key,
                                  absl::Time now) {
  return database_.write([&](Session& session) -> absl::Status {
    v1::Project gone;
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool repeated, sql::findFirstResult(session, key, now, gone));
    if (repeated) return absl::OkStatus();
    CAMERAMONIT_ASSIGN_OR_RETURN(const v1::Project stored, find(session, name));
    if (!etag.empty() && etag != stored.etag()) return changedMeanwhile(name);
    CAMERAMONIT_RETURN_IF_ERROR(addTombstone(session, name));
    std::int64_t channels = 0;
    Statement count = session.prepare(kCountChannels);
    count.bind("project_id", idOf(name)).into(channels);
    if (!count.fetch()) return count.status();
    if (channels > 0) {
      return base::failedPrecondition(type::v1::ERROR_REASON_PROJECT_NOT_EMPTY,
                                      "The project still has cameras. Take them out of it first.",
                                      {{"project", name}, {"channels", absl::StrCat(channels)}});
    }
    CAMERAMONIT_RETURN_IF_ERROR(session.prepare(kDeleteIntegrations).bind("project_id", idOf(name)).run());
    Statement remove = session.prepare(kDelete);
    CAMERAMONIT_RETURN_IF_ERROR(remove.bind("project_id", idOf(name))
                                    .bind("version", static_cast<std::int64_t>(std::stoll(stored.etag())))
                                    .run());
    if (remove.affectedRows() == 0) return changedMeanwhile(name);
    return sql::rememberResult(session, key, now, gone);
  });
}

}  // namespace cameramonit::application
