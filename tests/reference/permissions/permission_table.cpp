#include "tests/reference/permissions/permission_table.h"

#include <algorithm>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>
#include <absl/strings/strip.h>

namespace cameramonit::testing {
namespace {

using policy::v1::Policy;

constexpr char kHead[] = R"(# Permissions

Who may make which call. This page is written from the contracts in `protos/` by `ninja -C build/test permissions`; a
test fails when it is stale, and another one makes every call as everybody and compares.

- **●** may call. What is then shown, grants decide: see [granting access](../guide/access.md).
- *nobody* has no token; *service* is another service of the installation. Roles combine.
- *right* is what a grant must give for the resource that the request names; where no resource is named, the answer
  holds what the caller may see. *whole*: a grant that shows only some events is not enough.
- *audited* calls are written to the audit log, whatever their outcome.
- A person whose password must be changed first may only make the calls marked *first*.
)";

std::string cell(bool allowed) {
  return allowed ? "●" : "";
}

std::string rightOf(const Policy& policy) {
  if (policy.right() == Policy::RIGHT_UNSPECIFIED) return "";
  const std::string name = Policy::Right_Name(policy.right());
  return absl::StrCat(absl::AsciiStrToLower(name.substr(6)), policy.whole() ? ", whole" : "");
}

}  // namespace

const std::vector<std::string>& callers() {
  static const auto* const kCallers =
      new std::vector<std::string>{"nobody", "installer", "admin", "manager", "supervisor", "customer", "service"};
  return *kCallers;
}

bool mayCall(const Policy& policy, const std::string& caller) {
  if (policy.access() == Policy::ACCESS_PUBLIC) return true;
  if (caller == "nobody" || policy.access() == Policy::ACCESS_UNSPECIFIED) return false;
  if (caller == "service" || policy.access() == Policy::ACCESS_AUTHENTICATED) return true;
  if (policy.access() != Policy::ACCESS_ROLES) return false;
  return std::any_of(policy.roles().begin(), policy.roles().end(),
                     [&](int role) { return type::v1::Role_Name(role) == "ROLE_" + absl::AsciiStrToUpper(caller); });
}

std::string permissionPage(const Contracts& contracts) {
  std::string page = kHead;
  std::string service;
  for (const Rpc& rpc : contracts.rpcs()) {
    if (rpc.method->service()->full_name() != service) {
      service = rpc.method->service()->full_name();
      absl::StrAppend(&page, "\n## ", service, "\n| call | ", absl::StrJoin(callers(), " | "),
                      " | right | audited | first |\n|---|");
      for (std::size_t i = 0; i < callers().size(); ++i) page += ":-:|";
      page += "---|---|---|\n";
    }
    absl::StrAppend(&page, "| ", rpc.method->name(), " |");
    for (const std::string& caller : callers()) absl::StrAppend(&page, " ", cell(mayCall(rpc.policy, caller)), " |");
    const bool first = rpc.policy.with_expired_password() || rpc.policy.access() == Policy::ACCESS_PUBLIC;
    absl::StrAppend(&page, " ", rightOf(rpc.policy), " | ", rpc.policy.audited() ? "audited" : "", " | ",
                    first ? "first" : "", " |\n");
  }
  return page;
}

PermissionTable readPermissionPage(const std::string& page) {
  PermissionTable table;
  std::string service;
  for (absl::string_view line : absl::StrSplit(page, '\n')) {
    if (absl::StartsWith(line, "## ")) service = std::string(line.substr(3));
    if (!absl::StartsWith(line, "| ") || absl::StartsWith(line, "| call ")) continue;
    const std::vector<std::string> cells = absl::StrSplit(line, '|');
    const std::string name = absl::StrCat(service, "/", absl::StripAsciiWhitespace(cells[1]));
    for (std::size_t i = 0; i < callers().size() && i + 2 < cells.size(); ++i) {
      table[name][callers()[i]] = !absl::StripAsciiWhitespace(cells[i + 2]).empty();
    }
  }
  return table;
}

std::string permissionPagePath() {
  return std::string(CAMERAMONIT_SOURCE_DIR) + "/docs/reference/permissions.md";
}

}  // namespace cameramonit::testing
