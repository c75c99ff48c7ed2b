#pragma once

#include <functional>
#include <memory>
#include <string>

#include "cameramonit/access/v1/access_service.grpc.pb.h"
#include "common/base/clock.h"
#include "common/rpc/call_guard.h"
#include "server/access/access_directory.h"
#include "server/access/table/audit_table.h"
#include "server/access/table/grant_table.h"
#include "server/access/table/group_table.h"
#include "server/access/table/session_table.h"
#include "server/access/table/user_table.h"

namespace cameramonit::access {

/// Who may know what, and when. Thread-safe.
class AccessService final : public v1::AccessService::CallbackService {
 public:
  struct Parts {
    UserTable& users;
    GroupTable& groups;
    GrantTable& grants;
    SessionTable& sessions;
    AuditTable& audit;
    const AccessDirectory& directory;
    rpc::TokenAuthority& tokens;
    rpc::CallGuard& guard;
    const base::Clock& clock;
    /// Whether there is such a project or channel. May block. Errors: PROJECT_UNKNOWN, CHANNEL_UNKNOWN.
    std::function<absl::Status(const std::string& resource)> checkResource;
    /// The zone of projects/{id}. May block.
    std::function<absl::StatusOr<absl::TimeZone>(const std::string&)> zoneOf;
    /// Something that decisions rest on was changed: it must be in force when this returns.
    std::function<void()> changed;
  };
  /// Borrows everything in `parts`, which must outlive this service.
  explicit AccessService(Parts parts) : parts_(std::move(parts)) {}

  /// Whether `who` may manage the account of `user`; see decide/coverage.h.
  /// Errors: USER_UNKNOWN, BEYOND_OWN_RIGHTS.
  absl::Status checkManages(const rpc::Principal& who, const std::string& user) const;

#define CAMERAMONIT_ACCESS_RPC(name)                                                                     \
  grpc::ServerUnaryReactor* name(grpc::CallbackServerContext* context, const v1::name##Request* request, \
                                 v1::name##Response* response) override
  CAMERAMONIT_ACCESS_RPC(CreateUser);
  CAMERAMONIT_ACCESS_RPC(GetUser);
  CAMERAMONIT_ACCESS_RPC(ListUsers);
  CAMERAMONIT_ACCESS_RPC(UpdateUser);
  CAMERAMONIT_ACCESS_RPC(DeleteUser);
  CAMERAMONIT_ACCESS_RPC(ResetPassword);
  CAMERAMONIT_ACCESS_RPC(CreateGroup);
  CAMERAMONIT_ACCESS_RPC(GetGroup);
  CAMERAMONIT_ACCESS_RPC(ListGroups);
  CAMERAMONIT_ACCESS_RPC(UpdateGroup);
  CAMERAMONIT_ACCESS_RPC(DeleteGroup);
  CAMERAMONIT_ACCESS_RPC(AddMember);
  CAMERAMONIT_ACCESS_RPC(RemoveMember);
  CAMERAMONIT_ACCESS_RPC(ListMembers);
  CAMERAMONIT_ACCESS_RPC(CreateGrant);
  CAMERAMONIT_ACCESS_RPC(GetGrant);
  CAMERAMONIT_ACCESS_RPC(ListGrants);
  CAMERAMONIT_ACCESS_RPC(UpdateGrant);
  CAMERAMONIT_ACCESS_RPC(DeleteGrant);
  CAMERAMONIT_ACCESS_RPC(TestAccess);
  CAMERAMONIT_ACCESS_RPC(ListAuditEntries);
  CAMERAMONIT_ACCESS_RPC(VerifyAudit);
#undef CAMERAMONIT_ACCESS_RPC

 private:
  using Giver = std::shared_ptr<const Person>;
  template <typename Request, typename Response>
  using Method = absl::Status (AccessService::*)(const rpc::Principal&, const Request&, Response&, rpc::CallFacts&);

  template <typename Request, typename Response>
  grpc::ServerUnaryReactor* serve(grpc::CallbackServerContext* context, const Request* request, Response* response,
                                  Method<Request, Response> method) {
    return parts_.guard.unaryWithFacts(
        context, request, [this, request, response, method](const rpc::Principal& who, rpc::CallFacts& facts) {
          return (this->*method)(who, *request, *response, facts);
        });
  }

#define CAMERAMONIT_ACCESS_METHOD(name, method)                                                                  \
  absl::Status method(const rpc::Principal& who, const v1::name##Request& request, v1::name##Response& response, \
                      rpc::CallFacts& facts)
  // access_accounts_service.cpp
  CAMERAMONIT_ACCESS_METHOD(CreateUser, createUser);
  CAMERAMONIT_ACCESS_METHOD(GetUser, getUser);
  CAMERAMONIT_ACCESS_METHOD(ListUsers, listUsers);
  CAMERAMONIT_ACCESS_METHOD(UpdateUser, updateUser);
  CAMERAMONIT_ACCESS_METHOD(DeleteUser, deleteUser);
  CAMERAMONIT_ACCESS_METHOD(ResetPassword, resetPassword);
  CAMERAMONIT_ACCESS_METHOD(CreateGroup, createGroup);
  CAMERAMONIT_ACCESS_METHOD(GetGroup, getGroup);
  CAMERAMONIT_ACCESS_METHOD(ListGroups, listGroups);
  CAMERAMONIT_ACCESS_METHOD(UpdateGroup, updateGroup);
  CAMERAMONIT_ACCESS_METHOD(DeleteGroup, deleteGroup);
  CAMERAMONIT_ACCESS_METHOD(AddMember, addMember);
  CAMERAMONIT_ACCESS_METHOD(RemoveMember, removeMember);
  CAMERAMONIT_ACCESS_METHOD(ListMembers, listMembers);
  // access_grants_service.cpp
  CAMERAMONIT_ACCESS_METHOD(CreateGrant, createGrant);
  CAMERAMONIT_ACCESS_METHOD(GetGrant, getGrant);
  CAMERAMONIT_ACCESS_METHOD(ListGrants, listGrants);
  CAMERAMONIT_ACCESS_METHOD(UpdateGrant, updateGrant);
  CAMERAMONIT_ACCESS_METHOD(DeleteGrant, deleteGrant);
  CAMERAMONIT_ACCESS_METHOD(TestAccess, testAccess);
  CAMERAMONIT_ACCESS_METHOD(ListAuditEntries, listAuditEntries);
  CAMERAMONIT_ACCESS_METHOD(VerifyAudit, verifyAudit);
#undef CAMERAMONIT_ACCESS_METHOD

  /// The caller with all that he has. Services and the operator of the machine are as administrators.
  absl::StatusOr<Giver> giverOf(const rpc::Principal& who) const;
  /// Errors: BEYOND_OWN_RIGHTS.
  absl::Status checkGives(const Person& giver, const v1::Grant& grant) const;
  absl::Status checkGivesAll(const Person& giver, const std::string& subject) const;
  absl::Status checkRoles(const Person& giver, const v1::User& user) const;
  absl::Status checkManages(const Person& giver, const std::string& user) const;
  absl::Status endSessions(const std::string& user);

  const Parts parts_;
};

}  // namespace cameramonit::access
