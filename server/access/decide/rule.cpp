#include "server/access/decide/rule.h"

#include <algorithm>

#include <absl/strings/match.h>
#include <absl/time/civil_time.h>

#include "storage/sql/proto_fields.h"

namespace cameramonit::access {
namespace {

constexpr int kMinutesOfDay = 24 * 60;

Right rightOf(int granted) {
  switch (granted) {
    case v1::GRANT_RIGHT_RECORDINGS:
      return policy::v1::Policy::RIGHT_RECORDINGS;
    case v1::GRANT_RIGHT_LIVE:
      return policy::v1::Policy::RIGHT_LIVE;
    case v1::GRANT_RIGHT_EXPORT:
      return policy::v1::Policy::RIGHT_EXPORT;
    case v1::GRANT_RIGHT_CHANGE:
      return policy::v1::Policy::RIGHT_CHANGE;
    default:
      return policy::v1::Policy::RIGHT_SEE;
  }
}

/// The end of the `segments`-th segment of a name; npos when it has fewer.
std::size_t endOfSegments(const std::string& name, int segments) {
  std::size_t at = 0;
  for (int i = 0; i < segments; ++i) {
    const std::size_t begin = i == 0 ? 0 : at + 1;
    if (begin >= name.size() && i > 0) return std::string::npos;
    const std::size_t slash = name.find('/', begin);
    at = slash == std::string::npos ? name.size() : slash;
    if (at == begin) return std::string::npos;
    if (at == name.size() && i + 1 < segments) return std::string::npos;
  }
  return at;
}

/// Boundaries of the windows on the clock of one day, as moments; a time that the clock shows twice, or never, gives
/// all moments it may mean.
void addBoundaries(const Rule& rule, absl::CivilDay day, std::vector<absl::Time>& moments) {
  const int dayStart = static_cast<int>(absl::GetWeekday(day)) * kMinutesOfDay;
  const auto add = [&](int minute) {
    const int ofWeek = minute % kMinutesOfWeek;
    if (ofWeek < dayStart || ofWeek >= dayStart + kMinutesOfDay) return;
    const absl::CivilSecond civil = absl::CivilSecond(day) + std::int64_t{ofWeek - dayStart} * 60;
    const absl::TimeZone::TimeInfo info = rule.zone.At(civil);
    moments.insert(moments.end(), {info.pre, info.trans, info.post});
  };
  for (const WeekWindow& window : rule.hours) {
    add(window.start);
    add(window.end);
  }
}

}  // namespace

bool Rule::showsEveryKind() const {
  return terms.kinds().empty() && terms.object_classes().empty() && terms.zones().empty() && terms.labels().empty() &&
         terms.minimum_severity() == events::v1::SEVERITY_UNSPECIFIED;
}

Rule ruleOf(const v1::Grant& grant, const absl::TimeZone& zone) {
  Rule rule;
  rule.grant = grant.name();
  rule.subject = grant.subject();
  rule.resource = grant.resource();
  rule.terms = grant.events();
  rule.rights = bitOf(policy::v1::Policy::RIGHT_SEE);
  for (const int right : grant.rights()) rule.rights |= bitOf(rightOf(right));
  if (grant.has_from_time()) rule.from = sql::timeOf(true, grant.from_time());
  if (grant.has_until_time()) rule.until = sql::timeOf(true, grant.until_time());
  for (const v1::WeeklyHours& hours : grant.weekly_hours()) {
    for (const int day : hours.days()) {
      const int midnight = (day - 1) * kMinutesOfDay;
      const bool overnight = hours.end_minute() <= hours.start_minute();
      rule.hours.push_back(
          {midnight + hours.start_minute(), midnight + hours.end_minute() + (overnight ? kMinutesOfDay : 0)});
    }
  }
  rule.zone = zone;
  if (grant.has_look_back()) rule.lookBack = sql::durationOf(grant.look_back());
  return rule;
}

bool insideWeek(const std::vector<WeekWindow>& windows, int minute) {
  return std::any_of(windows.begin(), windows.end(), [minute](const WeekWindow& window) {
    const int next = minute + kMinutesOfWeek;
    return (minute >= window.start && minute < window.end) || (next >= window.start && next < window.end);
  });
}

int minuteOfWeek(absl::Time time, const absl::TimeZone& zone) {
  const absl::CivilMinute civil = absl::ToCivilMinute(time, zone);
  return static_cast<int>(absl::GetWeekday(civil)) * kMinutesOfDay + civil.hour() * 60 + civil.minute();
}

bool isActive(const Rule& rule, absl::Time now) {
  if (now < rule.from || now >= rule.until) return false;
  return rule.hours.empty() || insideWeek(rule.hours, minuteOfWeek(now, rule.zone));
}

absl::Time nextChange(const Rule& rule, absl::Time now) {
  std::vector<absl::Time> moments = {rule.from, rule.until};
  if (!rule.hours.empty()) {
    const absl::CivilDay today = absl::ToCivilDay(now, rule.zone);
    for (int ahead = -1; ahead <= 8; ++ahead) addBoundaries(rule, today + ahead, moments);
    // Where the clock jumps, it may jump over a boundary.
    absl::TimeZone::CivilTransition transition;
    if (rule.zone.NextTransition(now, &transition)) moments.push_back(rule.zone.At(transition.to).trans);
  }
  absl::Time next = absl::InfiniteFuture();
  for (const absl::Time moment : moments) {
    if (moment > now) next = std::min(next, moment);
  }
  return next;
}

std::string projectOf(const std::string& resource) {
  if (!absl::StartsWith(resource, "projects/")) return "";
  const std::size_t end = endOfSegments(resource, 2);
  return end == std::string::npos ? "" : resource.substr(0, end);
}

std::string channelOf(const std::string& resource) {
  const std::string project = projectOf(resource);
  if (project.empty() || resource.compare(project.size(), 10, "/channels/") != 0) return "";
  const std::size_t end = endOfSegments(resource, 4);
  return end == std::string::npos ? "" : resource.substr(0, end);
}

}  // namespace cameramonit::access
