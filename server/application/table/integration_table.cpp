#include "server/application/table/integration_table.h"

#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include "common/base/status.h"
#include "storage/sql/database.h"
#include "storage/sql/error.h"
#include "storage/sql/page_token.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::application {
namespace {

using sql::Session;
using sql::Statement;

#define INTEGRATION_COLUMNS \
  "project_id, integration_id, display_name, settings, secret, last_test, create_us, update_us, version"

constexpr char kInsert[] =
    "insert into integration (" INTEGRATION_COLUMNS
    ") values (:project_id, :integration_id, :display_name, :settings, :secret, '', :now_us, :now_us, 1)";
constexpr char kSelect[] = "select " INTEGRATION_COLUMNS
                           " from integration where project_id = :project_id and integration_id = :integration_id";
constexpr char kSelectOfProject[] =
    "select " INTEGRATION_COLUMNS
    " from integration where project_id = :project_id and integration_id > :after order by integration_id";
constexpr char kUpdate[] =
    "update integration set display_name = :display_name, settings = :settings, secret = :secret, update_us = :now_us, "
    "version = version + 1 where project_id = :project_id and integration_id = :integration_id and version = :version";
constexpr char kKeepTest[] =
    "update integration set last_test = :last_test where project_id = :project_id and integration_id = :integration_id";
constexpr char kDelete[] =
    "delete from integration where project_id = :project_id and integration_id = :integration_id "
    "and version = :version";

#undef INTEGRATION_COLUMNS

struct Key {
  std::string project;
  std::string integration;
};

/// Of projects/{project}/integrations/{integration}; empty parts when it is none, which no row has.
Key keyOf(const std::string& name) {
  const std::vector<std::string> parts = absl::StrSplit(name, '/');
  if (parts.size() != 4 || parts[0] != "projects" || parts[2] != "integrations") return {};
  return {parts[1], parts[3]};
}

/// What goes into the JSON: everything without a column of its own.
std::string settingsOf(v1::Integration integration) {
  integration.clear_name();
  integration.clear_display_name();
  integration.clear_has_secret();
  integration.clear_last_test();
  integration.clear_create_time();
  integration.clear_update_time();
  integration.clear_etag();
  return sql::toJson(integration);
}

absl::Status changedMeanwhile(const std::string& name) {
  return base::aborted(type::v1::ERROR_REASON_ETAG_MISMATCH, "The integration was changed in the meantime.",
                       {{"integration", name}});
}

std::int64_t versionOf(const v1::Integration& stored) {
  return static_cast<std::int64_t>(std::stoll(stored.etag()));
}

struct Row {
  Key key;
  std::string displayName;
  std::string settings;
  std::string secret;
  std::string lastTest;
  absl::Time created;
  absl::Time updated;
  std::int64_t version = 0;

  void bindTo(Statement& select) {
    select.into(key.project, key.integration, displayName, settings, secret, lastTest, created, updated, version);
  }

  absl::StatusOr<v1::Integration> integration() const {
    v1::Integration integration;
    if (!settings.empty()) CAMERAMONIT_RETURN_IF_ERROR(sql::fromJson(settings, integration));
    if (!lastTest.empty()) CAMERAMONIT_RETURN_IF_ERROR(sql::fromJson(lastTest, *integration.mutable_last_test()));
    integration.set_name(absl::StrCat("projects/", key.project, "/integrations/", key.integration));
    integration.set_display_name(displayName);
    integration.set_has_secret(!secret.empty());
    *integration.mutable_create_time() = sql::timestampOf(created);
    *integration.mutable_update_time() = sql::timestampOf(updated);
    integration.set_etag(absl::StrCat(version));
    return integration;
  }
};

absl::StatusOr<StoredIntegration> find(Session& session, const std::string& name) {
  const Key key = keyOf(name);
  Row row;
  Statement select = session.prepare(kSelect);
  select.bind("project_id", key.project).bind("integration_id", key.integration);
  row.bindTo(select);
  if (select.fetch()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(v1::Integration integration, row.integration());
    return StoredIntegration{std::move(integration), row.secret};
  }
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return base::notFound(type::v1::ERROR_REASON_INTEGRATION_UNKNOWN, "There is no such integration.",
                        {{"integration", name}});
}

}  // namespace

absl::StatusOr<v1::Integration> IntegrationTable::create(const StoredIntegration& stored, const sql::RequestKey& key,
                                                         absl::Time now) {
  return database_.write([&](Session& session) -> absl::StatusOr<v1::Integration> {
    v1::Integration created;
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool repeated, sql::findFirstResult(session, key, now, created));
    if (repeated) return created;
    const Key id = keyOf(stored.integration.name());
    const absl::Status inserted = session.prepare(kInsert)
                                      .bind("project_id", id.project)
                                      .bind("integration_id", id.integration)
                                      .bind("display_name", stored.integration.display_name())
                                      .bind("settings", settingsOf(stored.integration))
                                      .bind("secret", stored.sealedSecret)
                                      .bind("now_us", now)
                                      .run();
    if (sql::isDuplicate(inserted)) {
      return base::invalidFields({{"integration.name", "is taken by another integration of the project"}});
    }
    if (absl::IsFailedPrecondition(inserted)) {
      return base::notFound(type::v1::ERROR_REASON_PROJECT_UNKNOWN, "There is no such project.",
                            {{"project", absl::StrCat("projects/", id.project)}});
    }
    CAMERAMONIT_RETURN_IF_ERROR(inserted);
    CAMERAMONIT_ASSIGN_OR_RETURN(StoredIntegration found, find(session, stored.integration.name()));
    CAMERAMONIT_RETURN_IF_ERROR(sql::rememberResult(session, key, now, found.integration));
    return std::move(found.integration);
  });
}

absl::StatusOr<StoredIntegration> IntegrationTable::get(const std::string& name) {
  return database_.read([&](Session& session) { return find(session, name); });
}

absl::StatusOr<IntegrationPage> IntegrationTable::list(const std::string& project, int pageSize,
                                                       const std::string& pageToken) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const int size, sql::pageSize(pageSize, 100, 1000));
  const std::string query = absl::StrCat("integrations of ", project);
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto after, sql::decodePageToken(query, pageToken, 1));
  return database_.read([&](Session& session) -> absl::StatusOr<IntegrationPage> {
    IntegrationPage page;
    Row row;
    Statement select = session.prepare(kSelectOfProject);
    select.bind("project_id", keyOf(project + "/integrations/x").project).bind("after", after.empty() ? "" : after[0]);
    row.bindTo(select);
    while (select.fetch()) {
      if (page.integrations.size() == static_cast<std::size_t>(size)) {
        page.nextPageToken = sql::encodePageToken(query, {keyOf(page.integrations.back().name()).integration});
        break;
      }
      CAMERAMONIT_ASSIGN_OR_RETURN(v1::Integration integration, row.integration());
      page.integrations.push_back(std::move(integration));
    }
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    return page;
  });
}

absl::StatusOr<v1::Integration> IntegrationTable::update(const StoredIntegration& stored, const sql::RequestKey& key,
                                                         absl::Time now) {
  return database_.write([&](Session& session) -> absl::StatusOr<v1::Integration> {
    v1::Integration changed;
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool repeated, sql::findFirstResult(session, key, now, changed));
    if (repeated) return changed;
    const std::string& name = stored.integration.name();
    CAMERAMONIT_ASSIGN_OR_RETURN(const StoredIntegration before, find(session, name));
    const std::string& etag = stored.integration.etag();
    if (!etag.empty() && etag != before.integration.etag()) return changedMeanwhile(name);
    const Key id = keyOf(name);
    Statement update = session.prepare(kUpdate);
    CAMERAMONIT_RETURN_IF_ERROR(update.bind("project_id", id.project)
                                    .bind("integration_id", id.integration)
                                    .bind("display_name", stored.integration.display_name())
                                    .bind("settings", settingsOf(stored.integration))
                                    .bind("secret", stored.sealedSecret)
                                    .bind("now_us", now)
                                    .bind("version", versionOf(before.integration))
                                    .run());
    if (update.affectedRows() == 0) return changedMeanwhile(name);
    CAMERAMONIT_ASSIGN_OR_RETURN(StoredIntegration found, find(session, name));
    CAMERAMONIT_RETURN_IF_ERROR(sql::rememberResult(session, key, now, found.integration));
    return std::move(found.integration);
  });
}

absl::Status IntegrationTable::keepTest(const std::string& name, const v1::TestResult& result) {
  return database_.write([&](Session& session) -> absl::Status {
    const Key id = keyOf(name);
    return session.prepare(kKeepTest)
        .bind("last_test", sql::toJson(result))
        .bind("project_id", id.project)
        .bind("integration_id", id.integration)
        .run();
  });
}

absl::Status IntegrationTable::remove(const std::string& name, const std::string& etag) {
  return database_.write([&](Session& session) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(const StoredIntegration before, find(session, name));
    if (!etag.empty() && etag != before.integration.etag()) return changedMeanwhile(name);
    const Key id = keyOf(name);
    Statement remove = session.prepare(kDelete);
    CAMERAMONIT_RETURN_IF_ERROR(remove.bind("project_id", id.project)
                                    .bind("integration_id", id.integration)
                                    .bind("version", versionOf(before.integration))
                                    .run());
    return remove.affectedRows() == 0 ? changedMeanwhile(name) : absl::OkStatus();
  });
}

}  // namespace cameramonit::application
