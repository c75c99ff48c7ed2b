#include "tests/server/access/decide/naive_model.h"

#include <absl/strings/str_cat.h>

namespace cameramonit::access {
namespace {

constexpr const char* kProjects[] = {"projects/home", "projects/home2", "projects/shop"};
constexpr const char* kCameras[] = {"gate", "gate2", "yard"};
constexpr const char* kClasses[] = {"person", "car", "dog"};
constexpr const char* kZones[] = {"", "door", "lawn"};
constexpr const char* kLabels[] = {"", "Ala", "postman"};
constexpr const char* kZoneNames[] = {"Europe/Warsaw", "America/New_York", "Asia/Kolkata", "UTC"};

absl::Time timeOf(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixNanos(timestamp.seconds() * 1'000'000'000 + timestamp.nanos());
}

void setTime(absl::Time time, google::protobuf::Timestamp& timestamp) {
  timestamp.set_seconds(absl::ToUnixSeconds(time));
}

/// Reads the clock on the wall and the calendar.
bool inTheHours(const v1::Grant& grant, const absl::TimeZone& zone, absl::Time now) {
  if (grant.weekly_hours().empty()) return true;
  const absl::TimeZone::CivilInfo wall = zone.At(now);
  const int minute = wall.cs.hour() * 60 + wall.cs.minute();
  const int today = static_cast<int>(absl::GetWeekday(absl::CivilDay(wall.cs))) + 1;
  const int yesterday = today == 1 ? 7 : today - 1;
  for (const v1::WeeklyHours& hours : grant.weekly_hours()) {
    const bool overnight = hours.end_minute() <= hours.start_minute();
    for (const int day : hours.days()) {
      if (day == today && minute >= hours.start_minute() && (overnight || minute < hours.end_minute())) return true;
      if (day == yesterday && overnight && minute < hours.end_minute()) return true;
    }
  }
  return false;
}

template <typename List, typename Value>
bool has(const List& list, const Value& value) {
  for (const auto& one : list) {
    if (one == value) return true;
  }
  return list.empty();
}

bool isTheirs(const NaiveWorld::Account& account, const std::string& subject) {
  if (subject == account.name) return true;
  for (const std::string& group : account.groups) {
    if (group == subject) return true;
  }
  return false;
}

bool isAbout(const std::string& resource, const std::string& channel) {
  return resource == channel || channel.rfind(resource + "/channels/", 0) == 0;
}

}  // namespace

bool naivelyMay(const NaiveWorld& world, v1::GrantRight right, const std::string& channel, const v1::EventFacts& event,
                absl::Time now) {
  if (world.account.disabled || now >= world.account.expires) return false;
  if (world.account.administrator) return true;
  for (const v1::Grant& grant : world.grants) {
    if (!isTheirs(world.account, grant.subject()) || !isAbout(grant.resource(), channel)) continue;
    if (right != v1::GRANT_RIGHT_UNSPECIFIED && (grant.rights().empty() || !has(grant.rights(), right))) continue;
    if (grant.has_from_time() && now < timeOf(grant.from_time())) continue;
    if (grant.has_until_time() && now >= timeOf(grant.until_time())) continue;
    if (!inTheHours(grant, world.zone, now)) continue;
    const v1::EventTerms& terms = grant.events();
    if (!has(terms.kinds(), static_cast<int>(event.kind())) || !has(terms.object_classes(), event.object_class()) ||
        !has(terms.zones(), event.zone()) || !has(terms.labels(), event.label())) {
      continue;
    }
    if (event.severity() < terms.minimum_severity()) continue;
    if (grant.has_look_back() && timeOf(event.start_time()) + absl::Seconds(grant.look_back().seconds()) < now)
      continue;
    return true;
  }
  return false;
}

absl::Time WorldMaker::moment() {
  // 2026-10-25 01:00 UTC: Europe's clocks go back; 2026-03-29: forward; America's a week apart.
  const absl::Time centre = chance(50) ? absl::FromUnixSeconds(1'792'890'000) : absl::FromUnixSeconds(1'774'746'000);
  const int wide = chance(50) ? 7200 : 21 * 86400;
  absl::Time time = centre + absl::Seconds(below(2 * wide) - wide);
  if (chance(30)) time = absl::FromUnixSeconds(absl::ToUnixSeconds(time) / 1800 * 1800);
  return time;
}

std::string WorldMaker::channel() {
  return absl::StrCat(kProjects[below(3)], "/channels/", kCameras[below(3)]);
}

v1::GrantRight WorldMaker::right() {
  return static_cast<v1::GrantRight>(below(5));
}

v1::EventFacts WorldMaker::event() {
  v1::EventFacts event;
  event.set_kind(static_cast<events::v1::EventKind>(1 + below(3)));
  event.set_object_class(kClasses[below(3)]);
  event.set_zone(kZones[below(3)]);
  event.set_label(kLabels[below(3)]);
  event.set_severity(static_cast<events::v1::Severity>(below(5)));
  setTime(moment(), *event.mutable_start_time());
  return event;
}

v1::Grant WorldMaker::grant() {
  v1::Grant grant;
  constexpr const char* kSubjects[] = {"users/ala", "users/ola", "groups/guards", "groups/family"};
  grant.set_subject(kSubjects[below(4)]);
  grant.set_resource(chance(40) ? std::string(kProjects[below(3)]) : channel());
  v1::EventTerms& terms = *grant.mutable_events();
  if (chance(40)) terms.add_kinds(static_cast<events::v1::EventKind>(1 + below(3)));
  if (chance(20)) terms.add_kinds(static_cast<events::v1::EventKind>(1 + below(3)));
  if (chance(30)) terms.add_object_classes(kClasses[below(3)]);
  if (chance(20)) terms.add_object_classes(kClasses[below(3)]);
  if (chance(20)) terms.add_zones(kZones[1 + below(2)]);
  if (chance(20)) terms.add_labels(kLabels[1 + below(2)]);
  if (chance(30)) terms.set_minimum_severity(static_cast<events::v1::Severity>(below(5)));
  for (int right = 1; right <= 4; ++right) {
    if (chance(50)) grant.add_rights(static_cast<v1::GrantRight>(right));
  }
  if (chance(30)) setTime(moment(), *grant.mutable_from_time());
  if (chance(30)) setTime(moment(), *grant.mutable_until_time());
  for (int i = chance(50) ? 1 + below(3) : 0; i > 0; --i) {
    v1::WeeklyHours& hours = *grant.add_weekly_hours();
    const int first = 1 + below(7);
    hours.add_days(static_cast<v1::Weekday>(first));
    if (chance(60)) hours.add_days(static_cast<v1::Weekday>(first % 7 + 1));
    hours.set_start_minute(chance(70) ? 60 * below(24) : below(1440));
    hours.set_end_minute(chance(70) ? 60 * (1 + below(24)) : 1 + below(1440));
  }
  if (chance(30)) grant.mutable_look_back()->set_seconds(1 + below(30 * 86400));
  return grant;
}

NaiveWorld WorldMaker::world() {
  NaiveWorld world;
  world.account.name = "users/ala";
  world.account.administrator = chance(3);
  world.account.disabled = chance(3);
  if (chance(10)) world.account.expires = moment();
  if (chance(50)) world.account.groups.emplace_back("groups/guards");
  if (chance(30)) world.account.groups.emplace_back("groups/family");
  absl::LoadTimeZone(kZoneNames[below(4)], &world.zone);
  for (int i = below(8); i > 0; --i) world.grants.push_back(grant());
  return world;
}

}  // namespace cameramonit::access
