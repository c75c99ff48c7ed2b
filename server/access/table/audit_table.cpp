#include "server/access/table/audit_table.h"

#include <absl/strings/escaping.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <google/protobuf/struct.pb.h>
#include <sodium.h>

#include "common/base/status.h"
#include "storage/sql/bulk_insert.h"
#include "storage/sql/database.h"
#include "storage/sql/page_token.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::access {
namespace {

using sql::Session;
using sql::Statement;

constexpr std::size_t kResourceCharacters = 255;
constexpr int kVerifiedAtOnce = 1000;

// Taken first, so those who append follow one another.
constexpr char kLockHead[] = "update audit_head set sequence = sequence + :count where audit_head_id = 1";
constexpr char kSelectHead[] = "select sequence, hash from audit_head where audit_head_id = 1";
constexpr char kMoveHead[] = "update audit_head set hash = :hash where audit_head_id = 1";
constexpr char kSelectFrom[] =
    "select sequence, time_us, principal, method, resource, address, outcome, facts, previous_hash, hash from audit "
    "where sequence > :after order by sequence limit :batch";

/// Cuts to whole UTF-8 characters.
std::string cut(const std::string& text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xc0) == 0x80) --bytes;
  return text.substr(0, bytes);
}

std::string factsJson(const std::map<std::string, std::string>& facts) {
  if (facts.empty()) return "";
  // By hand and not by protobuf, whose maps have no order: the hash needs the same text every time.
  std::string json = "{";
  for (const auto& [key, value] : facts) {
    google::protobuf::Value text;
    text.set_string_value(key);
    absl::StrAppend(&json, json.size() > 1 ? "," : "", sql::toJson(text), ":");
    text.set_string_value(value);
    json += sql::toJson(text);
  }
  return json + "}";
}

absl::StatusOr<std::map<std::string, std::string>> factsOf(const std::string& json) {
  google::protobuf::Struct parsed;
  CAMERAMONIT_RETURN_IF_ERROR(sql::fromJson(json, parsed));
  std::map<std::string, std::string> facts;
  for (const auto& [key, value] : parsed.fields()) facts[key] = value.string_value();
  return facts;
}

/// An entry as it lies in the table.
struct Row {
  AuditEntry entry;
  std::string facts;
  std::string previousHash;

  void bindTo(Statement& select) {
    select.into(entry.sequence, entry.time, entry.principal, entry.method, entry.resource, entry.address, entry.outcome,
                facts, previousHash, entry.hash);
  }

  /// SHA-256 over every column, each with its length before it, so that nothing can move between columns.
  std::string computeHash() const {
    std::string text;
    for (const std::string& column :
         {absl::StrCat(entry.sequence), absl::StrCat(absl::ToUnixMicros(entry.time)), entry.principal, entry.method,
          entry.resource, entry.address, entry.outcome, facts, previousHash}) {
      absl::StrAppend(&text, column.size(), ":", column);
    }
    std::string hash(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256(reinterpret_cast<unsigned char*>(hash.data()),
                       reinterpret_cast<const unsigned char*>(text.data()), text.size());
    return absl::BytesToHexString(hash);
  }
};

struct Head {
  std::int64_t sequence = 0;
  std::string hash;
};

absl::StatusOr<Head> findHead(Session& session) {
  Head head;
  Statement select = session.prepare(kSelectHead);
  select.into(head.sequence, head.hash);
  select.fetch();
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return head;
}

}  // namespace

absl::Status AuditTable::append(const std::vector<AuditEntry>& entries) {
  if (entries.empty()) return absl::OkStatus();
  return database_.write([&](Session& session) -> absl::Status {
    const auto count = static_cast<std::int64_t>(entries.size());
    CAMERAMONIT_RETURN_IF_ERROR(session.prepare(kLockHead).bind("count", count).run());
    CAMERAMONIT_ASSIGN_OR_RETURN(const Head head, findHead(session));
    sql::BulkInsert insert(session, "audit",
                           {"sequence", "time_us", "principal", "method", "resource", "address", "outcome", "facts",
                            "previous_hash", "hash"});
    Row row;
    row.entry.sequence = head.sequence - count;
    row.entry.hash = head.hash;
    for (const AuditEntry& entry : entries) {
      const std::int64_t sequence = row.entry.sequence + 1;
      row.previousHash = row.entry.hash;
      row.entry = entry;
      row.entry.sequence = sequence;
      row.entry.principal = cut(entry.principal, 128);
      row.entry.resource = cut(entry.resource, kResourceCharacters);
      row.facts = factsJson(entry.facts);
      row.entry.hash = row.computeHash();
      CAMERAMONIT_RETURN_IF_ERROR(insert.row({sequence, absl::ToUnixMicros(entry.time), row.entry.principal,
                                              row.entry.method, row.entry.resource, row.entry.address,
                                              row.entry.outcome, row.facts, row.previousHash, row.entry.hash}));
    }
    CAMERAMONIT_RETURN_IF_ERROR(insert.flush());
    return session.prepare(kMoveHead).bind("hash", row.entry.hash).run();
  });
}

absl::StatusOr<AuditPage> AuditTable::list(const AuditFilter& filter, int pageSize, const std::string& pageToken) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const int size, sql::pageSize(pageSize, 100, 1000));
  const std::string query = absl::StrCat("audit ", filter.principal, "\n", filter.resource, "\n",
                                         absl::FormatTime(filter.from), absl::FormatTime(filter.until));
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto key, sql::decodePageToken(query, pageToken, 1));
  std::int64_t before = 0;
  if (!key.empty() && !absl::SimpleAtoi(key[0], &before)) before = 0;
  std::string text =
      "select sequence, time_us, principal, method, resource, address, outcome, facts, previous_hash, hash from audit "
      "where 1 = 1";
  if (before > 0) text += " and sequence < :before";
  if (!filter.principal.empty()) text += " and principal = :principal";
  if (!filter.resource.empty()) text += " and resource = :resource";
  if (filter.from != absl::InfinitePast()) text += " and time_us >= :from_us";
  if (filter.until != absl::InfiniteFuture()) text += " and time_us < :until_us";
  text += " order by sequence desc limit :batch";
  return database_.read([&](Session& session) -> absl::StatusOr<AuditPage> {
    AuditPage page;
    Row row;
    Statement select = session.prepare(text);
    if (before > 0) select.bind("before", before);
    if (!filter.principal.empty()) select.bind("principal", filter.principal);
    if (!filter.resource.empty()) select.bind("resource", filter.resource);
    if (filter.from != absl::InfinitePast()) select.bind("from_us", filter.from);
    if (filter.until != absl::InfiniteFuture()) select.bind("until_us", filter.until);
    select.bind("batch", size + 1);
    row.bindTo(select);
    while (select.fetch()) {
      CAMERAMONIT_ASSIGN_OR_RETURN(row.entry.facts, factsOf(row.facts));
      page.entries.push_back(row.entry);
    }
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    if (page.entries.size() > static_cast<std::size_t>(size)) {
      page.entries.pop_back();
      page.nextPageToken = sql::encodePageToken(query, {absl::StrCat(page.entries.back().sequence)});
    }
    return page;
  });
}

absl::StatusOr<AuditVerdict> AuditTable::verify() {
  AuditVerdict verdict;
  std::string hash;
  // In pieces, so that appending never waits for a long check; what is appended meanwhile is checked too.
  for (;;) {
    absl::StatusOr<bool> more = database_.snapshot([&](Session& session) -> absl::StatusOr<bool> {
      int rows = 0;
      Row row;
      Statement select = session.prepare(kSelectFrom);
      select.bind("after", verdict.checked).bind("batch", kVerifiedAtOnce);
      row.bindTo(select);
      while (!verdict.broken.has_value() && select.fetch()) {
        ++rows;
        const std::int64_t expected = verdict.checked + 1;
        if (row.entry.sequence != expected || row.previousHash != hash || row.computeHash() != row.entry.hash) {
          verdict.broken = expected;
          return false;
        }
        verdict.checked = expected;
        hash = row.entry.hash;
      }
      CAMERAMONIT_RETURN_IF_ERROR(select.status());
      if (rows == kVerifiedAtOnce) return true;
      CAMERAMONIT_ASSIGN_OR_RETURN(const Head head, findHead(session));
      if (head.sequence != verdict.checked || head.hash != hash) verdict.broken = verdict.checked + 1;
      return false;
    });
    CAMERAMONIT_RETURN_IF_ERROR(more.status());
    if (!*more) return verdict;
  }
}

}  // namespace cameramonit::access
