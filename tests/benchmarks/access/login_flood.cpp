// access_login_flood [seconds]: a thousand wrong passwords a second, others' calls beside them, and the owner's login.
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <iostream>
#include <thread>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/clock.h>

#include "common/rpc/server_runtime.h"
#include "server/access/password.h"
#include "server/access/session_service.h"
#include "storage/sql/database.h"
#include "tests/support/database/test_database.h"

namespace cameramonit {
namespace {

constexpr char kPassword[] = "the owner's own sentence";
constexpr int kFlooders = 8;
constexpr int kPerSecond = 1000;

class AllowAll final : public rpc::Authorizer {
 public:
  absl::Status authorize(const rpc::Principal&, const policy::v1::Policy&, const std::string&) const override {
    return absl::OkStatus();
  }
};

int run(absl::Duration length) {
  base::SystemClock clock;
  log::Logger log({.level = log::Level::kError}, clock);
  support::TestDatabase database(sql::Dialect::kSqlite);
  access::UserTable users(*database);
  access::SessionTable sessions(*database);
  access::SecondFactorTable factors(*database);
  rpc::TokenAuthority tokens(rpc::TokenAuthority::newSeed(), clock);
  const access::AccessKey key(base::Secret<std::string>(std::string(32, 'k')));
  AllowAll authorizer;
  rpc::Metrics metrics;
  base::Executor executor("calls", 4, 2000);
  rpc::CallGuard guard({executor, tokens, authorizer, metrics, log, nullptr});
  access::SessionService service({users, sessions, factors, tokens, key, guard, clock, log,
                                  [](const rpc::Principal&, const std::string&) { return absl::OkStatus(); }, [] {}});
  access::StoredUser owner;
  owner.user.set_name("users/owner");
  owner.user.add_roles(type::v1::ROLE_CUSTOMER);
  owner.passwordHash = *access::hashPassword(base::Secret<std::string>(std::string(kPassword)));
  (void)users.create(owner, clock.now());
  rpc::ServerRuntime server(log);
  server.add(service);
  if (!server.start({}).ok()) return 1;
  const auto stub = access::v1::SessionService::NewStub(server.inProcessChannel());

  const auto login = [&](const std::string& password, const std::string& address, const std::string& device) {
    grpc::ClientContext context;
    context.AddMetadata("x-cameramonit-client-address", address);
    access::v1::LoginRequest request;
    request.set_user("owner");
    request.set_password(password);
    request.set_device_token(device);
    access::v1::LoginResponse response;
    const bool in = stub->Login(&context, request, &response).ok();
    return std::pair(in, response);
  };
  const auto known = login(kPassword, "10.0.0.1", "").second;

  std::atomic<bool> over = false;
  std::atomic<int> tried = 0;
  std::vector<std::thread> flooders;
  for (int f = 0; f < kFlooders; ++f) {
    flooders.emplace_back([&, f] {
      for (int i = 0; !over; ++i) {
        (void)login(absl::StrCat("wrong ", f, " ", i), absl::StrCat("10.1.", f, ".", i % 50), "");
        ++tried;
        absl::SleepFor(absl::Seconds(1) * kFlooders / kPerSecond);
      }
    });
  }
  std::vector<double> calls;
  std::vector<double> logins;
  int refused = 0;
  const absl::Time end = absl::Now() + length;
  for (int i = 0; absl::Now() < end; ++i) {
    grpc::ClientContext context;
    context.AddMetadata("authorization", "Bearer " + known.tokens().access_token());
    access::v1::WhoAmIResponse response;
    const absl::Time start = absl::Now();
    if (!stub->WhoAmI(&context, {}, &response).ok()) ++refused;
    calls.push_back(absl::ToDoubleMilliseconds(absl::Now() - start));
    if (i % 100 == 0) {
      const absl::Time begun = absl::Now();
      if (!login(kPassword, "10.0.0.1", known.device_token()).first) ++refused;
      logins.push_back(absl::ToDoubleMilliseconds(absl::Now() - begun));
    }
    absl::SleepFor(absl::Milliseconds(10));
  }
  over = true;
  for (std::thread& flooder : flooders) flooder.join();
  server.shutdown(absl::Seconds(2));
  service.stop();
  executor.stop();
  const auto p95 = [](std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() * 95 / 100];
  };
  std::cout << "wrong passwords a second: " << tried / absl::ToDoubleSeconds(length)
            << "\nothers' calls p95 ms: " << p95(calls) << "\nowner's logins p95 ms: " << p95(logins)
            << "\nrefused to the owner: " << refused << std::endl;
  return refused == 0 ? 0 : 1;
}

}  // namespace
}  // namespace cameramonit

int main(int argc, char** argv) {
  return cameramonit::run(absl::Seconds(argc > 1 ? std::atoi(argv[1]) : 60));
}
