#pragma once

#include <map>
#include <string>
#include <vector>

#include "cameramonit/type/v1/role.pb.h"
#include "tests/reference/permissions/contracts.h"

namespace cameramonit::testing {

/// Who may call, by column of the table: "nobody", a role in lower case, "service".
const std::vector<std::string>& callers();

/// Whether a caller may make the call, before any grant.
bool mayCall(const policy::v1::Policy& policy, const std::string& caller);

/// docs/reference/permissions.md as the contracts say. Reentrant.
std::string permissionPage(const Contracts& contracts);

/// What a page says: RPC -> caller -> whether it may.
using PermissionTable = std::map<std::string, std::map<std::string, bool>>;
PermissionTable readPermissionPage(const std::string& page);

/// Where the page lies.
std::string permissionPagePath();

}  // namespace cameramonit::testing
