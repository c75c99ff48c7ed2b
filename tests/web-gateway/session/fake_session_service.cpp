#include "tests/web-gateway/session/fake_session_service.h"

#include <chrono>

#include <absl/time/clock.h>

#include "common/base/status.h"
#include "web-gateway/grpcweb/metadata.h"

namespace cameramonit::testing {
namespace {

using type::v1::ErrorReason;

grpc::Status refused(const absl::Status& status) {
  const grpcweb::CallStatus call = grpcweb::toCallStatus(status);
  return {static_cast<grpc::StatusCode>(call.code), call.message, call.details};
}

}  // namespace

/// Synchronous, so a call may wait.
class FakeSessionService::Service final : public access::v1::SessionService::Service {
 public:
  explicit Service(FakeSessionService& owner) : owner_(owner) {}

  grpc::Status Login(grpc::ServerContext* context, const access::v1::LoginRequest* request,
                     access::v1::LoginResponse* response) override {
    note(*context);
    if (request->user() == "throttled") {
      return refused(base::resourceExhausted(type::v1::ERROR_REASON_LOGIN_THROTTLED, "Too many attempts.",
                                             {{"retry_after_s", "30"}}));
    }
    if (request->user() != "anna" || request->password() != "right") {
      return refused(base::unauthenticated(type::v1::ERROR_REASON_CREDENTIALS_WRONG, "User or password is wrong."));
    }
    response->mutable_user()->set_name("users/anna");
    *response->mutable_tokens() = issue();
    return grpc::Status::OK;
  }

  grpc::Status Refresh(grpc::ServerContext* context, const access::v1::RefreshRequest* request,
                       access::v1::RefreshResponse* response) override {
    note(*context);
    ++owner_.refreshes_;
    while (owner_.held_) absl::SleepFor(absl::Milliseconds(2));
    {
      absl::MutexLock lock(&owner_.mutex_);
      if (request->refresh_token() != owner_.validRefresh_) {
        return refused(base::unauthenticated(type::v1::ERROR_REASON_REFRESH_TOKEN_REUSED, "Log in again."));
      }
    }
    response->mutable_user()->set_name("users/anna");
    *response->mutable_tokens() = issue();
    return grpc::Status::OK;
  }

  grpc::Status ChangePassword(grpc::ServerContext* context, const access::v1::ChangePasswordRequest*,
                              access::v1::ChangePasswordResponse* response) override {
    note(*context);
    *response->mutable_tokens() = issue();
    absl::MutexLock lock(&owner_.mutex_);
    owner_.changedBy_ = owner_.authorization_;
    return grpc::Status::OK;
  }

  grpc::Status WhoAmI(grpc::ServerContext* context, const access::v1::WhoAmIRequest*,
                      access::v1::WhoAmIResponse* response) override {
    note(*context);
    response->mutable_user()->set_name("users/anna");
    return grpc::Status::OK;
  }

  grpc::Status Logout(grpc::ServerContext* context, const access::v1::LogoutRequest* request,
                      access::v1::LogoutResponse*) override {
    note(*context);
    absl::MutexLock lock(&owner_.mutex_);
    if (request->refresh_token() == owner_.validRefresh_) ++owner_.logouts_;
    return grpc::Status::OK;
  }

 private:
  void note(const grpc::ServerContext& context) {
    const auto value = [&context](const char* key) {
      const auto found = context.client_metadata().find(key);
      return found == context.client_metadata().end() ? std::string()
                                                      : std::string(found->second.data(), found->second.size());
    };
    absl::MutexLock lock(&owner_.mutex_);
    owner_.authorization_ = value("authorization");
    owner_.clientAddress_ = value("x-cameramonit-client-address");
  }

  access::v1::Tokens issue() {
    absl::MutexLock lock(&owner_.mutex_);
    const std::string number = std::to_string(++owner_.issued_);
    owner_.validRefresh_ = "refresh-" + number;
    access::v1::Tokens tokens;
    tokens.set_access_token("access-" + number);
    tokens.set_refresh_token(owner_.validRefresh_);
    tokens.mutable_access_expire_time()->set_seconds(absl::ToUnixSeconds(absl::Now() + absl::Minutes(10)));
    tokens.mutable_refresh_expire_time()->set_seconds(absl::ToUnixSeconds(absl::Now() + absl::Hours(24)));
    return tokens;
  }

  FakeSessionService& owner_;
};

FakeSessionService::FakeSessionService() : service_(std::make_unique<Service>(*this)) {
  grpc::ServerBuilder builder;
  builder.RegisterService(service_.get());
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  server_ = builder.BuildAndStart();
}

FakeSessionService::~FakeSessionService() {
  server_->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(1));
  server_->Wait();
}

std::string FakeSessionService::authorization() const {
  absl::MutexLock lock(&mutex_);
  return authorization_;
}

std::string FakeSessionService::changedBy() const {
  absl::MutexLock lock(&mutex_);
  return changedBy_;
}

std::string FakeSessionService::clientAddress() const {
  absl::MutexLock lock(&mutex_);
  return clientAddress_;
}

}  // namespace cameramonit::testing
