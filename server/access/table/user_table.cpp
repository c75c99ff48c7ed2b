#include "server/access/table/user_table.h"

#include <algorithm>
#include <optional>

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

constexpr char kCollection[] = "users/";

#define USER_COLUMNS                                                                                          \
  "select u.user_id, u.display_name, u.roles, u.password_hash, u.password_expired, u.disabled, u.create_us, " \
  "u.update_us, u.version, u.expire_us, u.link_hash, u.link_expire_us, u.link_lifetime_us, u.link_use_us, "   \
  "(select count(*) from second_factor f where f.user_id = u.user_id and f.confirmed = 1) from user_account u "

constexpr char kInsert[] =
    "insert into user_account (user_id, display_name, roles, password_hash, password_expired, disabled, create_us, "
    "update_us, version, expire_us, link_hash, link_expire_us, link_lifetime_us, link_use_us) values (:user_id, "
    ":display_name, :roles, :password_hash, :password_expired, :disabled, :now_us, :now_us, 1, :expire_us, :link_hash, "
    ":link_expire_us, :link_lifetime_us, null)";
constexpr char kSelect[] = USER_COLUMNS "where u.user_id = :user_id";
constexpr char kSelectByLink[] = USER_COLUMNS "where u.link_hash = :link_hash";
constexpr char kSelectPage[] = USER_COLUMNS "where u.user_id > :after order by u.user_id limit :batch";
constexpr char kCount[] = "select count(*) from user_account";
constexpr char kSetPassword[] =
    "update user_account set password_hash = :password_hash, password_expired = :expired, update_us = :now_us, "
    "version = version + 1 where user_id = :user_id";
constexpr char kForgetFactor[] = "delete from second_factor where user_id = :user_id";
constexpr char kForgetCodes[] = "delete from recovery_code where user_id = :user_id";
constexpr char kUpdate[] =
    "update user_account set display_name = :display_name, roles = :roles, disabled = :disabled, "
    "expire_us = :expire_us, update_us = :now_us, version = version + 1 where user_id = :user_id";
constexpr char kUseLink[] =
    "update user_account set link_use_us = :now_us, expire_us = :expire_us, update_us = :now_us, "
    "version = version + 1 where user_id = :user_id and link_use_us is null";
// An administrator who is going to end by himself is none to rely on.
constexpr char kOtherAdministrators[] =
    "select count(*) from user_account where user_id <> :user_id and disabled = 0 and expire_us is null and "
    "roles & :administrator <> 0";
constexpr char kDelete[] = "delete from user_account where user_id = :user_id";
constexpr char kDeleteGrants[] = "delete from access_grant where subject = :subject";

#undef USER_COLUMNS

std::string idOf(const std::string& name) {
  return std::string(absl::StripPrefix(name, kCollection));
}

absl::Status unknown(const std::string& name) {
  return base::notFound(type::v1::ERROR_REASON_USER_UNKNOWN, "There is no such user.", {{"user", name}});
}

absl::Status changedMeanwhile(const std::string& name) {
  return base::aborted(type::v1::ERROR_REASON_ETAG_MISMATCH, "The user was changed in the meantime.", {{"user", name}});
}

std::int64_t rolesOf(const v1::User& user) {
  std::int64_t bits = 0;
  for (const int role : user.roles()) bits |= std::int64_t{1} << role;
  return bits;
}

bool isLastingAdministrator(const v1::User& user) {
  return (rolesOf(user) >> type::v1::ROLE_ADMIN & 1) != 0 && !user.disabled() && !user.has_expire_time();
}

/// Infinite, which a column keeps as null, where there is none.
absl::Time expiryOf(const v1::User& user) {
  return sql::timeOf(user.has_expire_time(), user.expire_time());
}

struct Row {
  std::string id;
  std::string displayName;
  std::int64_t roles = 0;
  std::string passwordHash;
  bool passwordExpired = false;
  bool disabled = false;
  absl::Time created;
  absl::Time updated;
  std::int64_t version = 0;
  std::optional<absl::Time> expires;
  std::optional<std::string> linkHash;
  std::optional<absl::Time> linkExpires;
  std::optional<absl::Duration> linkLifetime;
  std::optional<absl::Time> linkUsed;
  bool secondFactor = false;

  void bindTo(Statement& select) {
    select.into(id, displayName, roles, passwordHash, passwordExpired, disabled, created, updated, version, expires,
                linkHash, linkExpires, linkLifetime, linkUsed, secondFactor);
  }

  StoredUser user() const {
    StoredUser stored;
    v1::User& user = stored.user;
    user.set_name(absl::StrCat(kCollection, id));
    user.set_display_name(displayName);
    for (int role = 1; role < 63; ++role) {
      if ((roles >> role & 1) != 0) user.add_roles(static_cast<type::v1::Role>(role));
    }
    user.set_password_expired(passwordExpired);
    user.set_disabled(disabled);
    user.set_second_factor(secondFactor);
    *user.mutable_create_time() = sql::timestampOf(created);
    *user.mutable_update_time() = sql::timestampOf(updated);
    user.set_etag(absl::StrCat(version));
    if (expires.has_value()) *user.mutable_expire_time() = sql::timestampOf(*expires);
    if (linkHash.has_value()) {
      v1::AccessLink& link = *user.mutable_link();
      if (linkExpires.has_value()) *link.mutable_expire_time() = sql::timestampOf(*linkExpires);
      if (linkLifetime.has_value()) *link.mutable_lifetime() = sql::protoDurationOf(*linkLifetime);
      if (linkUsed.has_value()) *link.mutable_first_use_time() = sql::timestampOf(*linkUsed);
      stored.linkHash = *linkHash;
    }
    stored.passwordHash = passwordHash;
    return stored;
  }
};

absl::StatusOr<StoredUser> find(Session& session, const std::string& name) {
  Row row;
  Statement select = session.prepare(kSelect);
  select.bind("user_id", idOf(name));
  row.bindTo(select);
  if (select.fetch()) return row.user();
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return unknown(name);
}

/// Errors: LAST_ADMINISTRATOR, when nobody else could repair what comes.
absl::Status checkOthersAdminister(Session& session, const std::string& name) {
  int others = 0;
  Statement select = session.prepare(kOtherAdministrators);
  select.bind("user_id", idOf(name)).bind("administrator", std::int64_t{1} << type::v1::ROLE_ADMIN).into(others);
  select.fetch();
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  if (others > 0) return absl::OkStatus();
  return base::failedPrecondition(type::v1::ERROR_REASON_LAST_ADMINISTRATOR,
                                  "This is the last administrator. Make another one first.", {{"user", name}});
}

absl::Status forgetFactor(Session& session, const std::string& name) {
  CAMERAMONIT_RETURN_IF_ERROR(session.prepare(kForgetCodes).bind("user_id", idOf(name)).run());
  return session.prepare(kForgetFactor).bind("user_id", idOf(name)).run();
}

}  // namespace

absl::StatusOr<v1::User> UserTable::create(const StoredUser& user, const sql::RequestKey& key, absl::Time now) {
  return database_.write([&](Session& session) -> absl::StatusOr<v1::User> {
    CAMERAMONIT_RETURN_IF_ERROR(sql::takeRevisions(session, kAccessCounter, 1).status());
    v1::User first;
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool repeated, sql::findFirstResult(session, key, now, first));
    if (repeated) return first;
    const v1::AccessLink& link = user.user.link();
    const bool linked = !user.linkHash.empty();
    Statement insert = session.prepare(kInsert);
    insert.bind("user_id", idOf(user.user.name()))
        .bind("display_name", user.user.display_name())
        .bind("roles", rolesOf(user.user))
        .bind("password_hash", user.passwordHash)
        .bind("password_expired", user.user.password_expired())
        .bind("disabled", user.user.disabled())
        .bind("now_us", now)
        .bind("expire_us", expiryOf(user.user))
        .bind("link_hash", linked ? std::optional<std::string>(user.linkHash) : std::nullopt)
        .bind("link_expire_us", sql::timeOf(linked && link.has_expire_time(), link.expire_time()))
        .bind("link_lifetime_us", linked ? sql::durationOf(link.lifetime()) : absl::InfiniteDuration());
    const absl::Status inserted = insert.run();
    if (sql::isDuplicate(inserted)) {
      return base::alreadyExists(type::v1::ERROR_REASON_NAME_TAKEN, "Another user has this name.",
                                 {{"user", user.user.name()}});
    }
    CAMERAMONIT_RETURN_IF_ERROR(inserted);
    CAMERAMONIT_ASSIGN_OR_RETURN(StoredUser created, find(session, user.user.name()));
    CAMERAMONIT_RETURN_IF_ERROR(sql::rememberResult(session, key, now, created.user));
    return std::move(created.user);
  });
}

absl::StatusOr<StoredUser> UserTable::get(const std::string& name) {
  return database_.read([&](Session& session) { return find(session, name); });
}

absl::StatusOr<StoredUser> UserTable::byLink(const std::string& linkHash) {
  return database_.read([&](Session& session) -> absl::StatusOr<StoredUser> {
    Row row;
    Statement select = session.prepare(kSelectByLink);
    select.bind("link_hash", linkHash);
    row.bindTo(select);
    if (select.fetch()) return row.user();
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    return unknown("");
  });
}

absl::StatusOr<UserPage> UserTable::list(int pageSize, const std::string& pageToken) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const int size, sql::pageSize(pageSize, 100, 1000));
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto key, sql::decodePageToken(kCollection, pageToken, 1));
  return database_.read([&](Session& session) -> absl::StatusOr<UserPage> {
    UserPage page;
    Row row;
    Statement select = session.prepare(kSelectPage);
    select.bind("after", key.empty() ? "" : key[0]).bind("batch", size + 1);
    row.bindTo(select);
    while (select.fetch()) page.users.push_back(std::move(row.user().user));
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    if (page.users.size() > static_cast<std::size_t>(size)) {
      page.users.pop_back();
      page.nextPageToken = sql::encodePageToken(kCollection, {idOf(page.users.back().name())});
    }
    return page;
  });
}

absl::StatusOr<int> UserTable::count() {
  return database_.read([](Session& session) -> absl::StatusOr<int> {
    int count = 0;
    Statement select = session.prepare(kCount);
    select.into(count);
    select.fetch();
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    return count;
  });
}

absl::Status UserTable::setPassword(const std::string& name, const std::string& passwordHash, bool expired,
                                    absl::Time now) {
  return database_.write([&](Session& session) -> absl::Status {
    CAMERAMONIT_RETURN_IF_ERROR(sql::takeRevisions(session, kAccessCounter, 1).status());
    Statement update = session.prepare(kSetPassword);
    CAMERAMONIT_RETURN_IF_ERROR(update.bind("user_id", idOf(name))
                                    .bind("password_hash", passwordHash)
                                    .bind("expired", expired)
                                    .bind("now_us", now)
                                    .run());
    if (update.affectedRows() == 0) return unknown(name);
    return expired ? forgetFactor(session, name) : absl::OkStatus();
  });
}

absl::StatusOr<v1::User> UserTable::update(const StoredUser& user, const sql::RequestKey& key, absl::Time now) {
  const std::string& name = user.user.name();
  return database_.write([&](Session& session) -> absl::StatusOr<v1::User> {
    CAMERAMONIT_RETURN_IF_ERROR(sql::takeRevisions(session, kAccessCounter, 1).status());
    v1::User first;
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool repeated, sql::findFirstResult(session, key, now, first));
    if (repeated) return first;
    CAMERAMONIT_ASSIGN_OR_RETURN(const StoredUser before, find(session, name));
    if (!user.user.etag().empty() && user.user.etag() != before.user.etag()) return changedMeanwhile(name);
    if (isLastingAdministrator(before.user) && !isLastingAdministrator(user.user)) {
      CAMERAMONIT_RETURN_IF_ERROR(checkOthersAdminister(session, name));
    }
    CAMERAMONIT_RETURN_IF_ERROR(session.prepare(kUpdate)
                                    .bind("user_id", idOf(name))
                                    .bind("display_name", user.user.display_name())
                                    .bind("roles", rolesOf(user.user))
                                    .bind("disabled", user.user.disabled())
                                    .bind("expire_us", expiryOf(user.user))
                                    .bind("now_us", now)
                                    .run());
    CAMERAMONIT_ASSIGN_OR_RETURN(StoredUser changed, find(session, name));
    CAMERAMONIT_RETURN_IF_ERROR(sql::rememberResult(session, key, now, changed.user));
    return std::move(changed.user);
  });
}

absl::StatusOr<v1::User> UserTable::useLink(const std::string& name, absl::Time now) {
  return database_.write([&](Session& session) -> absl::StatusOr<v1::User> {
    CAMERAMONIT_RETURN_IF_ERROR(sql::takeRevisions(session, kAccessCounter, 1).status());
    CAMERAMONIT_ASSIGN_OR_RETURN(const StoredUser before, find(session, name));
    const absl::Time end = now + sql::durationOf(before.user.link().lifetime());
    CAMERAMONIT_RETURN_IF_ERROR(session.prepare(kUseLink)
                                    .bind("user_id", idOf(name))
                                    .bind("expire_us", std::min(end, expiryOf(before.user)))
                                    .bind("now_us", now)
                                    .run());
    CAMERAMONIT_ASSIGN_OR_RETURN(StoredUser changed, find(session, name));
    return std::move(changed.user);
  });
}

absl::Status UserTable::remove(const std::string& name, const std::string& etag) {
  return database_.write([&](Session& session) -> absl::Status {
    CAMERAMONIT_RETURN_IF_ERROR(sql::takeRevisions(session, kAccessCounter, 1).status());
    CAMERAMONIT_ASSIGN_OR_RETURN(const StoredUser before, find(session, name));
    if (!etag.empty() && etag != before.user.etag()) return changedMeanwhile(name);
    if (isLastingAdministrator(before.user)) CAMERAMONIT_RETURN_IF_ERROR(checkOthersAdminister(session, name));
    CAMERAMONIT_RETURN_IF_ERROR(session.prepare(kDeleteGrants).bind("subject", name).run());
    return session.prepare(kDelete).bind("user_id", idOf(name)).run();
  });
}

}  // namespace cameramonit::access
