#pragma once

#include <string>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "cameramonit/access/v1/grant.pb.h"
#include "cameramonit/access/v1/session.pb.h"

namespace cameramonit::access {

// What requests may say. All give FIELD_INVALID with every field that is wrong and what would be right. Reentrant.

absl::Status checkUser(const v1::User& user, absl::Time now);
absl::Status checkGroup(const v1::Group& group);
absl::Status checkGrant(const v1::Grant& grant);

}  // namespace cameramonit::access
