#include "server/access/access_fields.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/strip.h>

#include "common/base/status.h"
#include "server/access/decide/rule.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::access {
namespace {

using base::FieldViolation;

constexpr std::size_t kLongestId = 63;
constexpr std::size_t kLongestName = 200;
constexpr std::size_t kLongestNote = 500;
constexpr std::size_t kLongestWord = 100;
constexpr int kMostWords = 50;
constexpr int kMostWindows = 50;
constexpr absl::Duration kLongestLink = absl::Hours(24 * 366);
constexpr absl::Duration kLongestLookBack = absl::Hours(24 * 3660);

bool isId(std::string_view id) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  };
  return !id.empty() && id.size() <= kLongestId && id.front() != '.' && id.front() != '-' &&
         std::all_of(id.begin(), id.end(), allowed);
}

/// Whether `name` is `collection`, a slash and an id.
bool isName(const std::string& name, const std::string& collection) {
  return absl::StartsWith(name, collection) && isId(std::string_view(name).substr(collection.size()));
}

absl::Status verdict(const std::vector<FieldViolation>& wrong) {
  return wrong.empty() ? absl::OkStatus() : base::invalidFields(wrong);
}

template <typename Words>
void checkWords(const std::string& field, const Words& words, std::vector<FieldViolation>& wrong) {
  const bool right = words.size() <= kMostWords && std::all_of(words.begin(), words.end(), [](const std::string& word) {
                       return !word.empty() && word.size() <= kLongestWord &&
                              word.find_first_of("\t\n") == std::string::npos && word.front() != ' ' &&
                              word.back() != ' ';
                     });
  if (!right) wrong.push_back({field, "at most 50 words of 1 to 100 characters, without spaces around them"});
}

void checkWeekly(const v1::Grant& grant, std::vector<FieldViolation>& wrong) {
  bool right = grant.weekly_hours_size() <= kMostWindows;
  for (const v1::WeeklyHours& hours : grant.weekly_hours()) {
    const std::set<int> days(hours.days().begin(), hours.days().end());
    right = right && !days.empty() && *days.begin() >= v1::WEEKDAY_MONDAY && *days.rbegin() <= v1::WEEKDAY_SUNDAY &&
            days.size() == static_cast<std::size_t>(hours.days_size()) && hours.start_minute() >= 0 &&
            hours.start_minute() < 1440 && hours.end_minute() >= 1 && hours.end_minute() <= 1440;
  }
  if (!right) {
    wrong.push_back(
        {"grant.weekly_hours", "at most 50, each with different days, start_minute 0..1439 and end_minute 1..1440"});
  }
}

}  // namespace

absl::Status checkUser(const v1::User& user, absl::Time now) {
  std::vector<FieldViolation> wrong;
  if (!isName(user.name(), "users/")) {
    wrong.push_back({"user.name", "users/ and 1 to 63 lower-case letters, digits, dots, dashes or underscores"});
  }
  // Whoever may read the data directory goes by this name.
  if (user.name() == "users/operator") wrong.push_back({"user.name", "must not be users/operator"});
  if (user.display_name().size() > kLongestName) wrong.push_back({"user.display_name", "at most 200 characters"});
  const std::set<int> roles(user.roles().begin(), user.roles().end());
  if (roles.empty() || *roles.begin() < type::v1::ROLE_INSTALLER || *roles.rbegin() > type::v1::ROLE_CUSTOMER) {
    wrong.push_back({"user.roles", "at least one of installer, admin, manager, supervisor, customer"});
  }
  if (user.has_link()) {
    const absl::Duration lifetime = sql::durationOf(user.link().lifetime());
    const absl::Time expires = sql::timeOf(user.link().has_expire_time(), user.link().expire_time());
    if (lifetime < absl::Minutes(1) || lifetime > kLongestLink) {
      wrong.push_back({"user.link.lifetime", "from 1 minute to 366 days"});
    }
    if (!user.link().has_first_use_time() && (expires <= now || expires > now + kLongestLink)) {
      wrong.push_back({"user.link.expire_time", "in the future, within 366 days"});
    }
    if (roles.contains(type::v1::ROLE_ADMIN) || roles.contains(type::v1::ROLE_MANAGER)) {
      wrong.push_back({"user.roles", "not admin or manager for who comes by a link"});
    }
  }
  return verdict(wrong);
}

absl::Status checkGroup(const v1::Group& group) {
  std::vector<FieldViolation> wrong;
  if (!isName(group.name(), "groups/")) {
    wrong.push_back({"group.name", "groups/ and 1 to 63 lower-case letters, digits, dots, dashes or underscores"});
  }
  if (group.display_name().size() > kLongestName) wrong.push_back({"group.display_name", "at most 200 characters"});
  return verdict(wrong);
}

absl::Status checkGrant(const v1::Grant& grant) {
  std::vector<FieldViolation> wrong;
  if (!isName(grant.subject(), "users/") && !isName(grant.subject(), "groups/")) {
    wrong.push_back({"grant.subject", "users/{id} or groups/{id}"});
  }
  const std::string& resource = grant.resource();
  if (resource.empty() || (projectOf(resource) != resource && channelOf(resource) != resource)) {
    wrong.push_back({"grant.resource", "projects/{id} or projects/{id}/channels/{id}"});
  }
  const v1::EventTerms& terms = grant.events();
  for (const int kind : terms.kinds()) {
    if (kind != 0 && events::v1::EventKind_IsValid(kind)) continue;
    wrong.push_back({"grant.events.kinds", "kinds of events as in events.v1.EventKind"});
    break;
  }
  checkWords("grant.events.object_classes", terms.object_classes(), wrong);
  checkWords("grant.events.zones", terms.zones(), wrong);
  checkWords("grant.events.labels", terms.labels(), wrong);
  if (!events::v1::Severity_IsValid(terms.minimum_severity())) {
    wrong.push_back({"grant.events.minimum_severity", "a severity as in events.v1.Severity"});
  }
  for (const int right : grant.rights()) {
    if (right != 0 && v1::GrantRight_IsValid(right)) continue;
    wrong.push_back({"grant.rights", "recordings, live, export or change"});
    break;
  }
  if (grant.has_from_time() && grant.has_until_time() &&
      sql::timeOf(true, grant.from_time()) >= sql::timeOf(true, grant.until_time())) {
    wrong.push_back({"grant.until_time", "after from_time"});
  }
  checkWeekly(grant, wrong);
  if (grant.has_look_back()) {
    const absl::Duration back = sql::durationOf(grant.look_back());
    if (back < absl::Seconds(1) || back > kLongestLookBack) {
      wrong.push_back({"grant.look_back", "from 1 second to 10 years"});
    }
  }
  if (grant.note().size() > kLongestNote) wrong.push_back({"grant.note", "at most 500 characters"});
  return verdict(wrong);
}

}  // namespace cameramonit::access
