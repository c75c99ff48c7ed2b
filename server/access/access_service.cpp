#include "server/access/access_service.h"

#include "common/base/status.h"
#include "server/access/decide/coverage.h"

namespace cameramonit::access {
namespace {

absl::Status beyond(const std::string& what) {
  return base::permissionDenied(type::v1::ERROR_REASON_BEYOND_OWN_RIGHTS, what);
}

}  // namespace

absl::StatusOr<AccessService::Giver> AccessService::giverOf(const rpc::Principal& who) const {
  if (!who.isService() && !isOperator(who)) return parts_.directory.personOf(who.name);
  auto all = std::make_shared<Person>();
  all->name = who.name;
  all->roles.push_back(type::v1::ROLE_ADMIN);
  return all;
}

absl::Status AccessService::checkGives(const Person& giver, const v1::Grant& grant) const {
  if (giver.mayEverything()) return absl::OkStatus();
  CAMERAMONIT_ASSIGN_OR_RETURN(const absl::TimeZone zone, parts_.zoneOf(projectOf(grant.resource())));
  if (mayGive(giver, ruleOf(grant, zone), parts_.clock.now())) return absl::OkStatus();
  return beyond("You can only give what you have yourself: the same place, events, rights and hours, or fewer.");
}

absl::Status AccessService::checkGivesAll(const Person& giver, const std::string& subject) const {
  if (giver.mayEverything()) return absl::OkStatus();
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto grants, parts_.grants.ofSubject(subject));
  for (const v1::Grant& grant : grants) CAMERAMONIT_RETURN_IF_ERROR(checkGives(giver, grant));
  return absl::OkStatus();
}

absl::Status AccessService::checkRoles(const Person& giver, const v1::User& user) const {
  for (const int role : user.roles()) {
    if (!mayGiveRole(giver, static_cast<type::v1::Role>(role))) {
      return beyond("You can make customers and supervisors, and give roles that you have yourself, but not admin.");
    }
  }
  return absl::OkStatus();
}

absl::Status AccessService::checkManages(const Person& giver, const std::string& user) const {
  if (giver.mayEverything()) return parts_.users.get(user).status();
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto other, parts_.directory.personOf(user));
  if (mayManage(giver, *other, parts_.clock.now())) return absl::OkStatus();
  return beyond("This account may do more than you: an administrator must change it.");
}

absl::Status AccessService::checkManages(const rpc::Principal& who, const std::string& user) const {
  CAMERAMONIT_ASSIGN_OR_RETURN(const Giver giver, giverOf(who));
  if (!giver->mayEverything() && !giver->hasRole(type::v1::ROLE_MANAGER)) {
    return beyond("Only managers and administrators may see other people's sessions.");
  }
  return checkManages(*giver, user);
}

#define CAMERAMONIT_ACCESS_RPC(name, method)                                                                      \
  grpc::ServerUnaryReactor* AccessService::name(grpc::CallbackServerContext* context,                             \
                                                const v1::name##Request* request, v1::name##Response* response) { \
    return serve(context, request, response, &AccessService::method);                                             \
  }
CAMERAMONIT_ACCESS_RPC(CreateUser, createUser)
CAMERAMONIT_ACCESS_RPC(GetUser, getUser)
CAMERAMONIT_ACCESS_RPC(ListUsers, listUsers)
CAMERAMONIT_ACCESS_RPC(UpdateUser, updateUser)
CAMERAMONIT_ACCESS_RPC(DeleteUser, deleteUser)
CAMERAMONIT_ACCESS_RPC(ResetPassword, resetPassword)
CAMERAMONIT_ACCESS_RPC(CreateGroup, createGroup)
CAMERAMONIT_ACCESS_RPC(GetGroup, getGroup)
CAMERAMONIT_ACCESS_RPC(ListGroups, listGroups)
CAMERAMONIT_ACCESS_RPC(UpdateGroup, updateGroup)
CAMERAMONIT_ACCESS_RPC(DeleteGroup, deleteGroup)
CAMERAMONIT_ACCESS_RPC(AddMember, addMember)
CAMERAMONIT_ACCESS_RPC(RemoveMember, removeMember)
CAMERAMONIT_ACCESS_RPC(ListMembers, listMembers)
CAMERAMONIT_ACCESS_RPC(CreateGrant, createGrant)
CAMERAMONIT_ACCESS_RPC(GetGrant, getGrant)
CAMERAMONIT_ACCESS_RPC(ListGrants, listGrants)
CAMERAMONIT_ACCESS_RPC(UpdateGrant, updateGrant)
CAMERAMONIT_ACCESS_RPC(DeleteGrant, deleteGrant)
CAMERAMONIT_ACCESS_RPC(TestAccess, testAccess)
CAMERAMONIT_ACCESS_RPC(ListAuditEntries, listAuditEntries)
CAMERAMONIT_ACCESS_RPC(VerifyAudit, verifyAudit)
#undef CAMERAMONIT_ACCESS_RPC

}  // namespace cameramonit::access
