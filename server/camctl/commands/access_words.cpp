#include "server/camctl/commands/access_words.h"

#include <algorithm>
#include <array>
#include <iostream>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_replace.h>
#include <absl/strings/str_split.h>
#include <absl/strings/strip.h>

#include "common/base/status.h"

namespace cameramonit::camctl {
namespace {

constexpr std::array<const char*, 7> kDays = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

absl::Status wrong(const std::string& option, const std::string& what) {
  return base::invalidFields({{option, what}});
}

std::string constantOf(const std::string& prefix, const std::string& word) {
  return prefix + absl::AsciiStrToUpper(absl::StrReplaceAll(word, {{"-", "_"}}));
}

/// "entered_zone" of EVENT_KIND_ENTERED_ZONE.
std::string wordOf(const std::string& constant, const std::string& prefix) {
  return absl::AsciiStrToLower(absl::StripPrefix(constant, prefix));
}

absl::StatusOr<int> minuteOf(absl::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(text, ':');
  int hour = 0, minute = 0;
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[0], &hour) || !absl::SimpleAtoi(parts[1], &minute) || hour < 0 ||
      hour > 24 || minute < 0 || minute > 59 || hour * 60 + minute > 1440) {
    return wrong("--hours", "times like 08:00");
  }
  return hour * 60 + minute;
}

absl::StatusOr<int> dayOf(absl::string_view word) {
  const auto found = std::find(kDays.begin(), kDays.end(), absl::AsciiStrToLower(word).substr(0, 3));
  if (found == kDays.end()) return wrong("--hours", "days are mon, tue, wed, thu, fri, sat, sun");
  return static_cast<int>(found - kDays.begin()) + 1;
}

}  // namespace

absl::StatusOr<type::v1::Role> roleOf(const std::string& word) {
  type::v1::Role role{};
  if (type::v1::Role_Parse(constantOf("ROLE_", word), &role) && role != type::v1::ROLE_UNSPECIFIED) return role;
  return wrong("--role", "installer, admin, manager, supervisor or customer");
}

absl::StatusOr<access::v1::GrantRight> grantRightOf(const std::string& word) {
  access::v1::GrantRight right{};
  if (access::v1::GrantRight_Parse(constantOf("GRANT_RIGHT_", word), &right) && right != 0) return right;
  return wrong("--right", "recordings, live, export or change");
}

absl::StatusOr<policy::v1::Policy::Right> policyRightOf(const std::string& word) {
  policy::v1::Policy::Right right{};
  if (policy::v1::Policy::Right_Parse(constantOf("RIGHT_", word), &right) && right != 0) return right;
  return wrong("--right", "see, recordings, live, export or change");
}

absl::StatusOr<events::v1::EventKind> eventKindOf(const std::string& word) {
  events::v1::EventKind kind{};
  if (events::v1::EventKind_Parse(constantOf("EVENT_KIND_", word), &kind) && kind != 0) return kind;
  return wrong("--kind", "like appeared, entered_zone, crossed_line, loitered");
}

absl::StatusOr<events::v1::Severity> severityOf(const std::string& word) {
  events::v1::Severity severity{};
  if (events::v1::Severity_Parse(constantOf("SEVERITY_", word), &severity) && severity != 0) return severity;
  return wrong("--min-severity", "info, notice, warning or alarm");
}

absl::StatusOr<access::v1::WeeklyHours> weeklyHoursOf(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, ' ', absl::SkipEmpty());
  const std::vector<std::string> times =
      parts.size() == 2 ? std::vector<std::string>(absl::StrSplit(parts[1], '-')) : std::vector<std::string>();
  if (times.size() != 2) return wrong("--hours", "like \"mon-fri 08:00-16:00\"");
  access::v1::WeeklyHours hours;
  for (absl::string_view range : absl::StrSplit(parts[0], ',')) {
    const std::vector<std::string> ends = absl::StrSplit(range, '-');
    CAMERAMONIT_ASSIGN_OR_RETURN(int day, dayOf(ends.front()));
    CAMERAMONIT_ASSIGN_OR_RETURN(const int last, dayOf(ends.back()));
    for (hours.add_days(static_cast<access::v1::Weekday>(day)); day != last;) {
      day = day % 7 + 1;
      hours.add_days(static_cast<access::v1::Weekday>(day));
    }
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(const int start, minuteOf(times[0]));
  CAMERAMONIT_ASSIGN_OR_RETURN(const int end, minuteOf(times[1]));
  hours.set_start_minute(start % 1440);
  hours.set_end_minute(end == 0 ? 1440 : end);
  return hours;
}

absl::Status readTime(const std::string& option, const std::string& text, google::protobuf::Timestamp& target) {
  absl::Time time;
  std::string why;
  if (!absl::ParseTime(absl::RFC3339_full, text, &time, &why)) {
    return wrong(option, "must be like 2026-11-23T15:30:00+01:00");
  }
  target.set_seconds(absl::ToUnixSeconds(time));
  return absl::OkStatus();
}

absl::Status readDuration(const std::string& option, const std::string& text, google::protobuf::Duration& target) {
  absl::Duration duration;
  int days = 0;
  if (absl::EndsWith(text, "d") && absl::SimpleAtoi(text.substr(0, text.size() - 1), &days)) {
    duration = absl::Hours(24) * days;
  } else if (!absl::ParseDuration(text, &duration)) {
    return wrong(option, "must be like 30m, 24h or 7d");
  }
  target.set_seconds(absl::ToInt64Seconds(duration));
  return absl::OkStatus();
}

std::string withCollection(const std::string& collection, const std::string& name) {
  return name.empty() || absl::StrContains(name, "/") ? name : absl::StrCat(collection, "/", name);
}

void printTable(const std::vector<std::string>& head, const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths(head.size());
  const auto measure = [&widths](const std::vector<std::string>& row) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  };
  const auto print = [&widths](const std::vector<std::string>& row) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool last = i + 1 == row.size();
      std::cout << row[i] << (last ? "" : std::string(widths[i] - row[i].size() + 2, ' '));
    }
    std::cout << std::endl;
  };
  measure(head);
  for (const auto& row : rows) measure(row);
  print(head);
  for (const auto& row : rows) print(row);
}

std::string shortTime(bool has, const google::protobuf::Timestamp& time) {
  if (!has) return "";
  return absl::FormatTime("%Y-%m-%d %H:%M", absl::FromUnixSeconds(time.seconds()), absl::LocalTimeZone());
}

std::string roleWord(int role) {
  return wordOf(type::v1::Role_Name(static_cast<type::v1::Role>(role)), "ROLE_");
}

std::string grantWords(const access::v1::Grant& grant) {
  std::vector<std::string> words;
  const auto& terms = grant.events();
  for (const int kind : terms.kinds()) {
    words.push_back(wordOf(events::v1::EventKind_Name(static_cast<events::v1::EventKind>(kind)), "EVENT_KIND_"));
  }
  words.insert(words.end(), terms.object_classes().begin(), terms.object_classes().end());
  for (const std::string& zone : terms.zones()) words.push_back("zone " + zone);
  for (const std::string& label : terms.labels()) words.push_back("named " + label);
  if (terms.minimum_severity() != 0) {
    words.push_back("from " + wordOf(events::v1::Severity_Name(terms.minimum_severity()), "SEVERITY_"));
  }
  if (words.empty()) words.emplace_back("all events");
  for (const int right : grant.rights()) {
    words.push_back("+" +
                    wordOf(access::v1::GrantRight_Name(static_cast<access::v1::GrantRight>(right)), "GRANT_RIGHT_"));
  }
  for (const access::v1::WeeklyHours& hours : grant.weekly_hours()) {
    std::vector<std::string> days;
    for (const int day : hours.days()) days.emplace_back(kDays[static_cast<std::size_t>(day - 1)]);
    words.push_back(absl::StrFormat("%s %02d:%02d-%02d:%02d", absl::StrJoin(days, ","), hours.start_minute() / 60,
                                    hours.start_minute() % 60, hours.end_minute() / 60, hours.end_minute() % 60));
  }
  if (grant.has_from_time()) words.push_back("from " + shortTime(true, grant.from_time()));
  if (grant.has_until_time()) words.push_back("until " + shortTime(true, grant.until_time()));
  if (grant.has_look_back()) {
    words.push_back("last " + absl::FormatDuration(absl::Seconds(grant.look_back().seconds())));
  }
  return absl::StrJoin(words, ", ");
}

}  // namespace cameramonit::camctl
