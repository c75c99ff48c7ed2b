#include "tests/support/service/service_host.h"

#include <utility>

#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>

namespace cameramonit::support {

ServiceHost::ServiceHost() : log_({}, clock_, std::make_unique<Silence>()), guard_(guardOn(calls_)) {}

rpc::CallGuard::Parts ServiceHost::guardOn(base::Executor& executor) {
  return {executor,
          tokens_,
          authorizer_,
          metrics_,
          log_,
          [this](const rpc::CallRecord& record, const std::function<void(const absl::Status&)>& written) {
            {
              absl::MutexLock lock(&mutex_);
              audited_.push_back(record.method);
            }
            written(absl::OkStatus());
          }};
}

ServiceHost::~ServiceHost() {
  stop();
}

std::vector<std::string> ServiceHost::audited() const {
  absl::MutexLock lock(&mutex_);
  return audited_;
}

void ServiceHost::serve(std::initializer_list<grpc::Service*> services) {
  for (grpc::Service* service : services) server_.add(*service);
  EXPECT_TRUE(server_.start({}).ok());
}

void ServiceHost::stop() {
  server_.shutdown(absl::Seconds(2));
  calls_.stop();
  watches_.stop();
}

std::unique_ptr<grpc::ClientContext> ServiceHost::as(const std::string& name, std::vector<type::v1::Role> roles) const {
  rpc::Principal who;
  who.kind = rpc::Principal::Kind::kUser;
  who.name = absl::StrCat("users/", name);
  who.roles = std::move(roles);
  auto context = std::make_unique<grpc::ClientContext>();
  context->AddMetadata("authorization", absl::StrCat("Bearer ", tokens_.issue(who, clock_.now() + absl::Minutes(5))));
  return context;
}

std::unique_ptr<grpc::ClientContext> ServiceHost::asService(const std::string& name) const {
  return rpc::ServiceIdentity(name).context(absl::Minutes(1));
}

}  // namespace cameramonit::support
