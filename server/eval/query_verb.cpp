#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "common/base/status.h"
#include "server/eval/chat_queries.h"
#include "server/eval/measured_database.h"
#include "server/eval/synthetic_events.h"
#include "server/eval/verb.h"
#include "server/events/table/event_table.h"

namespace cameramonit::eval {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kFillBatch = 50'000;
constexpr std::size_t kRecordBatch = 200;
constexpr int kRecordBatches = 50;

struct QueryArguments {
  MeasuredDatabaseOptions database;
  std::int64_t events = 1'000'000;
  int repeats = 60;
  std::string only;  ///< name of a question; empty: all
};

double secondsSince(SteadyClock::time_point start) {
  return std::chrono::duration<double>(SteadyClock::now() - start).count();
}

double rounded(double value) {
  return std::round(value * 1000) / 1000;
}

absl::Status fill(events::EventTable& table, SyntheticEvents& source, std::int64_t total) {
  std::int64_t written = 0, told = 0;
  for (;;) {
    const std::vector<events::v1::Event> batch = source.next(kFillBatch);
    if (batch.empty()) return absl::OkStatus();
    CAMERAMONIT_RETURN_IF_ERROR(table.append(batch));
    written += static_cast<std::int64_t>(batch.size());
    const std::int64_t percent = 100 * written / total;
    if (percent < told + 5) continue;
    told = percent;
    std::cerr << "filled " << written << " of " << total << " (" << percent << " %)\n";
  }
}

absl::StatusOr<nlohmann::json> timed(const ChatQueries::Query& query, int repeats) {
  std::vector<double> times;
  for (int i = 0; i < repeats; ++i) {
    const auto start = SteadyClock::now();
    CAMERAMONIT_RETURN_IF_ERROR(query());
    times.push_back(1000 * secondsSince(start));
  }
  std::sort(times.begin(), times.end());
  const auto at = [&times](double share) {
    const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(times.size())));
    return rounded(times[std::max<std::size_t>(rank, 1) - 1]);
  };
  return nlohmann::json{{"p50_ms", at(0.50)}, {"p95_ms", at(0.95)}, {"p99_ms", at(0.99)}};
}

/// How many events a second are recorded on top of what is there, in batches as analyzers send them.
absl::StatusOr<double> recordingRate(events::EventTable& table) {
  SyntheticEvents source(kRecordBatches * kRecordBatch, SyntheticEvents::end());
  std::size_t written = 0;
  const auto start = SteadyClock::now();
  for (auto batch = source.next(kRecordBatch); !batch.empty(); batch = source.next(kRecordBatch)) {
    CAMERAMONIT_RETURN_IF_ERROR(table.write(batch).status());
    written += batch.size();
  }
  return std::round(static_cast<double>(written) / secondsSince(start));
}

absl::StatusOr<nlohmann::json> measure(const QueryArguments& arguments) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto database, MeasuredDatabase::open(arguments.database));
  events::EventTable table(**database);
  SyntheticEvents source(arguments.events);
  const auto start = SteadyClock::now();
  if (!arguments.database.filled) CAMERAMONIT_RETURN_IF_ERROR(fill(table, source, arguments.events));
  const double filling = secondsSince(start);
  std::cerr << "filled in " << rounded(filling) << " s\n";
  const ChatQueries queries(table);
  nlohmann::json figures = nlohmann::json::object();
  for (const auto& [name, query] : queries.all()) {
    if (!arguments.only.empty() && name != arguments.only) continue;
    CAMERAMONIT_ASSIGN_OR_RETURN(figures[name], timed(query, arguments.repeats));
    std::cerr << name << " " << figures[name].dump() << "\n";
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(const double recorded, recordingRate(table));
  return nlohmann::json{{"database", arguments.database.kind},
                        {"events", arguments.events},
                        {"fill_s", rounded(filling)},
                        {"recorded_per_s", recorded},
                        {"queries", std::move(figures)}};
}

}  // namespace

void addQueryVerb(CLI::App& app, VerbAction& chosen) {
  auto arguments = std::make_shared<QueryArguments>();
  CLI::App* verb = app.add_subcommand("query", "How fast the chat's questions are answered from a full database");
  verb->add_option("--events", arguments->events, "How many synthetic events over ten cameras and thirty days")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{100'000'000}));
  verb->add_option("--database", arguments->database.kind, "sqlite, or mariadb: a private server of its own")
      ->check(CLI::IsMember({"sqlite", "mariadb"}));
  verb->add_option("--url", arguments->database.url,
                   "An empty database that is there already, e.g. mariadb://user@host/name; its password is "
                   "CAMERAMONIT_DATABASE_PASSWORD");
  verb->add_flag("--filled", arguments->database.filled, "The database at --url is still full: measure it again")
      ->needs("--url");
  verb->add_option("--directory", arguments->database.directory, "Where a database of our own is made, and removed")
      ->check(CLI::ExistingDirectory);
  verb->add_option("--only", arguments->only, "Ask only the question of this name");
  verb->add_option("--repeats", arguments->repeats, "How often each question is asked")->check(CLI::Range(1, 10000));
  verb->callback([arguments, &chosen] { chosen = [arguments] { return measure(*arguments); }; });
}

}  // namespace cameramonit::eval
