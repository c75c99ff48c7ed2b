#include "server/cameramonit/foundation.h"

#include <utility>

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "storage/sql/database_options.h"
#include "storage/sql/migrations.h"

namespace cameramonit {
namespace {

/// How soon what another process changed, or what ends by the clock, is in force here.
constexpr absl::Duration kRecheckEvery = absl::Milliseconds(300);

}  // namespace

absl::StatusOr<std::unique_ptr<Foundation>> Foundation::open(const Settings& settings, bool issuesTokens,
                                                             const DataDirectory& data, const base::Clock& clock,
                                                             log::Logger& log) {
  const std::string url = settings.database.empty() ? absl::StrCat("sqlite:", (data.path() / "cameramonit.db").string())
                                                    : settings.database;
  CAMERAMONIT_ASSIGN_OR_RETURN(auto options, sql::parseDatabaseUrl(url, settings.databasePassword));
  CAMERAMONIT_ASSIGN_OR_RETURN(auto database, sql::Database::open(std::move(options)));
  CAMERAMONIT_RETURN_IF_ERROR(sql::migrate(*database));
  std::unique_ptr<rpc::TokenAuthority> authority;
  if (issuesTokens) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto seed, data.key("tokens"));
    authority = std::make_unique<rpc::TokenAuthority>(seed, clock);
  }
  return std::make_unique<Foundation>(clock, log, std::move(database), std::move(authority));
}

Foundation::Foundation(const base::Clock& clockIn, log::Logger& logIn, std::unique_ptr<sql::Database> databaseIn,
                       std::unique_ptr<rpc::TokenAuthority> tokenAuthorityIn)
    : clock(clockIn),
      log(logIn),
      database(std::move(databaseIn)),
      audit(*database),
      auditWriter(audit, clock, log),
      tokenAuthority(std::move(tokenAuthorityIn)),
      tokenReader(clock),
      tokens(tokenAuthority ? static_cast<const rpc::TokenVerifier&>(*tokenAuthority) : tokenReader),
      users(*database),
      groups(*database),
      grantTable(*database),
      sessions(*database),
      projectZones(*database, clock),
      directory({*database, users, groups, grantTable, sessions, clock,
                 [this](const std::string& project) { return projectZones.of(project); }}),
      grants(directory, clock),
      calls("calls", 4, 2000),
      chats("chats", 4, 500),
      media("media", 6, 500),
      reading("reading", 4, 1000),
      watches("watches", 4, 10'000),
      talks("talks", 4, 10'000),
      cameras("cameras", 4, 200),
      probes("probes", 16, 64),
      chores("chores", 1, 1000),
      rechecks("rechecks", 1, 100),
      callGuard(guardParts(calls)),
      chatGuard(guardParts(chats)),
      mediaGuard(guardParts(media)),
      cameraGuard(guardParts(cameras)),
      probeGuard(guardParts(probes)),
      cameraHub(watches, ticker),
      eventHub(watches, ticker),
      mediaHub(watches, ticker),
      jobHub(watches, ticker),
      chatHub(talks, ticker) {
  for (base::Executor* executor :
       {&calls, &chats, &media, &reading, &watches, &talks, &cameras, &probes, &chores, &rechecks}) {
    metrics.gauge("cameramonit_executor_queued", "Work waiting for a thread.", {{"executor", executor->name()}},
                  [executor] { return static_cast<double>(executor->queued()); });
  }
  metrics.gauge("cameramonit_open_streams", "Streams that stay open.", {},
                [this] { return static_cast<double>(openCalls.count()); });
  setServing(false);
  directory.refresh();
  rechecking = ticker.every(kRecheckEvery, [this] { accessChanged(); });
}

Foundation::~Foundation() {
  rechecking.reset();
  stopExecutors();
}

rpc::CallGuard::Parts Foundation::guardParts(base::Executor& executor) {
  return {executor,
          tokens,
          directory,
          metrics,
          log,
          [this](const rpc::CallRecord& record, std::function<void(const absl::Status&)> written) {
            auditWriter.record(record, std::move(written));
          },
          &openCalls};
}

void Foundation::recheck() {
  rechecking_ = false;
  directory.refresh();
  openCalls.recheck();
}

void Foundation::accessChanged() {
  // One that waits sees all that was changed before it runs.
  if (rechecking_.exchange(true)) return;
  if (!rechecks.post([this] { recheck(); })) rechecking_ = false;
}

void Foundation::setServing(bool serving) {
  for (rpc::CallGuard* guard : {&callGuard, &chatGuard, &mediaGuard, &cameraGuard, &probeGuard})
    guard->setServing(serving);
}

void Foundation::stopExecutors() {
  // Those that wait for others first: whom they wait for must still work.
  for (base::Executor* executor :
       {&talks, &chats, &watches, &rechecks, &media, &reading, &probes, &cameras, &calls, &chores}) {
    executor->stop();
  }
  auditWriter.stop();
}

}  // namespace cameramonit
