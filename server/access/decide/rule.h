#pragma once

#include <string>
#include <vector>

#include <absl/time/time.h>

#include "cameramonit/access/v1/grant.pb.h"
#include "cameramonit/policy/v1/policy.pb.h"

namespace cameramonit::access {

using Right = policy::v1::Policy::Right;

/// A set of rights; bit n stands for policy.v1.Policy.Right n.
using Rights = unsigned;
constexpr Rights bitOf(Right right) {
  return 1U << static_cast<unsigned>(right);
}

/// Minutes of a week from Monday's midnight, half-open; an end beyond the week goes on at its beginning.
struct WeekWindow {
  int start = 0;
  int end = 0;
};
inline constexpr int kMinutesOfWeek = 7 * 24 * 60;

/// One grant, made ready to decide with.
struct Rule {
  std::string grant;    ///< grants/{uuid}
  std::string subject;  ///< users/{id} or groups/{id}
  std::string resource;
  v1::EventTerms terms;
  Rights rights = 0;  ///< with RIGHT_SEE, always
  absl::Time from = absl::InfinitePast();
  absl::Time until = absl::InfiniteFuture();
  std::vector<WeekWindow> hours;  ///< empty: always
  absl::TimeZone zone;
  absl::Duration lookBack = absl::InfiniteDuration();

  /// Whether it hides no event by what the event is.
  bool showsEveryKind() const;
};

/// `zone` is the project's. Reentrant.
Rule ruleOf(const v1::Grant& grant, const absl::TimeZone& zone);

/// Whether `minute` of the week lies in one of the windows. Reentrant.
bool insideWeek(const std::vector<WeekWindow>& windows, int minute);

/// The minute of the week that clocks in `zone` show. Reentrant.
int minuteOfWeek(absl::Time time, const absl::TimeZone& zone);

/// Whether one may look now. Reentrant.
bool isActive(const Rule& rule, absl::Time now);

/// The first moment after `now` at which isActive may say something else; infinite when never. Reentrant.
absl::Time nextChange(const Rule& rule, absl::Time now);

/// projects/{id} of a project's or channel's or anything below's name, projects/{id}/channels/{id} of a channel's or
/// anything below's; empty when there is none. Reentrant.
std::string projectOf(const std::string& resource);
std::string channelOf(const std::string& resource);

}  // namespace cameramonit::access
