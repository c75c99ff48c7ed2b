#include "server/events/table/label_rows.h"

#include <absl/strings/str_cat.h>

#include <algorithm>

#include "common/base/status.h"
#include "server/events/table/naming_text.h"
#include "storage/sql/bulk_insert.h"
#include "storage/sql/dialect.h"

namespace cameramonit::events {
namespace {

using sql::Statement;

constexpr char kColumns[] =
    "select label_ref, label_id, channel_ref, display_name, object_class, scope, creator, create_us, version "
    "from label where ";
constexpr char kInsert[] =
    "insert into label (label_id, channel_ref, display_name, object_class, scope, creator, create_us, version) "
    "values (:label_id, :channel_ref, :display_name, :object_class, :scope, :creator, :create_us, 1)";
constexpr char kUpdate[] =
    "update label set display_name = :display_name, object_class = :object_class, scope = :scope, "
    "version = version + 1 where label_ref = :label_ref and version = :version";
constexpr char kBearerColumns[] =
    "select bearer_id, standing, confidence, start_us, end_us, signature_version, signature from label_bearer "
    "where label_ref = :label_ref";
constexpr char kNames[] =
    "select l.label_id, l.channel_ref, l.display_name, l.object_class, b.confidence, b.standing from label_bearer b "
    "join label l on l.label_ref = b.label_ref where b.bearer_id = :bearer_id and b.standing in (1, 3)";
constexpr char kCount[] = "select standing, count(*) from label_bearer where label_ref = :label_ref group by standing";

void bindTo(Statement& select, LabelRow& row) {
  select.into(row.ref, row.id, row.channelRef, row.displayName, row.objectClass, row.scope, row.creator, row.created,
              row.version);
}

/// One bearer on its way out of a row.
struct BearerRow {
  std::string id;
  int standing = 0;
  float confidence = 0;
  absl::Time from, to;
  std::optional<std::int64_t> version;
  std::optional<std::string> signature;

  void bindTo(Statement& select) { select.into(id, standing, confidence, from, to, version, signature); }
  Bearer bearer() const {
    return {id, static_cast<Standing>(standing), confidence, from, to, signatureFromText(version, signature)};
  }
};

}  // namespace

absl::StatusOr<std::vector<LabelRow>> LabelRows::read(Statement& select, LabelRow& row) {
  bindTo(select, row);
  std::vector<LabelRow> rows;
  while (select.fetch()) rows.push_back(row);
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return rows;
}

absl::StatusOr<std::vector<LabelRow>> LabelRows::ofChannel(Dictionary::Ref channelRef) {
  LabelRow row;
  Statement select = session_.prepare(absl::StrCat(kColumns, "channel_ref = :channel_ref order by label_ref"));
  select.bind("channel_ref", channelRef);
  return read(select, row);
}

absl::StatusOr<std::vector<LabelRow>> LabelRows::page(Dictionary::Ref channelRef, const std::string& afterName,
                                                      std::int64_t afterRef, int limit) {
  LabelRow row;
  Statement select = session_.prepare(
      absl::StrCat(kColumns,
                   "channel_ref = :channel_ref and (display_name > :after_name or (display_name = :after_name and "
                   "label_ref > :after_ref)) order by display_name, label_ref limit :batch"));
  select.bind("channel_ref", channelRef).bind("after_name", afterName).bind("after_ref", afterRef);
  select.bind("batch", limit);
  return read(select, row);
}

absl::StatusOr<std::optional<LabelRow>> LabelRows::find(const std::string& id) {
  LabelRow row;
  Statement select = session_.prepare(absl::StrCat(kColumns, "label_id = :label_id"));
  select.bind("label_id", id);
  CAMERAMONIT_ASSIGN_OR_RETURN(auto rows, read(select, row));
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

absl::Status LabelRows::insert(LabelRow& label) {
  Statement insert = session_.prepare(kInsert);
  insert.bind("label_id", label.id).bind("channel_ref", label.channelRef).bind("display_name", label.displayName);
  insert.bind("object_class", label.objectClass).bind("scope", label.scope).bind("creator", label.creator);
  insert.bind("create_us", label.created);
  CAMERAMONIT_RETURN_IF_ERROR(insert.run());
  CAMERAMONIT_ASSIGN_OR_RETURN(label.ref, session_.lastInsertId());
  label.version = 1;
  return absl::OkStatus();
}

absl::StatusOr<bool> LabelRows::update(LabelRow& label) {
  Statement update = session_.prepare(kUpdate);
  update.bind("display_name", label.displayName).bind("object_class", label.objectClass).bind("scope", label.scope);
  update.bind("label_ref", label.ref).bind("version", label.version);
  CAMERAMONIT_RETURN_IF_ERROR(update.run());
  if (update.affectedRows() == 0) return false;
  ++label.version;
  return true;
}

absl::Status LabelRows::remove(std::int64_t labelRef) {
  for (const char* const text :
       {"delete from label_bearer where label_ref = :label_ref", "delete from label where label_ref = :label_ref"}) {
    CAMERAMONIT_RETURN_IF_ERROR(session_.prepare(text).bind("label_ref", labelRef).run());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Bearer>> LabelRows::bearers(std::int64_t labelRef) {
  BearerRow row;
  Statement select = session_.prepare(kBearerColumns);
  select.bind("label_ref", labelRef);
  row.bindTo(select);
  std::vector<Bearer> bearers;
  while (select.fetch()) bearers.push_back(row.bearer());
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return bearers;
}

absl::StatusOr<std::optional<Bearer>> LabelRows::bearer(std::int64_t labelRef, const std::string& id) {
  BearerRow row;
  Statement select = session_.prepare(absl::StrCat(kBearerColumns, " and bearer_id = :bearer_id"));
  select.bind("label_ref", labelRef).bind("bearer_id", id);
  row.bindTo(select);
  const bool found = select.fetch();
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  if (!found) return std::nullopt;
  return row.bearer();
}

absl::StatusOr<BearerCounts> LabelRows::count(std::int64_t labelRef) {
  BearerCounts counts;
  int standing = 0, number = 0;
  Statement select = session_.prepare(kCount);
  select.bind("label_ref", labelRef).into(standing, number);
  while (select.fetch()) {
    if (standing == static_cast<int>(Standing::kNamed)) counts.named = number;
    if (standing == static_cast<int>(Standing::kRejected)) counts.rejected = number;
    if (standing == static_cast<int>(Standing::kLookAlike)) counts.lookAlikes = number;
  }
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return counts;
}

absl::Status LabelRows::put(std::int64_t labelRef, const std::vector<Bearer>& bearers) {
  static const std::vector<std::string> kChanged{"standing", "confidence",        "start_us",
                                                 "end_us",   "signature_version", "signature"};
  std::vector<std::string> columns{"label_ref", "bearer_id"};
  columns.insert(columns.end(), kChanged.begin(), kChanged.end());
  sql::BulkInsert insert(session_, "label_bearer", columns,
                         sql::upsert(session_.dialect(), {"label_ref", "bearer_id"}, kChanged));
  for (const Bearer& bearer : bearers) {
    // A look-alike is compared by its object's signature; only what a person pointed at keeps its own.
    const bool own = bearer.standing != Standing::kLookAlike && !bearer.signature.data().empty();
    CAMERAMONIT_RETURN_IF_ERROR(insert.row(
        {labelRef, bearer.id, static_cast<std::int64_t>(bearer.standing), static_cast<double>(bearer.confidence),
         absl::ToUnixMicros(bearer.from), absl::ToUnixMicros(bearer.to),
         own ? std::optional<std::int64_t>(bearer.signature.version()) : std::nullopt,
         own ? signatureToText(bearer.signature) : std::nullopt}));
  }
  return insert.flush();
}

absl::Status LabelRows::drop(std::int64_t labelRef, const std::string& id) {
  return session_.prepare("delete from label_bearer where label_ref = :label_ref and bearer_id = :bearer_id")
      .bind("label_ref", labelRef)
      .bind("bearer_id", id)
      .run();
}

absl::StatusOr<std::map<std::string, std::vector<v1::GivenName>>> LabelRows::namesOf(
    const std::vector<std::string>& ids) {
  std::map<std::string, std::vector<v1::GivenName>> names;
  for (const std::string& id : ids) {
    if (id.empty() || names.count(id) > 0) continue;
    struct Found {
      v1::GivenName name;
      std::int64_t channelRef;
    };
    std::vector<Found> found;
    {
      std::string labelId, word, objectClass;
      Dictionary::Ref channelRef = 0;
      float confidence = 0;
      int standing = 0;
      Statement select = session_.prepare(kNames);
      select.bind("bearer_id", id).into(labelId, channelRef, word, objectClass, confidence, standing);
      while (select.fetch()) {
        Found& one = found.emplace_back(Found{{}, channelRef});
        one.name.set_label(labelId);
        one.name.set_display_name(word);
        one.name.set_object_class(objectClass);
        one.name.set_confidence(confidence);
      }
      CAMERAMONIT_RETURN_IF_ERROR(select.status());
    }
    std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
      if (a.name.object_class().empty() != b.name.object_class().empty()) return b.name.object_class().empty();
      return a.name.confidence() != b.name.confidence() ? a.name.confidence() > b.name.confidence()
                                                        : a.name.label() < b.name.label();
    });
    // Of each sort only the surest: a thing is of one kind and is one thing.
    bool kind = false, proper = false;
    for (Found& one : found) {
      bool& taken = one.name.object_class().empty() ? proper : kind;
      if (taken) continue;
      taken = true;
      CAMERAMONIT_ASSIGN_OR_RETURN(const std::string channel, dictionary_.channelName(session_, one.channelRef));
      one.name.set_label(absl::StrCat(channel, "/labels/", one.name.label()));
      names[id].push_back(std::move(one.name));
    }
  }
  return names;
}

}  // namespace cameramonit::events
