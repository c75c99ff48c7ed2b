#pragma once

#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/timestamp.pb.h>

#include "cameramonit/access/v1/grant.pb.h"
#include "cameramonit/policy/v1/policy.pb.h"
#include "cameramonit/type/v1/role.pb.h"

namespace cameramonit::camctl {

// Words of the command line for what the contracts number. All give FIELD_INVALID naming the option. Reentrant.

absl::StatusOr<type::v1::Role> roleOf(const std::string& word);
absl::StatusOr<access::v1::GrantRight> grantRightOf(const std::string& word);
absl::StatusOr<policy::v1::Policy::Right> policyRightOf(const std::string& word);
absl::StatusOr<events::v1::EventKind> eventKindOf(const std::string& word);
absl::StatusOr<events::v1::Severity> severityOf(const std::string& word);

/// "mon-fri 08:00-16:00", "sat,sun 00:00-24:00".
absl::StatusOr<access::v1::WeeklyHours> weeklyHoursOf(const std::string& text);

/// RFC 3339.
absl::Status readTime(const std::string& option, const std::string& text, google::protobuf::Timestamp& target);
/// "30m", "24h", "7d".
absl::Status readDuration(const std::string& option, const std::string& text, google::protobuf::Duration& target);

/// "users/ala" of "ala" or "users/ala".
std::string withCollection(const std::string& collection, const std::string& name);

/// Columns of equal width on standard output.
void printTable(const std::vector<std::string>& head, const std::vector<std::vector<std::string>>& rows);

/// "2026-11-23 14:30" in the machine's zone; empty when absent.
std::string shortTime(bool has, const google::protobuf::Timestamp& time);

/// "customer".
std::string roleWord(int role);

/// What a grant says in one line.
std::string grantWords(const access::v1::Grant& grant);

}  // namespace cameramonit::camctl
