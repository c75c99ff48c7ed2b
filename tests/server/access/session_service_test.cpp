#include "server/access/session_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/rpc/server_runtime.h"
#include "common/rpc/status_mapping.h"
#include "server/access/password.h"
#include "storage/sql/database.h"
#include "tests/support/database/test_database.h"
#include "tests/support/fake_clock.h"

namespace cameramonit::access {
namespace {

constexpr char kNewPassword[] = "a sentence that is long";

class Silence final : public log::Logger::Sink {
 public:
  void write(log::Level, std::string_view) override {}
};

class AllowAll final : public rpc::Authorizer {
 public:
  absl::Status authorize(const rpc::Principal&, const policy::v1::Policy&, const std::string&) const override {
    return absl::OkStatus();
  }
};

class SessionServiceTest : public ::testing::Test {
 protected:
  SessionServiceTest() {
    runtime_.add(service_);
    EXPECT_TRUE(runtime_.start({}).ok());
    stub_ = v1::SessionService::NewStub(runtime_.inProcessChannel());
    auto password = service_.makeFirstAdministrator();
    EXPECT_TRUE(password.ok()) << password.status();
    oneTime_ = password->reveal();
  }
  ~SessionServiceTest() override {
    runtime_.shutdown(absl::Seconds(2));
    executor_.stop();
  }

  absl::StatusOr<v1::LoginResponse> login(const std::string& user, const std::string& password,
                                          const std::string& address = "10.0.0.1") {
    grpc::ClientContext context;
    context.AddMetadata("x-cameramonit-client-address", address);
    v1::LoginRequest request;
    request.set_user(user);
    request.set_password(password);
    v1::LoginResponse response;
    CAMERAMONIT_RETURN_IF_ERROR(rpc::fromGrpcStatus(stub_->Login(&context, request, &response)));
    return response;
  }
  absl::StatusOr<v1::Tokens> refresh(const std::string& token) {
    grpc::ClientContext context;
    v1::RefreshRequest request;
    request.set_refresh_token(token);
    v1::RefreshResponse response;
    CAMERAMONIT_RETURN_IF_ERROR(rpc::fromGrpcStatus(stub_->Refresh(&context, request, &response)));
    return response.tokens();
  }
  absl::Status whoAmI(const std::string& accessToken) {
    grpc::ClientContext context;
    context.AddMetadata("authorization", "Bearer " + accessToken);
    v1::WhoAmIResponse response;
    return rpc::fromGrpcStatus(stub_->WhoAmI(&context, {}, &response));
  }
  absl::StatusOr<v1::Tokens> changePassword(const std::string& accessToken, const std::string& from,
                                            const std::string& to) {
    grpc::ClientContext context;
    context.AddMetadata("authorization", "Bearer " + accessToken);
    v1::ChangePasswordRequest request;
    request.set_old_password(from);
    request.set_new_password(to);
    v1::ChangePasswordResponse response;
    CAMERAMONIT_RETURN_IF_ERROR(rpc::fromGrpcStatus(stub_->ChangePassword(&context, request, &response)));
    return response.tokens();
  }

  testing::FakeClock clock_;
  log::Logger log_{{}, clock_, std::make_unique<Silence>()};
  support::TestDatabase database_{sql::Dialect::kSqlite};
  UserTable users_{*database_};
  SessionTable sessions_{*database_};
  rpc::TokenAuthority tokens_{rpc::TokenAuthority::newSeed(), clock_};
  rpc::Metrics metrics_;
  AllowAll authorizer_;
  base::Executor executor_{"session-test", 2, 100};
  rpc::CallGuard guard_{{executor_, tokens_, authorizer_, metrics_, log_, nullptr}};
  SessionService service_{{users_, sessions_, tokens_, guard_, clock_, log_}};
  rpc::ServerRuntime runtime_{log_};
  std::unique_ptr<v1::SessionService::Stub> stub_;
  std::string oneTime_;
};

TEST_F(SessionServiceTest, FirstStartMakesOneAdministratorOnce) {
  EXPECT_GE(oneTime_.size(), 16U);
  const auto again = service_.makeFirstAdministrator();
  ASSERT_TRUE(again.ok());
  EXPECT_TRUE(again->empty());
}

TEST_F(SessionServiceTest, OneTimePasswordMustBeChangedAndThenIsWorthless) {
  const auto first = login("admin", oneTime_);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_TRUE(first->user().password_expired());
  const auto tokens = changePassword(first->tokens().access_token(), oneTime_, kNewPassword);
  ASSERT_TRUE(tokens.ok()) << tokens.status();
  EXPECT_FALSE(login("admin", oneTime_).ok());
  const auto second = login("admin", kNewPassword);
  ASSERT_TRUE(second.ok());
  EXPECT_FALSE(second->user().password_expired());
}

TEST_F(SessionServiceTest, UnknownUserAndWrongPasswordLookTheSame) {
  const absl::Status wrong = login("admin", "nonsense").status();
  const absl::Status unknown = login("nobody", "nonsense").status();
  EXPECT_EQ(base::errorReason(wrong), type::v1::ERROR_REASON_CREDENTIALS_WRONG);
  EXPECT_EQ(wrong.message(), unknown.message());
  EXPECT_EQ(wrong.code(), unknown.code());
}

TEST_F(SessionServiceTest, GuessingSlowsDownButDoesNotLockTheOwnerOut) {
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(login("admin", "guess", "10.6.6.6").ok());
  const absl::Status throttled = login("admin", oneTime_, "10.6.6.6").status();
  EXPECT_EQ(base::errorReason(throttled), type::v1::ERROR_REASON_LOGIN_THROTTLED);
  EXPECT_NE(base::errorDetails(throttled).facts.at("retry_after_s"), "0");
  EXPECT_TRUE(login("admin", oneTime_, "10.0.0.1").ok());
  clock_.advance(absl::Minutes(6));
  EXPECT_TRUE(login("admin", oneTime_, "10.6.6.6").ok());
}

TEST_F(SessionServiceTest, RefreshRotatesAndAReusedTokenEndsTheFamily) {
  const auto first = login("admin", oneTime_);
  ASSERT_TRUE(first.ok());
  const auto second = refresh(first->tokens().refresh_token());
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_NE(second->refresh_token(), first->tokens().refresh_token());
  EXPECT_EQ(base::errorReason(refresh(first->tokens().refresh_token()).status()),
            type::v1::ERROR_REASON_REFRESH_TOKEN_REUSED);
  EXPECT_FALSE(refresh(second->refresh_token()).ok());
}

TEST_F(SessionServiceTest, LogoutRefusesTheSessionsTokensAtOnce) {
  const auto session = login("admin", oneTime_);
  ASSERT_TRUE(session.ok());
  EXPECT_TRUE(whoAmI(session->tokens().access_token()).ok());
  grpc::ClientContext context;
  v1::LogoutRequest request;
  request.set_refresh_token(session->tokens().refresh_token());
  v1::LogoutResponse response;
  ASSERT_TRUE(stub_->Logout(&context, request, &response).ok());
  EXPECT_FALSE(whoAmI(session->tokens().access_token()).ok());
  EXPECT_FALSE(refresh(session->tokens().refresh_token()).ok());
}

TEST_F(SessionServiceTest, ChangingThePasswordEndsEveryOtherSession) {
  const auto thief = login("admin", oneTime_, "10.6.6.6");
  const auto owner = login("admin", oneTime_);
  ASSERT_TRUE(thief.ok() && owner.ok());
  const auto fresh = changePassword(owner->tokens().access_token(), oneTime_, kNewPassword);
  ASSERT_TRUE(fresh.ok());
  EXPECT_FALSE(whoAmI(thief->tokens().access_token()).ok());
  EXPECT_FALSE(refresh(thief->tokens().refresh_token()).ok());
  EXPECT_TRUE(whoAmI(fresh->access_token()).ok());
}

TEST_F(SessionServiceTest, WeakPasswordsAreRefusedWithWhatWouldDo) {
  const auto session = login("admin", oneTime_);
  ASSERT_TRUE(session.ok());
  for (const char* weak : {"short", "1234567890", "aaaaaaaaaaaa", "admin-is-my-name"}) {
    const absl::Status status = changePassword(session->tokens().access_token(), oneTime_, weak).status();
    EXPECT_EQ(base::errorReason(status), type::v1::ERROR_REASON_PASSWORD_WEAK) << weak;
  }
}

TEST(Password, HashIsArgon2idAndVerifies) {
  const base::Secret<std::string> password(std::string("a sentence that is long"));
  const auto hash = hashPassword(password);
  ASSERT_TRUE(hash.ok());
  EXPECT_THAT(*hash, ::testing::StartsWith("$argon2id$"));
  EXPECT_TRUE(verifyPassword(*hash, password));
  EXPECT_FALSE(verifyPassword(*hash, base::Secret<std::string>(std::string("another"))));
  EXPECT_FALSE(verifyPassword("", password));
}

}  // namespace
}  // namespace cameramonit::access
