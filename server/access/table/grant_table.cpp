#include "server/access/table/grant_table.h"

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>

#include "common/base/status.h"
#include "server/access/table/access_counter.h"
#include "server/access/table/grant_row.h"
#include "storage/sql/database.h"
#include "storage/sql/page_token.h"
#include "storage/sql/proto_fields.h"
#include "storage/sql/revision_counter.h"

namespace cameramonit::access {
namespace {

using sql::Session;
using sql::Statement;

constexpr char kInsert[] =
    "insert into access_grant (grant_id, subject, resource, rights, kinds, object_classes, zones, labels, "
    "minimum_severity, from_us, until_us, weekly_hours, look_back_us, note, granted_by, create_us, update_us, version) "
    "values (:grant_id, :subject, :resource, :rights, :kinds, :object_classes, :zones, :labels, :minimum_severity, "
    ":from_us, :until_us, :weekly_hours, :look_back_us, :note, :granted_by, :now_us, :now_us, 1)";
constexpr char kUpdate[] =
    "update access_grant set rights = :rights, kinds = :kinds, object_classes = :object_classes, zones = :zones, "
    "labels = :labels, minimum_severity = :minimum_severity, from_us = :from_us, until_us = :until_us, "
    "weekly_hours = :weekly_hours, look_back_us = :look_back_us, note = :note, update_us = :now_us, "
    "version = version + 1 where grant_id = :grant_id";
constexpr char kDelete[] = "delete from access_grant where grant_id = :grant_id";
constexpr char kCountUser[] = "select count(*) from user_account where user_id = :id";
constexpr char kCountGroup[] = "select count(*) from user_group where group_id = :id";

absl::Status unknown(const std::string& name) {
  return base::notFound(type::v1::ERROR_REASON_GRANT_UNKNOWN, "There is no such grant.", {{"grant", name}});
}

absl::Status changedMeanwhile(const std::string& name) {
  return base::aborted(type::v1::ERROR_REASON_ETAG_MISMATCH, "The grant was changed in the meantime.",
                       {{"grant", name}});
}

absl::StatusOr<v1::Grant> find(Session& session, const std::string& name) {
  GrantRow row;
  Statement select = session.prepare(absl::StrCat(GrantRow::kColumns, "where grant_id = :grant_id"));
  select.bind("grant_id", grantId(name));
  row.into(select);
  if (select.fetch()) return row.grant();
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return unknown(name);
}

/// Subjects are of two kinds, so the database cannot check them by itself.
absl::Status checkSubject(Session& session, const std::string& subject) {
  const bool user = absl::StartsWith(subject, "users/");
  int count = 0;
  Statement select = session.prepare(user ? kCountUser : kCountGroup);
  select.bind("id", subject.substr(subject.find('/') + 1)).into(count);
  select.fetch();
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  if (count > 0) return absl::OkStatus();
  if (user) return base::notFound(type::v1::ERROR_REASON_USER_UNKNOWN, "There is no such user.", {{"user", subject}});
  return base::notFound(type::v1::ERROR_REASON_GROUP_UNKNOWN, "There is no such group.", {{"group", subject}});
}

}  // namespace

absl::StatusOr<v1::Grant> GrantTable::create(const v1::Grant& grant, const sql::RequestKey& key, absl::Time now) {
  return database_.write([&](Session& session) -> absl::StatusOr<v1::Grant> {
    CAMERAMONIT_RETURN_IF_ERROR(sql::takeRevisions(session, kAccessCounter, 1).status());
    v1::Grant created;
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool repeated, sql::findFirstResult(session, key, now, created));
    if (repeated) return created;
    CAMERAMONIT_RETURN_IF_ERROR(checkSubject(session, grant.subject()));
    Statement insert = session.prepare(kInsert);
    insert.bind("grant_id", grantId(grant.name()))
        .bind("subject", grant.subject())
        .bind("resource", grant.resource())
        .bind("granted_by", grant.granted_by())
        .bind("now_us", now);
    GrantRow::bindTerms(grant, insert);
    CAMERAMONIT_RETURN_IF_ERROR(insert.run());
    CAMERAMONIT_ASSIGN_OR_RETURN(created, find(session, grant.name()));
    CAMERAMONIT_RETURN_IF_ERROR(sql::rememberResult(session, key, now, created));
    return created;
  });
}

absl::StatusOr<v1::Grant> GrantTable::get(const std::string& name) {
  return database_.read([&](Session& session) { return find(session, name); });
}

absl::StatusOr<GrantPage> GrantTable::list(const GrantFilter& filter, int pageSize, const std::string& pageToken) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const int size, sql::pageSize(pageSize, 100, 1000));
  const std::string query = absl::StrCat("grants ", filter.subject, "\n", filter.resource);
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto key, sql::decodePageToken(query, pageToken, 1));
  const bool project = !filter.resource.empty() && !absl::StrContains(filter.resource, "/channels/");
  std::string text = absl::StrCat(GrantRow::kColumns, "where grant_id > :after");
  if (!filter.subject.empty()) text += " and subject = :subject";
  if (!filter.resource.empty()) {
    text += project ? " and (resource = :resource or (resource > :first and resource < :last))"
                    : " and resource = :resource";
  }
  text += " order by grant_id";
  return database_.read([&](Session& session) -> absl::StatusOr<GrantPage> {
    GrantPage page;
    GrantRow row;
    Statement select = session.prepare(text);
    select.bind("after", key.empty() ? "" : key[0]);
    if (!filter.subject.empty()) select.bind("subject", filter.subject);
    if (!filter.resource.empty()) select.bind("resource", filter.resource);
    // The names below a project: '0' follows '/' in ASCII.
    if (project) {
      select.bind("first", absl::StrCat(filter.resource, "/")).bind("last", absl::StrCat(filter.resource, "0"));
    }
    row.into(select);
    while (select.fetch()) {
      v1::Grant grant = row.grant();
      if (filter.visible && !filter.visible(grant)) continue;
      if (page.grants.size() == static_cast<std::size_t>(size)) {
        page.nextPageToken = sql::encodePageToken(query, {grantId(page.grants.back().name())});
        break;
      }
      page.grants.push_back(std::move(grant));
    }
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    return page;
  });
}

absl::StatusOr<std::vector<v1::Grant>> GrantTable::ofSubject(const std::string& subject) {
  return database_.read([&](Session& session) -> absl::StatusOr<std::vector<v1::Grant>> {
    std::vector<v1::Grant> grants;
    GrantRow row;
    Statement select = session.prepare(absl::StrCat(GrantRow::kColumns, "where subject = :subject order by grant_id"));
    select.bind("subject", subject);
    row.into(select);
    while (select.fetch()) grants.push_back(row.grant());
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    return grants;
  });
}

absl::StatusOr<v1::Grant> GrantTable::update(const v1::Grant& grant, const sql::RequestKey& key, absl::Time now) {
  return database_.write([&](Session& session) -> absl::StatusOr<v1::Grant> {
    CAMERAMONIT_RETURN_IF_ERROR(sql::takeRevisions(session, kAccessCounter, 1).status());
    v1::Grant changed;
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool repeated, sql::findFirstResult(session, key, now, changed));
    if (repeated) return changed;
    CAMERAMONIT_ASSIGN_OR_RETURN(const v1::Grant before, find(session, grant.name()));
    if (!grant.etag().empty() && grant.etag() != before.etag()) return changedMeanwhile(grant.name());
    Statement update = session.prepare(kUpdate);
    update.bind("grant_id", grantId(grant.name())).bind("now_us", now);
    GrantRow::bindTerms(grant, update);
    CAMERAMONIT_RETURN_IF_ERROR(update.run());
    CAMERAMONIT_ASSIGN_OR_RETURN(changed, find(session, grant.name()));
    CAMERAMONIT_RETURN_IF_ERROR(sql::rememberResult(session, key, now, changed));
    return changed;
  });
}

absl::Status GrantTable::remove(const std::string& name, const std::string& etag) {
  return database_.write([&](Session& session) -> absl::Status {
    CAMERAMONIT_RETURN_IF_ERROR(sql::takeRevisions(session, kAccessCounter, 1).status());
    CAMERAMONIT_ASSIGN_OR_RETURN(const v1::Grant before, find(session, name));
    if (!etag.empty() && etag != before.etag()) return changedMeanwhile(name);
    return session.prepare(kDelete).bind("grant_id", grantId(name)).run();
  });
}

}  // namespace cameramonit::access
