// Accounts and groups of AccessService.
#include <algorithm>
#include <utility>

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "common/text/resource_id.h"
#include "server/access/access_fields.h"
#include "server/access/access_key.h"
#include "server/access/access_service.h"
#include "server/access/decide/coverage.h"
#include "server/access/password.h"
#include "storage/sql/page_token.h"

namespace cameramonit::access {
namespace {

constexpr char kService[] = "cameramonit.access.v1.AccessService/";

/// Errors: FIELD_INVALID for a path that cannot be changed.
absl::StatusOr<std::vector<std::string>> pathsOf(const google::protobuf::FieldMask& mask,
                                                 const std::vector<std::string>& changeable) {
  for (const std::string& path : mask.paths()) {
    if (std::find(changeable.begin(), changeable.end(), path) == changeable.end()) {
      return base::invalidFields({{"update_mask", absl::StrCat(path, " cannot be changed")}});
    }
  }
  if (mask.paths().empty()) return changeable;
  return std::vector<std::string>(mask.paths().begin(), mask.paths().end());
}

void merge(const v1::User& from, const std::vector<std::string>& paths, v1::User& user) {
  for (const std::string& path : paths) {
    if (path == "display_name") user.set_display_name(from.display_name());
    if (path == "roles") *user.mutable_roles() = from.roles();
    if (path == "disabled") user.set_disabled(from.disabled());
    if (path != "expire_time") continue;
    user.clear_expire_time();
    if (from.has_expire_time()) *user.mutable_expire_time() = from.expire_time();
  }
}

}  // namespace

absl::Status AccessService::endSessions(const std::string& user) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto ended, parts_.sessions.endOthers(user, "", parts_.clock.now()));
  for (const std::string& session : ended) parts_.tokens.revokeSession(session);
  return absl::OkStatus();
}

absl::Status AccessService::createUser(const rpc::Principal& who, const v1::CreateUserRequest& request,
                                       v1::CreateUserResponse& response, rpc::CallFacts& facts) {
  const absl::Time now = parts_.clock.now();
  StoredUser stored;
  stored.user = request.user();
  if (stored.user.name().empty()) {
    stored.user.set_name(absl::StrCat("users/", text::resourceIdFrom(stored.user.display_name())));
  }
  if (stored.user.display_name().empty()) stored.user.set_display_name(stored.user.name().substr(6));
  CAMERAMONIT_RETURN_IF_ERROR(checkUser(stored.user, now));
  CAMERAMONIT_ASSIGN_OR_RETURN(const Giver giver, giverOf(who));
  CAMERAMONIT_RETURN_IF_ERROR(checkRoles(*giver, stored.user));
  const auto key = sql::requestKey(who.name, absl::StrCat(kService, "CreateUser"), request.request_id(), request);
  base::Secret<std::string> password;
  std::string link;
  stored.user.set_disabled(false);
  if (stored.user.has_link()) {
    stored.user.mutable_link()->clear_first_use_time();
    stored.user.set_password_expired(false);
    link = randomToken();
    stored.linkHash = tokenHash(link);
  } else {
    password = oneTimePassword();
    stored.user.set_password_expired(true);
    CAMERAMONIT_ASSIGN_OR_RETURN(stored.passwordHash, hashPassword(password));
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(*response.mutable_user(), parts_.users.create(stored, key, now));
  facts["name"] = response.user().name();
  // A repeated request got the account of the first one, to which these secrets do not belong.
  CAMERAMONIT_ASSIGN_OR_RETURN(const StoredUser kept, parts_.users.get(response.user().name()));
  if (kept.passwordHash == stored.passwordHash && kept.linkHash == stored.linkHash) {
    response.set_one_time_password(password.reveal());
    response.set_link_token(link);
  }
  parts_.changed();
  return absl::OkStatus();
}

absl::Status AccessService::getUser(const rpc::Principal&, const v1::GetUserRequest& request,
                                    v1::GetUserResponse& response, rpc::CallFacts&) {
  CAMERAMONIT_ASSIGN_OR_RETURN(StoredUser stored, parts_.users.get(request.name()));
  *response.mutable_user() = std::move(stored.user);
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto groups, parts_.groups.groupsOf(request.name()));
  for (const std::string& group : groups) response.add_groups(group);
  return absl::OkStatus();
}

absl::Status AccessService::listUsers(const rpc::Principal&, const v1::ListUsersRequest& request,
                                      v1::ListUsersResponse& response, rpc::CallFacts&) {
  CAMERAMONIT_ASSIGN_OR_RETURN(UserPage page, parts_.users.list(request.page_size(), request.page_token()));
  for (v1::User& user : page.users) *response.add_users() = std::move(user);
  response.set_next_page_token(std::move(page.nextPageToken));
  return absl::OkStatus();
}

absl::Status AccessService::updateUser(const rpc::Principal& who, const v1::UpdateUserRequest& request,
                                       v1::UpdateUserResponse& response, rpc::CallFacts&) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto paths,
                               pathsOf(request.update_mask(), {"display_name", "roles", "disabled", "expire_time"}));
  CAMERAMONIT_ASSIGN_OR_RETURN(const Giver giver, giverOf(who));
  const std::string& name = request.user().name();
  CAMERAMONIT_RETURN_IF_ERROR(checkManages(*giver, name));
  CAMERAMONIT_ASSIGN_OR_RETURN(StoredUser stored, parts_.users.get(name));
  merge(request.user(), paths, stored.user);
  stored.user.set_etag(request.user().etag());
  const absl::Time now = parts_.clock.now();
  CAMERAMONIT_RETURN_IF_ERROR(checkUser(stored.user, now));
  CAMERAMONIT_RETURN_IF_ERROR(checkRoles(*giver, stored.user));
  const auto key = sql::requestKey(who.name, absl::StrCat(kService, "UpdateUser"), request.request_id(), request);
  CAMERAMONIT_ASSIGN_OR_RETURN(*response.mutable_user(), parts_.users.update(stored, key, now));
  if (stored.user.disabled()) CAMERAMONIT_RETURN_IF_ERROR(endSessions(name));
  parts_.changed();
  return absl::OkStatus();
}

absl::Status AccessService::deleteUser(const rpc::Principal& who, const v1::DeleteUserRequest& request,
                                       v1::DeleteUserResponse&, rpc::CallFacts&) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const Giver giver, giverOf(who));
  CAMERAMONIT_RETURN_IF_ERROR(checkManages(*giver, request.name()));
  CAMERAMONIT_RETURN_IF_ERROR(parts_.users.remove(request.name(), request.etag()));
  parts_.changed();
  return absl::OkStatus();
}

absl::Status AccessService::resetPassword(const rpc::Principal& who, const v1::ResetPasswordRequest& request,
                                          v1::ResetPasswordResponse& response, rpc::CallFacts&) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const Giver giver, giverOf(who));
  CAMERAMONIT_RETURN_IF_ERROR(checkManages(*giver, request.name()));
  const base::Secret<std::string> password = oneTimePassword();
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::string hash, hashPassword(password));
  CAMERAMONIT_RETURN_IF_ERROR(parts_.users.setPassword(request.name(), hash, true, parts_.clock.now()));
  CAMERAMONIT_RETURN_IF_ERROR(endSessions(request.name()));
  response.set_one_time_password(password.reveal());
  parts_.changed();
  return absl::OkStatus();
}

absl::Status AccessService::createGroup(const rpc::Principal& who, const v1::CreateGroupRequest& request,
                                        v1::CreateGroupResponse& response, rpc::CallFacts& facts) {
  v1::Group group = request.group();
  if (group.name().empty()) group.set_name(absl::StrCat("groups/", text::resourceIdFrom(group.display_name())));
  if (group.display_name().empty()) group.set_display_name(group.name().substr(7));
  CAMERAMONIT_RETURN_IF_ERROR(checkGroup(group));
  const auto key = sql::requestKey(who.name, absl::StrCat(kService, "CreateGroup"), request.request_id(), request);
  CAMERAMONIT_ASSIGN_OR_RETURN(*response.mutable_group(), parts_.groups.create(group, key, parts_.clock.now()));
  facts["name"] = response.group().name();
  return absl::OkStatus();
}

absl::Status AccessService::getGroup(const rpc::Principal&, const v1::GetGroupRequest& request,
                                     v1::GetGroupResponse& response, rpc::CallFacts&) {
  CAMERAMONIT_ASSIGN_OR_RETURN(*response.mutable_group(), parts_.groups.get(request.name()));
  return absl::OkStatus();
}

absl::Status AccessService::listGroups(const rpc::Principal&, const v1::ListGroupsRequest& request,
                                       v1::ListGroupsResponse& response, rpc::CallFacts&) {
  CAMERAMONIT_ASSIGN_OR_RETURN(GroupPage page, parts_.groups.list(request.page_size(), request.page_token()));
  for (v1::Group& group : page.groups) *response.add_groups() = std::move(group);
  response.set_next_page_token(std::move(page.nextPageToken));
  return absl::OkStatus();
}

absl::Status AccessService::updateGroup(const rpc::Principal& who, const v1::UpdateGroupRequest& request,
                                        v1::UpdateGroupResponse& response, rpc::CallFacts&) {
  CAMERAMONIT_RETURN_IF_ERROR(pathsOf(request.update_mask(), {"display_name"}).status());
  CAMERAMONIT_RETURN_IF_ERROR(checkGroup(request.group()));
  const auto key = sql::requestKey(who.name, absl::StrCat(kService, "UpdateGroup"), request.request_id(), request);
  CAMERAMONIT_ASSIGN_OR_RETURN(*response.mutable_group(),
                               parts_.groups.update(request.group(), key, parts_.clock.now()));
  return absl::OkStatus();
}

absl::Status AccessService::deleteGroup(const rpc::Principal& who, const v1::DeleteGroupRequest& request,
                                        v1::DeleteGroupResponse&, rpc::CallFacts&) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const Giver giver, giverOf(who));
  CAMERAMONIT_RETURN_IF_ERROR(checkGivesAll(*giver, request.name()));
  CAMERAMONIT_RETURN_IF_ERROR(parts_.groups.remove(request.name(), request.etag()));
  parts_.changed();
  return absl::OkStatus();
}

absl::Status AccessService::addMember(const rpc::Principal& who, const v1::AddMemberRequest& request,
                                      v1::AddMemberResponse&, rpc::CallFacts&) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const Giver giver, giverOf(who));
  // To be in a group is to have what it was granted.
  CAMERAMONIT_RETURN_IF_ERROR(checkGivesAll(*giver, request.group()));
  CAMERAMONIT_RETURN_IF_ERROR(parts_.groups.addMember(request.group(), request.user()));
  parts_.changed();
  return absl::OkStatus();
}

absl::Status AccessService::removeMember(const rpc::Principal& who, const v1::RemoveMemberRequest& request,
                                         v1::RemoveMemberResponse&, rpc::CallFacts&) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const Giver giver, giverOf(who));
  CAMERAMONIT_RETURN_IF_ERROR(checkGivesAll(*giver, request.group()));
  CAMERAMONIT_RETURN_IF_ERROR(parts_.groups.get(request.group()).status());
  CAMERAMONIT_RETURN_IF_ERROR(parts_.groups.removeMember(request.group(), request.user()));
  parts_.changed();
  return absl::OkStatus();
}

absl::Status AccessService::listMembers(const rpc::Principal&, const v1::ListMembersRequest& request,
                                        v1::ListMembersResponse& response, rpc::CallFacts&) {
  CAMERAMONIT_RETURN_IF_ERROR(parts_.groups.get(request.group()).status());
  CAMERAMONIT_ASSIGN_OR_RETURN(MemberPage page,
                               parts_.groups.members(request.group(), request.page_size(), request.page_token()));
  for (std::string& user : page.users) response.add_users(std::move(user));
  response.set_next_page_token(std::move(page.nextPageToken));
  return absl::OkStatus();
}

}  // namespace cameramonit::access
