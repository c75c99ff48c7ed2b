#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <gtest/gtest.h>

#include "cameramonit/access/v1/access_service.grpc.pb.h"
#include "cameramonit/access/v1/session_service.grpc.pb.h"
#include "common/base/clock.h"
#include "common/base/status.h"
#include "common/rpc/status_mapping.h"
#include "common/rpc/token.h"
#include "tests/integration/permissions/generic_caller.h"
#include "tests/reference/permissions/permission_table.h"
#include "tests/support/product/server_process.h"

namespace cameramonit::testing {
namespace {

namespace fs = std::filesystem;

constexpr char kPassword[] = "a sentence that opens a door";

std::string readFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The reasons by which the guard turns somebody away before the handler runs.
bool turnsAway(const absl::Status& status) {
  static const std::set<base::ErrorReason> kReasons = {
      type::v1::ERROR_REASON_TOKEN_MISSING,  type::v1::ERROR_REASON_TOKEN_INVALID,
      type::v1::ERROR_REASON_TOKEN_EXPIRED,  type::v1::ERROR_REASON_ROLE_REQUIRED,
      type::v1::ERROR_REASON_POLICY_MISSING, type::v1::ERROR_REASON_PASSWORD_CHANGE_REQUIRED};
  return kReasons.contains(base::errorReason(status));
}

/// The real program with one user of every role, called like any client would.
class PermissionsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::string pattern = (fs::temp_directory_path() / "cameramonit-permissions-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    server_ = new ServerProcess(folder_);
    server_->start();
    channel_ = grpc::CreateChannel(server_->grpcAddress(), grpc::InsecureChannelCredentials());
    tokens_["nobody"] = "";
    for (const char* const role : {"installer", "admin", "manager", "supervisor", "customer"})
      tokens_[role] = join(role);
    const base::SystemClock clock;
    const rpc::TokenAuthority ours(base::Secret<std::string>(readFile(fs::path(folder_) / "keys" / "tokens")), clock);
    rpc::Principal service;
    service.kind = rpc::Principal::Kind::kService;
    service.name = "services/analyzer";  // the one that may open cameras
    tokens_["service"] = ours.issue(service, clock.now() + absl::Hours(1));
    rpc::Principal admin;
    admin.kind = rpc::Principal::Kind::kUser;
    admin.name = "users/admin-of-tests";
    admin.roles = {type::v1::ROLE_ADMIN};
    expired_ = ours.issue(admin, clock.now() - absl::Seconds(1));
    withoutSession_ = ours.issue(admin, clock.now() + absl::Hours(1));
    foreign_ = rpc::TokenAuthority(rpc::TokenAuthority::newSeed(), clock).issue(service, clock.now() + absl::Hours(1));
    forged_ = tokens_["admin"];
    forged_[forged_.size() / 4] = forged_[forged_.size() / 4] == 'A' ? 'B' : 'A';
  }
  static void TearDownTestSuite() {
    channel_.reset();
    delete server_;
    fs::remove_all(folder_);
  }

  static std::unique_ptr<grpc::ClientContext> with(const std::string& token) {
    auto context = std::make_unique<grpc::ClientContext>();
    context->AddMetadata("authorization", absl::StrCat("Bearer ", token));
    return context;
  }

  /// A user of this one role, logged in with a password of his own; his access token.
  static std::string join(const std::string& role) {
    const auto access = access::v1::AccessService::NewStub(channel_);
    const auto sessions = access::v1::SessionService::NewStub(channel_);
    access::v1::CreateUserRequest create;
    access::v1::CreateUserResponse created;
    create.mutable_user()->set_name(absl::StrCat("users/", role, "-of-tests"));
    type::v1::Role number{};
    EXPECT_TRUE(type::v1::Role_Parse("ROLE_" + absl::AsciiStrToUpper(role), &number));
    create.mutable_user()->add_roles(number);
    const auto made = access->CreateUser(with(server_->operatorToken()).get(), create, &created);
    EXPECT_TRUE(made.ok()) << made.error_message();
    access::v1::LoginRequest login;
    access::v1::LoginResponse loggedIn;
    login.set_user(create.user().name());
    login.set_password(created.one_time_password());
    grpc::ClientContext nobody;
    EXPECT_TRUE(sessions->Login(&nobody, login, &loggedIn).ok());
    access::v1::ChangePasswordRequest change;
    access::v1::ChangePasswordResponse changed;
    change.set_old_password(created.one_time_password());
    change.set_new_password(kPassword);
    const auto done = sessions->ChangePassword(with(loggedIn.tokens().access_token()).get(), change, &changed);
    EXPECT_TRUE(done.ok()) << done.error_message();
    return changed.tokens().access_token();
  }

  absl::Status call(const Rpc& rpc, const std::string& token, bool expectAnswer) {
    // A stream that is allowed may stay silent; a refusal comes at once.
    const bool streams = rpc.method->server_streaming();
    return caller_.call(rpc.name, token, "", streams && expectAnswer ? absl::Milliseconds(700) : absl::Seconds(20));
  }

  static inline std::string folder_;
  static inline ServerProcess* server_ = nullptr;
  static inline std::shared_ptr<grpc::Channel> channel_;
  static inline std::map<std::string, std::string> tokens_;
  static inline std::string expired_, forged_, foreign_, withoutSession_;
  const Contracts contracts_;
  const PermissionTable table_ = readPermissionPage(readFile(permissionPagePath()));
  GenericCaller caller_{channel_};
};

TEST_F(PermissionsTest, EveryCallAsEverybodyIsAsThePageSays) {
  for (const Rpc& rpc : contracts_.rpcs()) {
    ASSERT_TRUE(table_.contains(rpc.name)) << rpc.name;
    for (const std::string& caller : callers()) {
      const bool may = table_.at(rpc.name).at(caller);
      // What a public call says of an empty token in its request is its own business.
      if (may && rpc.policy.access() == policy::v1::Policy::ACCESS_PUBLIC) continue;
      const absl::Status status = call(rpc, tokens_.at(caller), may);
      EXPECT_EQ(!turnsAway(status), may) << rpc.name << " as " << caller << ": " << status;
      EXPECT_NE(status.code(), absl::StatusCode::kUnimplemented) << rpc.name;
    }
  }
}

TEST_F(PermissionsTest, TokensThatAreNotOursOpenNothing) {
  for (const Rpc& rpc : contracts_.rpcs()) {
    if (rpc.policy.access() == policy::v1::Policy::ACCESS_PUBLIC) continue;
    for (const auto& [what, token] : {std::pair("expired", expired_), std::pair("forged", forged_),
                                      std::pair("foreign", foreign_), std::pair("without session", withoutSession_)}) {
      const absl::Status status = call(rpc, token, false);
      EXPECT_TRUE(status.code() == absl::StatusCode::kUnauthenticated ||
                  base::errorReason(status) == type::v1::ERROR_REASON_ROLE_REQUIRED)
          << rpc.name << " with a token that is " << what << ": " << status;
    }
  }
}

TEST_F(PermissionsTest, PublicCallsNeedNoToken) {
  for (const Rpc& rpc : contracts_.rpcs()) {
    if (rpc.policy.access() != policy::v1::Policy::ACCESS_PUBLIC) continue;
    const absl::Status status = call(rpc, "", false);
    EXPECT_NE(base::errorReason(status), type::v1::ERROR_REASON_TOKEN_MISSING) << rpc.name;
    EXPECT_NE(base::errorReason(status), type::v1::ERROR_REASON_ROLE_REQUIRED) << rpc.name;
  }
}

}  // namespace
}  // namespace cameramonit::testing
