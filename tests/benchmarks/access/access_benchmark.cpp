// What the guard costs beside bare gRPC, and what a decision costs with many grants.
#include <benchmark/benchmark.h>

#include <memory>

#include <absl/strings/str_cat.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include "cameramonit/access/v1/session_service.grpc.pb.h"
#include "common/base/executor.h"
#include "common/base/ids.h"
#include "common/rpc/call_guard.h"
#include "common/rpc/metrics.h"
#include "common/rpc/server_runtime.h"
#include "common/rpc/token.h"
#include "server/access/access_directory.h"
#include "storage/sql/database.h"
#include "tests/benchmarks/times.h"
#include "tests/support/database/test_database.h"

namespace cameramonit {
namespace {

using access::v1::SessionService;

/// The same answer without and with the guard.
class BareGet final : public SessionService::CallbackService {
 public:
  grpc::ServerUnaryReactor* WhoAmI(grpc::CallbackServerContext* context, const access::v1::WhoAmIRequest*,
                                   access::v1::WhoAmIResponse* response) override {
    response->mutable_user()->set_name("users/ala");
    auto* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

class GuardedGet final : public SessionService::CallbackService {
 public:
  explicit GuardedGet(rpc::CallGuard& guard) : guard_(guard) {}
  grpc::ServerUnaryReactor* WhoAmI(grpc::CallbackServerContext* context, const access::v1::WhoAmIRequest* request,
                                   access::v1::WhoAmIResponse* response) override {
    return guard_.unary(context, request, [response](const rpc::Principal& who) {
      response->mutable_user()->set_name(who.name);
      return absl::OkStatus();
    });
  }

 private:
  rpc::CallGuard& guard_;
};

/// Accounts, sessions and grants in a database, and a server that asks them.
struct World {
  explicit World(sql::Dialect dialect) : database(dialect) {
    access::StoredUser ala;
    ala.user.set_name("users/ala");
    ala.user.add_roles(type::v1::ROLE_CUSTOMER);
    (void)users.create(ala, clock.now());
    access::StoredSession session;
    session.id = base::newUuid(clock.now());
    session.user = "users/ala";
    session.created = clock.now();
    (void)sessions.begin(session, {"token", clock.now() + absl::Hours(1)});
    who.kind = rpc::Principal::Kind::kUser;
    who.name = "users/ala";
    who.session = session.id;
    directory.refresh();
  }

  void addGrants(int count) {
    for (int i = 0; i < count; ++i) {
      access::v1::Grant grant;
      grant.set_name(absl::StrCat("grants/", base::newUuid(clock.now())));
      grant.set_subject("users/ala");
      grant.set_resource(absl::StrCat("projects/p", i % 100, "/channels/c", i));
      grant.mutable_events()->add_object_classes("person");
      (void)grants.create(grant, {}, clock.now());
    }
    directory.refresh();
  }

  base::SystemClock clock;
  log::Logger log{{.level = log::Level::kError}, clock};
  support::TestDatabase database;
  access::UserTable users{*database};
  access::GroupTable groups{*database};
  access::GrantTable grants{*database};
  access::SessionTable sessions{*database};
  rpc::TokenAuthority tokens{rpc::TokenAuthority::newSeed(), clock};
  access::AccessDirectory directory{{*database, users, groups, grants, sessions, clock, [](const std::string&) {
                                       return absl::StatusOr<absl::TimeZone>(absl::UTCTimeZone());
                                     }}};
  rpc::Principal who;
};

void call(benchmark::State& state, grpc::Service& service, const std::string& token, log::Logger& log) {
  rpc::ServerRuntime server(log);
  server.add(service);
  if (!server.start({"127.0.0.1:0", {}}).ok()) state.SkipWithError("no server");
  const auto channel =
      grpc::CreateChannel(absl::StrCat("127.0.0.1:", server.port()), grpc::InsecureChannelCredentials());
  const auto stub = SessionService::NewStub(channel);
  for (auto _ : state) {
    grpc::ClientContext context;
    if (!token.empty()) context.AddMetadata("authorization", "Bearer " + token);
    access::v1::WhoAmIResponse response;
    if (!stub->WhoAmI(&context, {}, &response).ok()) state.SkipWithError("refused");
  }
  state.SetItemsProcessed(state.iterations());
  server.shutdown(absl::Seconds(1));
}

void bareGet(benchmark::State& state) {
  World world(sql::Dialect::kSqlite);
  BareGet service;
  call(state, service, "", world.log);
}
BENCHMARK(bareGet)->UseRealTime();

void guardedGet(benchmark::State& state) {
  World world(sql::Dialect::kSqlite);
  rpc::Metrics metrics;
  base::Executor executor("calls", 4, 2000);
  rpc::CallGuard guard({executor, world.tokens, world.directory, metrics, world.log, nullptr});
  GuardedGet service(guard);
  call(state, service, world.tokens.issue(world.who, world.clock.now() + absl::Hours(1)), world.log);
}
BENCHMARK(guardedGet)->UseRealTime();

/// A decision for one channel of 10,000 granted ones; every hundredth after somebody changed something.
void grantCheck(benchmark::State& state) {
  World world(state.range(0) == 0 ? sql::Dialect::kSqlite : sql::Dialect::kMariadb);
  world.addGrants(10'000);
  policy::v1::Policy policy;
  policy.set_right(policy::v1::Policy::RIGHT_SEE);
  benchmarks::Times times(state);
  int i = 0;
  for (auto _ : state) {
    if (++i % 100 == 0) {
      state.PauseTiming();
      (void)world.users.setPassword("users/ala", absl::StrCat("hash", i), false, world.clock.now());
      world.directory.refresh();
      state.ResumeTiming();
    }
    const std::string channel = absl::StrCat("projects/p", i % 100, "/channels/c", i % 10'000);
    const absl::Status status = times.take([&] { return world.directory.authorize(world.who, policy, channel); });
    if (!status.ok()) state.SkipWithError("refused");
  }
}
BENCHMARK(grantCheck)->Arg(0)->Arg(1)->Iterations(2000)->UseRealTime();

/// Pages of 10,000 grants, from the first to the last.
void grantPage(benchmark::State& state) {
  World world(state.range(0) == 0 ? sql::Dialect::kSqlite : sql::Dialect::kMariadb);
  world.addGrants(10'000);
  benchmarks::Times times(state);
  std::string token;
  for (auto _ : state) {
    const auto page = times.take([&] { return world.grants.list({}, 100, token); });
    if (!page.ok()) return state.SkipWithError("no page");
    token = page->nextPageToken;
  }
}
BENCHMARK(grantPage)->Arg(0)->Arg(1)->Iterations(400)->UseRealTime();

}  // namespace
}  // namespace cameramonit

BENCHMARK_MAIN();
