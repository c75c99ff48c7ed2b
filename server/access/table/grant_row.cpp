#include "server/access/table/grant_row.h"

#include <vector>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>
#include <absl/strings/strip.h>

#include "storage/sql/proto_fields.h"

namespace cameramonit::access {
namespace {

constexpr char kCollection[] = "grants/";

template <typename List>
void splitInto(const std::string& text, List& list) {
  for (absl::string_view one : absl::StrSplit(text, '\t', absl::SkipEmpty())) list.Add(std::string(one));
}

std::int64_t rightsOf(const v1::Grant& grant) {
  std::int64_t bits = 0;
  for (const int right : grant.rights()) bits |= std::int64_t{1} << right;
  return bits;
}

}  // namespace

const char GrantRow::kColumns[] =
    "select grant_id, subject, resource, rights, kinds, object_classes, zones, labels, minimum_severity, from_us, "
    "until_us, weekly_hours, look_back_us, note, granted_by, create_us, update_us, version from access_grant ";

std::string grantId(const std::string& name) {
  return std::string(absl::StripPrefix(name, kCollection));
}

std::string weeklyText(const v1::Grant& grant) {
  std::vector<std::string> windows;
  for (const v1::WeeklyHours& hours : grant.weekly_hours()) {
    windows.push_back(
        absl::StrCat(absl::StrJoin(hours.days(), ""), " ", hours.start_minute(), " ", hours.end_minute()));
  }
  return absl::StrJoin(windows, ";");
}

void readWeekly(const std::string& text, v1::Grant& grant) {
  for (absl::string_view window : absl::StrSplit(text, ';', absl::SkipEmpty())) {
    const std::vector<std::string> parts = absl::StrSplit(window, ' ');
    std::int32_t start = 0, end = 0;
    if (parts.size() != 3 || !absl::SimpleAtoi(parts[1], &start) || !absl::SimpleAtoi(parts[2], &end)) continue;
    v1::WeeklyHours& hours = *grant.add_weekly_hours();
    for (const char day : parts[0]) hours.add_days(static_cast<v1::Weekday>(day - '0'));
    hours.set_start_minute(start);
    hours.set_end_minute(end);
  }
}

void GrantRow::into(sql::Statement& select) {
  select.into(id, subject, resource, rights, kinds, objectClasses, zones, labels, minimumSeverity, from, until,
              weeklyHours, lookBack, note, grantedBy, created, updated, version);
}

v1::Grant GrantRow::grant() const {
  v1::Grant grant;
  grant.set_name(absl::StrCat(kCollection, id));
  grant.set_subject(subject);
  grant.set_resource(resource);
  for (int right = 1; right < 63; ++right) {
    if ((rights >> right & 1) != 0) grant.add_rights(static_cast<v1::GrantRight>(right));
  }
  if (!kinds.empty() || !objectClasses.empty() || !zones.empty() || !labels.empty() || minimumSeverity != 0) {
    v1::EventTerms& terms = *grant.mutable_events();
    for (absl::string_view kind : absl::StrSplit(kinds, '\t', absl::SkipEmpty())) {
      int number = 0;
      if (absl::SimpleAtoi(kind, &number)) terms.add_kinds(static_cast<events::v1::EventKind>(number));
    }
    splitInto(objectClasses, *terms.mutable_object_classes());
    splitInto(zones, *terms.mutable_zones());
    splitInto(labels, *terms.mutable_labels());
    terms.set_minimum_severity(static_cast<events::v1::Severity>(minimumSeverity));
  }
  if (from.has_value()) *grant.mutable_from_time() = sql::timestampOf(*from);
  if (until.has_value()) *grant.mutable_until_time() = sql::timestampOf(*until);
  readWeekly(weeklyHours, grant);
  if (lookBack.has_value()) *grant.mutable_look_back() = sql::protoDurationOf(*lookBack);
  grant.set_note(note);
  grant.set_granted_by(grantedBy);
  *grant.mutable_create_time() = sql::timestampOf(created);
  *grant.mutable_update_time() = sql::timestampOf(updated);
  grant.set_etag(absl::StrCat(version));
  return grant;
}

void GrantRow::bindTerms(const v1::Grant& grant, sql::Statement& statement) {
  const v1::EventTerms& terms = grant.events();
  statement.bind("rights", rightsOf(grant))
      .bind("kinds", absl::StrJoin(terms.kinds(), "\t"))
      .bind("object_classes", absl::StrJoin(terms.object_classes(), "\t"))
      .bind("zones", absl::StrJoin(terms.zones(), "\t"))
      .bind("labels", absl::StrJoin(terms.labels(), "\t"))
      .bind("minimum_severity", static_cast<int>(terms.minimum_severity()))
      .bind("from_us", sql::timeOf(grant.has_from_time(), grant.from_time()))
      .bind("until_us", sql::timeOf(grant.has_until_time(), grant.until_time()))
      .bind("weekly_hours", weeklyText(grant))
      .bind("look_back_us", grant.has_look_back() ? sql::durationOf(grant.look_back()) : absl::InfiniteDuration())
      .bind("note", grant.note());
}

}  // namespace cameramonit::access
