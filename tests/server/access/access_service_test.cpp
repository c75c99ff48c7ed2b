#include "server/access/access_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <absl/strings/str_cat.h>

#include "common/base/ids.h"
#include "common/rpc/server_runtime.h"
#include "common/rpc/status_mapping.h"
#include "server/access/audit_writer.h"
#include "tests/support/database/test_database.h"
#include "tests/support/fake_clock.h"

namespace cameramonit::access {
namespace {

class Silence final : public log::Logger::Sink {
 public:
  void write(log::Level, std::string_view) override {}
};

/// AccessService behind the real guard, directory and audit log.
class AccessServiceTest : public support::BothDatabases {
 protected:
  AccessServiceTest() {
    runtime_.add(service_);
    EXPECT_TRUE(runtime_.start({}).ok());
    stub_ = v1::AccessService::NewStub(runtime_.inProcessChannel());
    directory_.refresh();
    make("boss", {type::v1::ROLE_ADMIN});
    make("mia", {type::v1::ROLE_MANAGER});
    make("ala", {type::v1::ROLE_CUSTOMER});
  }
  ~AccessServiceTest() override {
    runtime_.shutdown(absl::Seconds(2));
    executor_.stop();
    writer_.stop();
  }

  void make(const std::string& id, const std::vector<type::v1::Role>& roles) {
    StoredUser stored;
    stored.user.set_name("users/" + id);
    for (const auto role : roles) stored.user.add_roles(role);
    EXPECT_TRUE(users_.create(stored, clock_.now()).ok());
    StoredSession session;
    session.id = sessionsOf_[id] = base::newUuid(clock_.now());
    session.user = "users/" + id;
    session.created = clock_.now();
    const absl::Time end = clock_.now() + absl::Hours(1);
    EXPECT_TRUE(sessions_.begin(session, {"token-of-" + id, end}).ok());
    directory_.refresh();
  }

  /// A call as a user with a session.
  template <typename Request, typename Response>
  absl::Status call(const std::string& user,
                    grpc::Status (v1::AccessService::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                    const Request& request, Response* response) {
    rpc::Principal who;
    who.kind = rpc::Principal::Kind::kUser;
    who.name = "users/" + user;
    who.session = sessionsOf_[user];
    grpc::ClientContext context;
    context.AddMetadata("authorization", "Bearer " + tokens_.issue(who, clock_.now() + absl::Minutes(5)));
    return rpc::fromGrpcStatus((stub_.get()->*method)(&context, request, response));
  }

  absl::StatusOr<v1::Grant> grant(const std::string& giver, const std::string& subject, const std::string& resource,
                                  const std::vector<std::string>& classes = {}) {
    v1::CreateGrantRequest request;
    request.mutable_grant()->set_subject(subject);
    request.mutable_grant()->set_resource(resource);
    for (const std::string& word : classes) request.mutable_grant()->mutable_events()->add_object_classes(word);
    v1::CreateGrantResponse response;
    CAMERAMONIT_RETURN_IF_ERROR(call(giver, &v1::AccessService::Stub::CreateGrant, request, &response));
    return response.grant();
  }
  absl::Status addUser(const std::string& giver, const std::string& id, type::v1::Role role) {
    v1::CreateUserRequest request;
    request.mutable_user()->set_name("users/" + id);
    request.mutable_user()->add_roles(role);
    v1::CreateUserResponse response;
    return call(giver, &v1::AccessService::Stub::CreateUser, request, &response);
  }
  bool mayLook(const std::string& user, const std::string& resource) {
    rpc::Principal who;
    who.kind = rpc::Principal::Kind::kUser;
    who.name = "users/" + user;
    policy::v1::Policy policy;
    policy.set_right(policy::v1::Policy::RIGHT_SEE);
    return directory_.authorize(who, policy, resource).ok();
  }

  testing::FakeClock clock_;
  log::Logger log_{{}, clock_, std::make_unique<Silence>()};
  UserTable users_{database()};
  GroupTable groups_{database()};
  GrantTable grants_{database()};
  SessionTable sessions_{database()};
  AuditTable audit_{database()};
  AuditWriter writer_{audit_, clock_, log_};
  rpc::TokenAuthority tokens_{rpc::TokenAuthority::newSeed(), clock_};
  AccessDirectory directory_{{database(), users_, groups_, grants_, sessions_, clock_,
                              [](const std::string&) { return absl::StatusOr<absl::TimeZone>(absl::UTCTimeZone()); }}};
  rpc::Metrics metrics_;
  base::Executor executor_{"access-test", 2, 100};
  rpc::CallGuard guard_{{executor_, tokens_, directory_, metrics_, log_,
                         [this](const rpc::CallRecord& record, std::function<void(const absl::Status&)> written) {
                           writer_.record(record, std::move(written));
                         }}};
  AccessService service_{{users_, groups_, grants_, sessions_, audit_, directory_, tokens_, guard_, clock_,
                          [](const std::string&) { return absl::OkStatus(); },
                          [](const std::string&) { return absl::StatusOr<absl::TimeZone>(absl::UTCTimeZone()); },
                          [this] { directory_.refresh(); }}};
  rpc::ServerRuntime runtime_{log_};
  std::unique_ptr<v1::AccessService::Stub> stub_;
  std::map<std::string, std::string> sessionsOf_;
};
CAMERAMONIT_BOTH_DATABASES(AccessServiceTest);

constexpr auto kBeyond = type::v1::ERROR_REASON_BEYOND_OWN_RIGHTS;

TEST_P(AccessServiceTest, AGrantIsInForceAtOnceAndGoneAtOnce) {
  EXPECT_FALSE(mayLook("ala", "projects/home/channels/gate"));
  const auto given = grant("boss", "users/ala", "projects/home/channels/gate");
  ASSERT_TRUE(given.ok()) << given.status();
  EXPECT_EQ(given->granted_by(), "users/boss");
  EXPECT_TRUE(mayLook("ala", "projects/home/channels/gate"));
  EXPECT_FALSE(mayLook("ala", "projects/home/channels/yard"));
  v1::DeleteGrantRequest take;
  take.set_name(given->name());
  v1::DeleteGrantResponse taken;
  ASSERT_TRUE(call("boss", &v1::AccessService::Stub::DeleteGrant, take, &taken).ok());
  EXPECT_FALSE(mayLook("ala", "projects/home/channels/gate"));
}

TEST_P(AccessServiceTest, AManagerGivesOnlyWhatHeHas) {
  EXPECT_EQ(base::errorReason(grant("mia", "users/ala", "projects/home").status()), kBeyond);
  ASSERT_TRUE(grant("boss", "users/mia", "projects/home", {"person"}).ok());
  EXPECT_EQ(base::errorReason(grant("mia", "users/ala", "projects/home").status()), kBeyond);
  EXPECT_EQ(base::errorReason(grant("mia", "users/mia", "projects/home").status()), kBeyond);
  const auto given = grant("mia", "users/ala", "projects/home/channels/gate", {"person"});
  EXPECT_TRUE(given.ok()) << given.status();
  EXPECT_EQ(base::errorReason(grant("ala", "users/ala", "projects/home").status()),
            type::v1::ERROR_REASON_ROLE_REQUIRED);
}

TEST_P(AccessServiceTest, AManagerMakesNoAdministratorsAndLeavesThemAlone) {
  EXPECT_TRUE(addUser("mia", "ola", type::v1::ROLE_CUSTOMER).ok());
  EXPECT_EQ(base::errorReason(addUser("mia", "eve", type::v1::ROLE_ADMIN)), kBeyond);
  v1::UpdateUserRequest promote;
  promote.mutable_user()->set_name("users/mia");
  promote.mutable_user()->add_roles(type::v1::ROLE_ADMIN);
  promote.mutable_update_mask()->add_paths("roles");
  v1::UpdateUserResponse promoted;
  EXPECT_EQ(base::errorReason(call("mia", &v1::AccessService::Stub::UpdateUser, promote, &promoted)), kBeyond);
  v1::ResetPasswordRequest reset;
  v1::ResetPasswordResponse fresh;
  reset.set_name("users/boss");
  EXPECT_EQ(base::errorReason(call("mia", &v1::AccessService::Stub::ResetPassword, reset, &fresh)), kBeyond);
  // An account that may see what she may not.
  ASSERT_TRUE(grant("boss", "users/ala", "projects/shop").ok());
  reset.set_name("users/ala");
  EXPECT_EQ(base::errorReason(call("mia", &v1::AccessService::Stub::ResetPassword, reset, &fresh)), kBeyond);
  reset.set_name("users/ola");
  EXPECT_TRUE(call("mia", &v1::AccessService::Stub::ResetPassword, reset, &fresh).ok());
}

TEST_P(AccessServiceTest, AGroupIsNoWayAround) {
  v1::CreateGroupRequest create;
  v1::CreateGroupResponse created;
  create.mutable_group()->set_name("groups/guards");
  ASSERT_TRUE(call("boss", &v1::AccessService::Stub::CreateGroup, create, &created).ok());
  ASSERT_TRUE(grant("boss", "groups/guards", "projects/shop").ok());
  v1::AddMemberRequest add;
  v1::AddMemberResponse added;
  add.set_group("groups/guards");
  add.set_user("users/mia");
  EXPECT_EQ(base::errorReason(call("mia", &v1::AccessService::Stub::AddMember, add, &added)), kBeyond);
  add.set_user("users/ala");
  ASSERT_TRUE(call("boss", &v1::AccessService::Stub::AddMember, add, &added).ok());
  EXPECT_TRUE(mayLook("ala", "projects/shop/channels/door"));
  v1::RemoveMemberRequest remove;
  v1::RemoveMemberResponse removed;
  remove.set_group("groups/guards");
  remove.set_user("users/ala");
  ASSERT_TRUE(call("boss", &v1::AccessService::Stub::RemoveMember, remove, &removed).ok());
  EXPECT_FALSE(mayLook("ala", "projects/shop/channels/door"));
}

TEST_P(AccessServiceTest, WhatIsDisabledEndedOrOverOpensNothing) {
  v1::GetUserRequest get;
  v1::GetUserResponse got;
  get.set_name("users/ala");
  ASSERT_TRUE(call("mia", &v1::AccessService::Stub::GetUser, get, &got).ok());
  ASSERT_TRUE(sessions_.end(sessionsOf_["mia"], clock_.now()).ok());
  directory_.refresh();
  EXPECT_EQ(base::errorReason(call("mia", &v1::AccessService::Stub::GetUser, get, &got)),
            type::v1::ERROR_REASON_TOKEN_INVALID);
  clock_.advance(absl::Hours(2));
  EXPECT_EQ(base::errorReason(call("boss", &v1::AccessService::Stub::GetUser, get, &got)),
            type::v1::ERROR_REASON_TOKEN_INVALID);
}

TEST_P(AccessServiceTest, RolesAreThoseOfNowAndNotOfTheToken) {
  v1::UpdateUserRequest demote;
  demote.mutable_user()->set_name("users/mia");
  demote.mutable_user()->add_roles(type::v1::ROLE_CUSTOMER);
  demote.mutable_update_mask()->add_paths("roles");
  v1::UpdateUserResponse response;
  ASSERT_TRUE(call("boss", &v1::AccessService::Stub::UpdateUser, demote, &response).ok());
  EXPECT_EQ(base::errorReason(addUser("mia", "ola", type::v1::ROLE_CUSTOMER)), type::v1::ERROR_REASON_ROLE_REQUIRED);
}

TEST_P(AccessServiceTest, WhyIsSaidInWords) {
  ASSERT_TRUE(grant("boss", "users/ala", "projects/home/channels/gate", {"person"}).ok());
  v1::TestAccessRequest request;
  v1::TestAccessResponse response;
  request.set_user("users/ala");
  request.set_resource("projects/home/channels/gate");
  request.mutable_event()->set_object_class("car");
  ASSERT_TRUE(call("boss", &v1::AccessService::Stub::TestAccess, request, &response).ok());
  EXPECT_FALSE(response.allowed());
  ASSERT_EQ(response.weighed_size(), 1);
  EXPECT_THAT(response.weighed(0).reason().en(), ::testing::HasSubstr("\"car\""));
  request.mutable_event()->set_object_class("person");
  ASSERT_TRUE(call("boss", &v1::AccessService::Stub::TestAccess, request, &response).ok());
  EXPECT_TRUE(response.allowed());
}

TEST_P(AccessServiceTest, FieldsThatAreWrongAreNamed) {
  v1::CreateGrantRequest request;
  request.mutable_grant()->set_subject("ala");
  request.mutable_grant()->set_resource("cameras/gate");
  request.mutable_grant()->add_weekly_hours()->set_start_minute(-1);
  v1::CreateGrantResponse response;
  const absl::Status status = call("boss", &v1::AccessService::Stub::CreateGrant, request, &response);
  EXPECT_EQ(base::errorReason(status), type::v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(base::errorDetails(status).violations.size(), 3U);
  EXPECT_EQ(base::errorReason(grant("boss", "users/nobody", "projects/home").status()),
            type::v1::ERROR_REASON_USER_UNKNOWN);
}

TEST_P(AccessServiceTest, ARepeatedRequestGivesTheSameGrant) {
  v1::CreateGrantRequest request;
  request.mutable_grant()->set_subject("users/ala");
  request.mutable_grant()->set_resource("projects/home");
  request.set_request_id("once");
  v1::CreateGrantResponse first, second;
  ASSERT_TRUE(call("boss", &v1::AccessService::Stub::CreateGrant, request, &first).ok());
  ASSERT_TRUE(call("boss", &v1::AccessService::Stub::CreateGrant, request, &second).ok());
  EXPECT_EQ(first.grant().name(), second.grant().name());
}

TEST_P(AccessServiceTest, EveryChangeIsInTheLogWithWhoAndWhatButNoSecret) {
  ASSERT_TRUE(addUser("boss", "ola", type::v1::ROLE_CUSTOMER).ok());
  EXPECT_FALSE(addUser("mia", "eve", type::v1::ROLE_ADMIN).ok());
  v1::ListAuditEntriesRequest list;
  v1::ListAuditEntriesResponse entries;
  ASSERT_TRUE(call("boss", &v1::AccessService::Stub::ListAuditEntries, list, &entries).ok());
  ASSERT_EQ(entries.entries_size(), 2);
  EXPECT_EQ(entries.entries(0).principal(), "users/mia");
  EXPECT_EQ(entries.entries(0).outcome(), "BEYOND_OWN_RIGHTS");
  EXPECT_EQ(entries.entries(1).resource(), "users/ola");
  EXPECT_EQ(entries.entries(1).outcome(), "OK");
  v1::VerifyAuditResponse verdict;
  ASSERT_TRUE(call("boss", &v1::AccessService::Stub::VerifyAudit, {}, &verdict).ok());
  EXPECT_EQ(verdict.broken(), 0);
  EXPECT_EQ(verdict.checked(), 2);
  EXPECT_EQ(base::errorReason(call("mia", &v1::AccessService::Stub::VerifyAudit, {}, &verdict)),
            type::v1::ERROR_REASON_ROLE_REQUIRED);
}

}  // namespace
}  // namespace cameramonit::access
