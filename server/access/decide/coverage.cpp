#include "server/access/decide/coverage.h"

#include <algorithm>

namespace cameramonit::access {
namespace {

template <typename List>
bool within(const List& given, const List& own) {
  if (own.empty()) return true;
  return !given.empty() && std::all_of(given.begin(), given.end(), [&](const auto& value) {
    return std::find(own.begin(), own.end(), value) != own.end();
  });
}

bool hoursWithin(const Rule& given, const Rule& own) {
  if (own.hours.empty()) return true;
  for (int minute = 0; minute < kMinutesOfWeek; ++minute) {
    const bool looks = given.hours.empty() || insideWeek(given.hours, minute);
    if (looks && !insideWeek(own.hours, minute)) return false;
  }
  return true;
}

}  // namespace

bool covers(const Rule& own, const Rule& given) {
  const bool place = own.resource == given.resource || own.resource == projectOf(given.resource);
  if (!place || (given.rights & ~own.rights) != 0) return false;
  if (!within(given.terms.kinds(), own.terms.kinds()) || !within(given.terms.zones(), own.terms.zones()) ||
      !within(given.terms.object_classes(), own.terms.object_classes()) ||
      !within(given.terms.labels(), own.terms.labels())) {
    return false;
  }
  if (given.terms.minimum_severity() < own.terms.minimum_severity()) return false;
  if (given.from < own.from || given.until > own.until || given.lookBack > own.lookBack) return false;
  return hoursWithin(given, own);
}

bool mayGive(const Person& giver, const Rule& given, absl::Time now) {
  if (giver.mayEverything()) return true;
  // What has been is no power: a grant from the past on is one from now on.
  Rule fromNow = given;
  fromNow.from = std::max(given.from, now);
  return std::any_of(giver.rules.begin(), giver.rules.end(),
                     [&](const Rule& own) { return own.until > now && covers(own, fromNow); });
}

bool mayGiveRole(const Person& giver, type::v1::Role role) {
  if (giver.mayEverything()) return true;
  if (role == type::v1::ROLE_ADMIN || !giver.hasRole(type::v1::ROLE_MANAGER)) return false;
  return role == type::v1::ROLE_CUSTOMER || role == type::v1::ROLE_SUPERVISOR || giver.hasRole(role);
}

bool mayManage(const Person& giver, const Person& other, absl::Time now) {
  const bool roles = std::all_of(other.roles.begin(), other.roles.end(),
                                 [&](type::v1::Role role) { return mayGiveRole(giver, role); });
  return roles && std::all_of(other.rules.begin(), other.rules.end(),
                              [&](const Rule& rule) { return rule.until <= now || mayGive(giver, rule, now); });
}

}  // namespace cameramonit::access
