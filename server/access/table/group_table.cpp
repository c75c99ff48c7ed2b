#include "server/access/table/group_table.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>

#include "common/base/status.h"
#include "server/access/table/access_counter.h"
#include "storage/sql/database.h"
#include "storage/sql/error.h"
#include "storage/sql/page_token.h"
#include "storage/sql/proto_fields.h"
#include "storage/sql/revision_counter.h"

namespace cameramonit::access {
namespace {

using sql::Session;
using sql::Statement;

constexpr char kGroups[] = "groups/";
constexpr char kUsers[] = "users/";

#define GROUP_COLUMNS "select group_id, display_name, create_us, update_us, version from user_group "

constexpr char kInsert[] =
    "insert into user_group (group_id, display_name, create_us, update_us, version) "
    "values (:group_id, :display_name, :now_us, :now_us, 1)";
constexpr char kSelect[] = GROUP_COLUMNS "where group_id = :group_id";
constexpr char kSelectPage[] = GROUP_COLUMNS "where group_id > :after order by group_id limit :batch";
constexpr char kUpdate[] =
    "update user_group set display_name = :display_name, update_us = :now_us, version = version + 1 "
    "where group_id = :group_id";
constexpr char kDelete[] = "delete from user_group where group_id = :group_id";
constexpr char kDeleteGrants[] = "delete from access_grant where subject = :subject";
constexpr char kInsertMember[] = "insert into group_member (group_id, user_id) values (:group_id, :user_id)";
constexpr char kDeleteMember[] = "delete from group_member where group_id = :group_id and user_id = :user_id";
constexpr char kSelectMembers[] =
    "select user_id from group_member where group_id = :group_id and user_id > :after order by user_id limit :batch";
constexpr char kSelectGroupsOf[] = "select group_id from group_member where user_id = :user_id order by group_id";

#undef GROUP_COLUMNS

std::string groupId(const std::string& name) {
  return std::string(absl::StripPrefix(name, kGroups));
}
std::string userId(const std::string& name) {
  return std::string(absl::StripPrefix(name, kUsers));
}

absl::Status unknown(const std::string& name) {
  return base::notFound(type::v1::ERROR_REASON_GROUP_UNKNOWN, "There is no such group.", {{"group", name}});
}

absl::Status changedMeanwhile(const std::string& name) {
  return base::aborted(type::v1::ERROR_REASON_ETAG_MISMATCH, "The group was changed in the meantime.",
                       {{"group", name}});
}

struct Row {
  std::string id;
  std::string displayName;
  absl::Time created;
  absl::Time updated;
  std::int64_t version = 0;

  void bindTo(Statement& select) { select.into(id, displayName, created, updated, version); }

  v1::Group group() const {
    v1::Group group;
    group.set_name(absl::StrCat(kGroups, id));
    group.set_display_name(displayName);
    *group.mutable_create_time() = sql::timestampOf(created);
    *group.mutable_update_time() = sql::timestampOf(updated);
    group.set_etag(absl::StrCat(version));
    return group;
  }
};

absl::StatusOr<v1::Group> find(Session& session, const std::string& name) {
  Row row;
  Statement select = session.prepare(kSelect);
  select.bind("group_id", groupId(name));
  row.bindTo(select);
  if (select.fetch()) return row.group();
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return unknown(name);
}

}  // namespace

absl::StatusOr<v1::Group> GroupTable::create(const v1::Group& group, const sql::RequestKey& key, absl::Time now) {
  return database_.write([&](Session& session) -> absl::StatusOr<v1::Group> {
    CAMERAMONIT_RETURN_IF_ERROR(sql::takeRevisions(session, kAccessCounter, 1).status());
    v1::Group created;
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool repeated, sql::findFirstResult(session, key, now, created));
    if (repeated) return created;
    const absl::Status inserted = session.prepare(kInsert)
                                      .bind("group_id", groupId(group.name()))
                                      .bind("display_name", group.display_name())
                                      .bind("now_us", now)
                                      .run();
    if (sql::isDuplicate(inserted)) {
      return base::alreadyExists(type::v1::ERROR_REASON_NAME_TAKEN, "Another group has this name.",
                                 {{"group", group.name()}});
    }
    CAMERAMONIT_RETURN_IF_ERROR(inserted);
    CAMERAMONIT_ASSIGN_OR_RETURN(created, find(session, group.name()));
    CAMERAMONIT_RETURN_IF_ERROR(sql::rememberResult(session, key, now, created));
    return created;
  });
}

absl::StatusOr<v1::Group> GroupTable::get(const std::string& name) {
  return database_.read([&](Session& session) { return find(session, name); });
}

absl::StatusOr<GroupPage> GroupTable::list(int pageSize, const std::string& pageToken) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const int size, sql::pageSize(pageSize, 100, 1000));
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto key, sql::decodePageToken(kGroups, pageToken, 1));
  return database_.read([&](Session& session) -> absl::StatusOr<GroupPage> {
    GroupPage page;
    Row row;
    Statement select = session.prepare(kSelectPage);
    select.bind("after", key.empty() ? "" : key[0]).bind("batch", size + 1);
    row.bindTo(select);
    while (select.fetch()) page.groups.push_back(row.group());
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    if (page.groups.size() > static_cast<std::size_t>(size)) {
      page.groups.pop_back();
      page.nextPageToken = sql::encodePageToken(kGroups, {groupId(page.groups.back().name())});
    }
    return page;
  });
}

absl::StatusOr<v1::Group> GroupTable::update(const v1::Group& group, const sql::RequestKey& key, absl::Time now) {
  return database_.write([&](Session& session) -> absl::StatusOr<v1::Group> {
    CAMERAMONIT_RETURN_IF_ERROR(sql::takeRevisions(session, kAccessCounter, 1).status());
    v1::Group changed;
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool repeated, sql::findFirstResult(session, key, now, changed));
    if (repeated) return changed;
    CAMERAMONIT_ASSIGN_OR_RETURN(const v1::Group before, find(session, group.name()));
    if (!group.etag().empty() && group.etag() != before.etag()) return changedMeanwhile(group.name());
    CAMERAMONIT_RETURN_IF_ERROR(session.prepare(kUpdate)
                                    .bind("group_id", groupId(group.name()))
                                    .bind("display_name", group.display_name())
                                    .bind("now_us", now)
                                    .run());
    CAMERAMONIT_ASSIGN_OR_RETURN(changed, find(session, group.name()));
    CAMERAMONIT_RETURN_IF_ERROR(sql::rememberResult(session, key, now, changed));
    return changed;
  });
}

absl::Status GroupTable::remove(const std::string& name, const std::string& etag) {
  return database_.write([&](Session& session) -> absl::Status {
    CAMERAMONIT_RETURN_IF_ERROR(sql::takeRevisions(session, kAccessCounter, 1).status());
    CAMERAMONIT_ASSIGN_OR_RETURN(const v1::Group before, find(session, name));
    if (!etag.empty() && etag != before.etag()) return changedMeanwhile(name);
    CAMERAMONIT_RETURN_IF_ERROR(session.prepare(kDeleteGrants).bind("subject", name).run());
    return session.prepare(kDelete).bind("group_id", groupId(name)).run();
  });
}

absl::Status GroupTable::addMember(const std::string& group, const std::string& user) {
  return database_.write([&](Session& session) -> absl::Status {
    CAMERAMONIT_RETURN_IF_ERROR(sql::takeRevisions(session, kAccessCounter, 1).status());
    CAMERAMONIT_RETURN_IF_ERROR(find(session, group).status());
    const absl::Status inserted =
        session.prepare(kInsertMember).bind("group_id", groupId(group)).bind("user_id", userId(user)).run();
    if (sql::isDuplicate(inserted)) return absl::OkStatus();
    if (absl::IsFailedPrecondition(inserted)) {
      return base::notFound(type::v1::ERROR_REASON_USER_UNKNOWN, "There is no such user.", {{"user", user}});
    }
    return inserted;
  });
}

absl::Status GroupTable::removeMember(const std::string& group, const std::string& user) {
  return database_.write([&](Session& session) -> absl::Status {
    CAMERAMONIT_RETURN_IF_ERROR(sql::takeRevisions(session, kAccessCounter, 1).status());
    return session.prepare(kDeleteMember).bind("group_id", groupId(group)).bind("user_id", userId(user)).run();
  });
}

absl::StatusOr<MemberPage> GroupTable::members(const std::string& group, int pageSize, const std::string& pageToken) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const int size, sql::pageSize(pageSize, 100, 1000));
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto key, sql::decodePageToken(group, pageToken, 1));
  return database_.read([&](Session& session) -> absl::StatusOr<MemberPage> {
    MemberPage page;
    std::string user;
    Statement select = session.prepare(kSelectMembers);
    select.bind("group_id", groupId(group)).bind("after", key.empty() ? "" : key[0]).bind("batch", size + 1);
    select.into(user);
    while (select.fetch()) page.users.push_back(absl::StrCat(kUsers, user));
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    if (page.users.size() > static_cast<std::size_t>(size)) {
      page.users.pop_back();
      page.nextPageToken = sql::encodePageToken(group, {userId(page.users.back())});
    }
    return page;
  });
}

absl::StatusOr<std::vector<std::string>> GroupTable::groupsOf(const std::string& user) {
  return database_.read([&](Session& session) -> absl::StatusOr<std::vector<std::string>> {
    std::vector<std::string> groups;
    std::string group;
    Statement select = session.prepare(kSelectGroupsOf);
    select.bind("user_id", userId(user)).into(group);
    while (select.fetch()) groups.push_back(absl::StrCat(kGroups, group));
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    return groups;
  });
}

}  // namespace cameramonit::access
