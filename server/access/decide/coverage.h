#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cameramonit/type/v1/role.pb.h"
#include "server/access/decide/rule.h"
#include "server/access/decide/view.h"

namespace cameramonit::access {

/// Whether everything that `given` lets anybody do, `own` does too. One rule must cover alone: what two cover together
/// is refused, which errs on the safe side. Reentrant.
bool covers(const Rule& own, const Rule& given);

/// Whether one of the person's rules that are not over covers `given`, or administrators' freedom does. Reentrant.
bool mayGive(const Person& giver, const Rule& given, absl::Time now);

/// Whether the person may give somebody this role: administrators any, managers those of customers and supervisors and
/// what they have themselves, but never administrator. Reentrant.
bool mayGiveRole(const Person& giver, type::v1::Role role);

/// Whether the person may change the account of `other`: reset its password, disable it, end its sessions. Only who
/// might have given all that it may, or changing it would be a way to more rights. Reentrant.
bool mayManage(const Person& giver, const Person& other, absl::Time now);

}  // namespace cameramonit::access
