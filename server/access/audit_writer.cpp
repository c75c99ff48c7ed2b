#include "server/access/audit_writer.h"

#include <algorithm>
#include <iterator>

#include <absl/strings/str_cat.h>

#include "common/base/status.h"

namespace cameramonit::access {
namespace {

constexpr std::size_t kMostWaiting = 20'000;
constexpr std::size_t kBatch = 500;
constexpr std::size_t kMostRepeated = 2'000;
constexpr absl::Duration kRepetition = absl::Minutes(1);
constexpr absl::Duration kTidying = absl::Seconds(5);

AuditEntry entryOf(const rpc::CallRecord& record, absl::Time now) {
  AuditEntry entry;
  entry.time = now;
  entry.principal = record.who.name;
  entry.method = record.method;
  entry.resource = record.resource;
  entry.address = record.who.address;
  entry.outcome = record.outcome.ok() ? "OK" : base::reasonName(base::errorReason(record.outcome));
  entry.facts = record.facts;
  // Whoever logs in is nobody yet when the call begins.
  if (const auto user = entry.facts.find("user"); entry.principal.empty() && user != entry.facts.end()) {
    entry.principal = user->second;
    entry.facts.erase(user);
  }
  if (!record.who.actingService.empty()) entry.facts["through"] = record.who.actingService;
  return entry;
}

std::string keyOf(const AuditEntry& entry) {
  return absl::StrCat(entry.method, "\n", entry.address, "\n", entry.outcome);
}

}  // namespace

AuditWriter::AuditWriter(AuditTable& table, const base::Clock& clock, log::Logger& log)
    : table_(table), clock_(clock), log_(log), thread_([this] { run(); }) {}

AuditWriter::~AuditWriter() {
  stop();
}

void AuditWriter::stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

bool AuditWriter::isRepetition(const AuditEntry& entry) {
  if (!entry.principal.empty() || entry.outcome == "OK") return false;
  const std::string key = keyOf(entry);
  const auto found = repeated_.find(key);
  if (found != repeated_.end()) {
    found->second.times += 1;
    return true;
  }
  if (repeated_.size() < kMostRepeated) {
    Repeated& fresh = repeated_[key];
    fresh.entry = entry;
    fresh.entry.facts.clear();
    fresh.writtenAt = entry.time;
  }
  return false;
}

void AuditWriter::record(const rpc::CallRecord& record, Written written) {
  AuditEntry entry = entryOf(record, clock_.now());
  bool repetition = false;
  bool full = false;
  {
    absl::MutexLock lock(&mutex_);
    repetition = isRepetition(entry);
    full = stopping_ || waiting_.size() >= kMostWaiting;
    if (!repetition && !full) {
      waiting_.push_back({std::move(entry), std::move(written)});
      return;
    }
  }
  written(repetition ? absl::OkStatus()
                     : base::unavailable(type::v1::ERROR_REASON_OVERLOADED, "Too much waits for the audit log."));
}

void AuditWriter::takeRepeated(absl::Time now, bool all, std::vector<Waiting>& batch) {
  for (auto one = repeated_.begin(); one != repeated_.end();) {
    Repeated& repeated = one->second;
    if (!all && now - repeated.writtenAt < kRepetition) {
      ++one;
      continue;
    }
    if (repeated.times > 0) {
      repeated.entry.time = now;
      repeated.entry.facts["times"] = absl::StrCat(repeated.times);
      batch.push_back({std::move(repeated.entry), [](const absl::Status&) {}});
    }
    one = repeated_.erase(one);
  }
}

void AuditWriter::run() {
  for (bool more = true; more;) {
    std::vector<Waiting> batch;
    {
      absl::MutexLock lock(&mutex_);
      const auto due = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || !waiting_.empty(); };
      mutex_.AwaitWithTimeout(absl::Condition(&due), kTidying);
      const std::size_t size = std::min(waiting_.size(), kBatch);
      const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(size);
      batch.assign(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
      waiting_.erase(waiting_.begin(), end);
      takeRepeated(clock_.now(), stopping_, batch);
      more = !stopping_ || !waiting_.empty();
    }
    if (batch.empty()) continue;
    std::vector<AuditEntry> entries;
    for (const Waiting& one : batch) entries.push_back(one.entry);
    const absl::Status status = table_.append(entries);
    if (!status.ok()) log_.error("audit.lost", {{"entries", entries.size()}, {"status", status.ToString()}});
    for (const Waiting& one : batch) one.written(status);
  }
}

}  // namespace cameramonit::access
