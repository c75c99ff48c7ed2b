#include "server/access/table/user_table.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>

#include "common/base/status.h"
#include "storage/sql/database.h"
#include "storage/sql/error.h"
#include "storage/sql/page_token.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::access {
namespace {

using sql::Session;
using sql::Statement;

constexpr char kCollection[] = "users/";

constexpr char kInsert[] =
    "insert into user_account (user_id, display_name, roles, password_hash, password_expired, disabled, create_us, "
    "update_us, version) values (:user_id, :display_name, :roles, :password_hash, :password_expired, :disabled, "
    ":now_us, :now_us, 1)";
constexpr char kSelect[] =
    "select user_id, display_name, roles, password_hash, password_expired, disabled, create_us from user_account "
    "where user_id = :user_id";
constexpr char kSelectPage[] =
    "select user_id, display_name, roles, password_hash, password_expired, disabled, create_us from user_account "
    "where user_id > :after order by user_id limit :batch";
constexpr char kCount[] = "select count(*) from user_account";
constexpr char kSetPassword[] =
    "update user_account set password_hash = :password_hash, password_expired = :expired, update_us = :now_us, "
    "version = version + 1 where user_id = :user_id";
constexpr char kUpdate[] =
    "update user_account set display_name = :display_name, roles = :roles, disabled = :disabled, update_us = :now_us, "
    "version = version + 1 where user_id = :user_id";

std::string idOf(const std::string& name) {
  return std::string(absl::StripPrefix(name, kCollection));
}

absl::Status unknown(const std::string& name) {
  return base::notFound(type::v1::ERROR_REASON_USER_UNKNOWN, "There is no such user.", {{"user", name}});
}

std::int64_t rolesOf(const v1::User& user) {
  std::int64_t bits = 0;
  for (const int role : user.roles()) bits |= std::int64_t{1} << role;
  return bits;
}

struct Row {
  std::string id;
  std::string displayName;
  std::int64_t roles = 0;
  std::string passwordHash;
  bool passwordExpired = false;
  bool disabled = false;
  absl::Time created;

  void bindTo(Statement& select) {
    select.into(id, displayName, roles, passwordHash, passwordExpired, disabled, created);
  }

  StoredUser user() const {
    StoredUser stored;
    stored.user.set_name(absl::StrCat(kCollection, id));
    stored.user.set_display_name(displayName);
    for (int role = 1; role < 63; ++role) {
      if ((roles >> role & 1) != 0) stored.user.add_roles(static_cast<type::v1::Role>(role));
    }
    stored.user.set_password_expired(passwordExpired);
    *stored.user.mutable_create_time() = sql::timestampOf(created);
    stored.passwordHash = passwordHash;
    stored.disabled = disabled;
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

}  // namespace

absl::StatusOr<v1::User> UserTable::create(const StoredUser& user, absl::Time now) {
  return database_.write([&](Session& session) -> absl::StatusOr<v1::User> {
    const absl::Status inserted = session.prepare(kInsert)
                                      .bind("user_id", idOf(user.user.name()))
                                      .bind("display_name", user.user.display_name())
                                      .bind("roles", rolesOf(user.user))
                                      .bind("password_hash", user.passwordHash)
                                      .bind("password_expired", user.user.password_expired())
                                      .bind("disabled", user.disabled)
                                      .bind("now_us", now)
                                      .run();
    if (sql::isDuplicate(inserted)) return base::invalidFields({{"user.name", "is taken by another user"}});
    CAMERAMONIT_RETURN_IF_ERROR(inserted);
    CAMERAMONIT_ASSIGN_OR_RETURN(StoredUser created, find(session, user.user.name()));
    return std::move(created.user);
  });
}

absl::StatusOr<StoredUser> UserTable::get(const std::string& name) {
  return database_.read([&](Session& session) { return find(session, name); });
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
    Statement update = session.prepare(kSetPassword);
    CAMERAMONIT_RETURN_IF_ERROR(update.bind("user_id", idOf(name))
                                    .bind("password_hash", passwordHash)
                                    .bind("expired", expired)
                                    .bind("now_us", now)
                                    .run());
    return update.affectedRows() == 0 ? unknown(name) : absl::OkStatus();
  });
}

absl::StatusOr<v1::User> UserTable::update(const StoredUser& user, absl::Time now) {
  return database_.write([&](Session& session) -> absl::StatusOr<v1::User> {
    CAMERAMONIT_RETURN_IF_ERROR(session.prepare(kUpdate)
                                    .bind("user_id", idOf(user.user.name()))
                                    .bind("display_name", user.user.display_name())
                                    .bind("roles", rolesOf(user.user))
                                    .bind("disabled", user.disabled)
                                    .bind("now_us", now)
                                    .run());
    CAMERAMONIT_ASSIGN_OR_RETURN(StoredUser changed, find(session, user.user.name()));
    return std::move(changed.user);
  });
}

}  // namespace cameramonit::access
