#include "server/access/session_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/rpc/server_runtime.h"
#include "common/rpc/status_mapping.h"
#include "server/access/password.h"
#include "server/access/totp.h"
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
    service_.stop();
    executor_.stop();
  }

  absl::StatusOr<v1::LoginResponse> login(const std::string& user, const std::string& password,
                                          const std::string& address = "10.0.0.1", const std::string& code = "",
                                          const std::string& device = "") {
    grpc::ClientContext context;
    context.AddMetadata("x-cameramonit-client-address", address);
    v1::LoginRequest request;
    request.set_user(user);
    request.set_password(password);
    request.set_code(code);
    request.set_device_token(device);
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
  SecondFactorTable factors_{*database_};
  AccessKey key_{base::Secret<std::string>(std::string(32, 'k'))};
  rpc::Metrics metrics_;
  AllowAll authorizer_;
  base::Executor executor_{"session-test", 2, 100};
  rpc::CallGuard guard_{{executor_, tokens_, authorizer_, metrics_, log_, nullptr}};
  int changes_ = 0;
  SessionService service_{{users_, sessions_, factors_, tokens_, key_, guard_, clock_, log_,
                           [](const rpc::Principal&, const std::string&) {
                             return base::permissionDenied(type::v1::ERROR_REASON_BEYOND_OWN_RIGHTS, "Not yours.");
                           },
                           [this] { ++changes_; }}};
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
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(login("admin", "guess " + std::to_string(i), "10.6.6.6").ok());
  const absl::Status throttled = login("admin", oneTime_, "10.6.6.6").status();
  EXPECT_EQ(base::errorReason(throttled), type::v1::ERROR_REASON_LOGIN_THROTTLED);
  EXPECT_NE(base::errorDetails(throttled).facts.at("retry_after_s"), "0");
  EXPECT_TRUE(login("admin", oneTime_, "10.0.0.1").ok());
  clock_.advance(absl::Minutes(2));
  EXPECT_TRUE(login("admin", oneTime_, "10.6.6.6").ok());
}

TEST_F(SessionServiceTest, TheSameWrongPasswordAgainIsNoNewGuess) {
  for (int i = 0; i < 30; ++i) {
    EXPECT_EQ(base::errorReason(login("admin", "an old one", "10.6.6.6").status()),
              type::v1::ERROR_REASON_CREDENTIALS_WRONG);
  }
  EXPECT_TRUE(login("admin", oneTime_, "10.6.6.6").ok());
}

TEST_F(SessionServiceTest, AKnownDeviceIsNotHinderedByStrangersWhoGuess) {
  const auto first = login("admin", oneTime_);
  ASSERT_TRUE(first.ok());
  const std::string device = first->device_token();
  for (int i = 0; i < 6; ++i) EXPECT_FALSE(login("admin", "guess " + std::to_string(i)).ok());
  EXPECT_EQ(base::errorReason(login("admin", oneTime_).status()), type::v1::ERROR_REASON_LOGIN_THROTTLED);
  EXPECT_EQ(base::errorReason(login("admin", oneTime_, "10.0.0.1", "", device + "x").status()),
            type::v1::ERROR_REASON_LOGIN_THROTTLED);
  EXPECT_TRUE(login("admin", oneTime_, "10.0.0.1", "", device).ok());
}

TEST_F(SessionServiceTest, ASecondFactorIsAskedForAndEachCodeDoesOnce) {
  const auto session = login("admin", oneTime_);
  ASSERT_TRUE(session.ok());
  const std::string access = changePassword(session->tokens().access_token(), oneTime_, kNewPassword)->access_token();
  const auto with = [](grpc::ClientContext& context, const std::string& token) -> grpc::ClientContext* {
    context.AddMetadata("authorization", "Bearer " + token);
    return &context;
  };
  v1::BeginSecondFactorRequest begin;
  begin.set_password(kNewPassword);
  v1::BeginSecondFactorResponse begun;
  grpc::ClientContext first, second;
  ASSERT_TRUE(stub_->BeginSecondFactor(with(first, access), begin, &begun).ok());
  EXPECT_TRUE(login("admin", kNewPassword).ok()) << "it counts only once it is confirmed";
  const auto stored = factors_.get("users/admin");
  const auto secret = key_.open((*stored)->sealedSecret);
  ASSERT_TRUE(secret.ok());
  EXPECT_EQ(base32(secret->reveal()), begun.secret());
  EXPECT_EQ((*stored)->sealedSecret.find(secret->reveal()), std::string::npos);
  v1::ConfirmSecondFactorRequest confirm;
  confirm.set_code(totpCode(*secret, totpStepAt(clock_.now())));
  v1::ConfirmSecondFactorResponse confirmed;
  ASSERT_TRUE(stub_->ConfirmSecondFactor(with(second, access), confirm, &confirmed).ok());
  ASSERT_EQ(confirmed.recovery_codes_size(), 10);

  EXPECT_EQ(base::errorReason(login("admin", kNewPassword).status()), type::v1::ERROR_REASON_CODE_REQUIRED);
  EXPECT_EQ(base::errorReason(login("admin", kNewPassword, "10.0.0.1", confirm.code()).status()),
            type::v1::ERROR_REASON_CODE_WRONG)
      << "the code that confirmed must not log in as well";
  clock_.advance(absl::Seconds(30));
  const std::string next = totpCode(*secret, totpStepAt(clock_.now()));
  EXPECT_TRUE(login("admin", kNewPassword, "10.0.0.1", next).ok());
  EXPECT_FALSE(login("admin", kNewPassword, "10.0.0.1", next).ok());
  const std::string recovery = confirmed.recovery_codes(3);
  EXPECT_TRUE(login("admin", kNewPassword, "10.0.0.1", recovery).ok());
  EXPECT_FALSE(login("admin", kNewPassword, "10.0.0.1", recovery).ok());
  EXPECT_EQ(base::errorReason(login("admin", "wrong", "10.0.0.2", recovery).status()),
            type::v1::ERROR_REASON_CREDENTIALS_WRONG)
      << "nobody learns of the second factor without the password";
}

TEST_F(SessionServiceTest, ALinkLetsInUntilItsTimeIsOver) {
  StoredUser guest;
  guest.user.set_name("users/guest");
  guest.user.add_roles(type::v1::ROLE_CUSTOMER);
  guest.user.mutable_link()->mutable_lifetime()->set_seconds(600);
  guest.user.mutable_link()->mutable_expire_time()->set_seconds(absl::ToUnixSeconds(clock_.now()) + 3600);
  guest.linkHash = tokenHash("the token");
  ASSERT_TRUE(users_.create(guest, clock_.now()).ok());
  const auto redeem = [&](const std::string& token) -> absl::StatusOr<v1::RedeemLinkResponse> {
    grpc::ClientContext context;
    v1::RedeemLinkRequest request;
    request.set_token(token);
    v1::RedeemLinkResponse response;
    CAMERAMONIT_RETURN_IF_ERROR(rpc::fromGrpcStatus(stub_->RedeemLink(&context, request, &response)));
    return response;
  };
  EXPECT_EQ(base::errorReason(redeem("another").status()), type::v1::ERROR_REASON_LINK_EXPIRED);
  EXPECT_FALSE(login("guest", "").ok()) << "no password opens it";
  const auto first = redeem("the token");
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->tokens().refresh_expire_time().seconds(), absl::ToUnixSeconds(clock_.now()) + 600);
  clock_.advance(absl::Minutes(9));
  EXPECT_TRUE(redeem("the token").ok());
  clock_.advance(absl::Minutes(2));
  EXPECT_EQ(base::errorReason(redeem("the token").status()), type::v1::ERROR_REASON_LINK_EXPIRED);
  EXPECT_FALSE(refresh(first->tokens().refresh_token()).ok());
}

TEST_F(SessionServiceTest, SessionsAreListedAndRevoked) {
  const auto here = login("admin", oneTime_);
  const auto phone = login("admin", oneTime_, "10.0.0.7");
  ASSERT_TRUE(here.ok() && phone.ok());
  const std::string access = changePassword(here->tokens().access_token(), oneTime_, kNewPassword)->access_token();
  clock_.advance(absl::Seconds(1));
  const auto other = login("admin", kNewPassword, "10.0.0.9");
  ASSERT_TRUE(other.ok());
  grpc::ClientContext listing, revoking;
  listing.AddMetadata("authorization", "Bearer " + access);
  v1::ListSessionsResponse listed;
  ASSERT_TRUE(stub_->ListSessions(&listing, {}, &listed).ok());
  ASSERT_EQ(listed.sessions_size(), 2);
  EXPECT_EQ(listed.sessions(0).address(), "10.0.0.9");
  EXPECT_TRUE(listed.sessions(1).current());
  v1::RevokeSessionRequest revoke;
  revoke.set_name(listed.sessions(0).name());
  v1::RevokeSessionResponse revoked;
  revoking.AddMetadata("authorization", "Bearer " + access);
  ASSERT_TRUE(stub_->RevokeSession(&revoking, revoke, &revoked).ok());
  EXPECT_EQ(revoked.ended(), 1);
  EXPECT_FALSE(whoAmI(other->tokens().access_token()).ok());
  EXPECT_TRUE(whoAmI(access).ok());
}

TEST(Totp, CodesAreThoseOfTheStandard) {
  // RFC 6238, appendix B, SHA-1; its eight digits end in these six.
  const base::Secret<std::string> secret(std::string("12345678901234567890"));
  for (const auto& [seconds, code] :
       {std::pair(59LL, "287082"), std::pair(1111111109LL, "081804"), std::pair(1111111111LL, "050471"),
        std::pair(1234567890LL, "005924"), std::pair(2000000000LL, "279037"), std::pair(20000000000LL, "353130")}) {
    EXPECT_EQ(totpCode(secret, totpStepAt(absl::FromUnixSeconds(seconds))), code);
  }
  EXPECT_EQ(base32("foobar"), "MZXW6YTBOI");
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
