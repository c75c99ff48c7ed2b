#include "server/application/table/project_table.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>

#include <algorithm>

#include "common/base/status.h"
#include "storage/sql/database.h"
#include "storage/sql/error.h"
#include "storage/sql/page_token.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::application {
namespace {

using sql::Session;
using sql::Statement;

constexpr char kCollection[] = "projects/";

constexpr char kInsert[] =
    "insert into project (project_id, display_name, time_zone, quota_bytes, create_us, update_us, version) "
    "values (:project_id, :display_name, :time_zone, :quota_bytes, :now_us, :now_us, 1)";
constexpr char kSelect[] =
    "select project_id, display_name, time_zone, quota_bytes, create_us, update_us, version from project "
    "where project_id = :project_id";
constexpr char kSelectAfter[] =
    "select project_id, display_name, time_zone, quota_bytes, create_us, update_us, version from project "
    "where project_id > :after order by project_id";
// The version is compared here too: MariaDB's plain read holds no lock.
constexpr char kUpdate[] =
    "update project set display_name = :display_name, time_zone = :time_zone, quota_bytes = :quota_bytes, "
    "update_us = :now_us, version = version + 1 where project_id = :project_id and version = :version";

std::string idOf(const std::string& name) {
  return std::string(absl::StripPrefix(name, kCollection));
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
  absl::Time created;
  absl::Time updated;
  std::int64_t version = 0;

  void bindTo(Statement& select) { select.into(id, displayName, timeZone, quotaBytes, created, updated, version); }

  v1::Project project() const {
    v1::Project project;
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
    const absl::Status inserted = session.prepare(kInsert)
                                      .bind("project_id", idOf(project.name()))
                                      .bind("display_name", project.display_name())
                                      .bind("time_zone", project.time_zone())
                                      .bind("quota_bytes", project.quota_bytes())
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

absl::StatusOr<ProjectPage> ProjectTable::list(const std::vector<std::string>* allowed, int pageSize,
                                               const std::string& pageToken) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const int size, sql::pageSize(pageSize, 100, 1000));
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto key, sql::decodePageToken(kCollection, pageToken, 1));
  return database_.read([&](Session& session) -> absl::StatusOr<ProjectPage> {
    ProjectPage page;
    Row row;
    Statement select = session.prepare(kSelectAfter);
    select.bind("after", key.empty() ? "" : key[0]);
    row.bindTo(select);
    while (select.fetch()) {
      v1::Project project = row.project();
      if (allowed != nullptr && std::find(allowed->begin(), allowed->end(), project.name()) == allowed->end()) continue;
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
    Statement update = session.prepare(kUpdate);
    CAMERAMONIT_RETURN_IF_ERROR(update.bind("project_id", idOf(project.name()))
                                    .bind("display_name", project.display_name())
                                    .bind("time_zone", project.time_zone())
                                    .bind("quota_bytes", project.quota_bytes())
                                    .bind("now_us", now)
                                    .bind("version", static_cast<std::int64_t>(std::stoll(stored.etag())))
                                    .run());
    if (update.affectedRows() == 0) return changedMeanwhile(project.name());
    CAMERAMONIT_ASSIGN_OR_RETURN(changed, find(session, project.name()));
    CAMERAMONIT_RETURN_IF_ERROR(sql::rememberResult(session, key, now, changed));
    return changed;
  });
}

}  // namespace cameramonit::application
