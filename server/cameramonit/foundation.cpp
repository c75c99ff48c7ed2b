#include "server/cameramonit/foundation.h"

#include <utility>

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "storage/sql/database_options.h"
#include "storage/sql/migrations.h"

namespace cameramonit {

absl::StatusOr<std::unique_ptr<Foundation>> Foundation::open(const Settings& settings, const DataDirectory& data,
                                                             const base::Clock& clock, log::Logger& log) {
  const std::string url = settings.database.empty() ? absl::StrCat("sqlite:", (data.path() / "cameramonit.db").string())
                                                    : settings.database;
  CAMERAMONIT_ASSIGN_OR_RETURN(auto options, sql::parseDatabaseUrl(url, settings.databasePassword));
  CAMERAMONIT_ASSIGN_OR_RETURN(auto database, sql::Database::open(std::move(options)));
  CAMERAMONIT_RETURN_IF_ERROR(sql::migrate(*database));
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto seed, data.key("tokens"));
  return std::make_unique<Foundation>(clock, log, std::move(database), seed);
}

Foundation::Foundation(const base::Clock& clockIn, log::Logger& logIn, std::unique_ptr<sql::Database> databaseIn,
                       const base::Secret<std::string>& tokenSeed)
    : clock(clockIn),
      log(logIn),
      database(std::move(databaseIn)),
      audit(*database),
      tokens(tokenSeed, clock),
      calls("calls", 4, 2000),
      logins("logins", 2, 200),
      chats("chats", 4, 500),
      media("media", 6, 500),
      reading("reading", 4, 1000),
      watches("watches", 4, 10'000),
      talks("talks", 4, 10'000),
      chores("chores", 1, 1000),
      callGuard(guardParts(calls)),
      loginGuard(guardParts(logins)),
      chatGuard(guardParts(chats)),
      mediaGuard(guardParts(media)),
      eventHub(watches, ticker),
      mediaHub(watches, ticker),
      jobHub(watches, ticker),
      chatHub(talks, ticker) {
  for (base::Executor* executor : {&calls, &logins, &chats, &media, &reading, &watches, &talks, &chores}) {
    metrics.gauge("cameramonit_executor_queued", "Work waiting for a thread.", {{"executor", executor->name()}},
                  [executor] { return static_cast<double>(executor->queued()); });
  }
  setServing(false);
}

Foundation::~Foundation() {
  stopExecutors();
}

rpc::CallGuard::Parts Foundation::guardParts(base::Executor& executor) {
  return {executor, tokens, authorizer, metrics, log, [this](const rpc::CallRecord& record) { writeAudit(record); }};
}

void Foundation::writeAudit(const rpc::CallRecord& record) {
  access::AuditEntry entry;
  entry.time = clock.now();
  entry.principal = record.who.name;
  entry.method = record.method;
  entry.resource = record.resource;
  entry.address = record.who.address;
  entry.outcome = record.outcome.ok() ? "OK" : base::reasonName(base::errorReason(record.outcome));
  const bool queued = chores.post([this, entry = std::move(entry)] {
    if (const absl::Status status = audit.append({entry}); !status.ok()) {
      log.error("audit.lost", {{"method", entry.method}, {"status", status.ToString()}});
    }
  });
  if (!queued) log.error("audit.lost", {{"method", record.method}, {"status", "the queue is full"}});
}

void Foundation::setServing(bool serving) {
  for (rpc::CallGuard* guard : {&callGuard, &loginGuard, &chatGuard, &mediaGuard}) guard->setServing(serving);
}

void Foundation::stopExecutors() {
  // Those that wait for others first: whom they wait for must still work.
  for (base::Executor* executor : {&talks, &chats, &watches, &media, &reading, &logins, &calls, &chores}) {
    executor->stop();
  }
}

}  // namespace cameramonit
