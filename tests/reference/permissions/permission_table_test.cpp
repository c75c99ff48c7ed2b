#include "tests/reference/permissions/permission_table.h"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace cameramonit::testing {
namespace {

std::string readFile(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(PermissionPage, IsWhatTheContractsSay) {
  const Contracts contracts;
  EXPECT_TRUE(readFile(permissionPagePath()) == permissionPage(contracts))
      << "docs/reference/permissions.md is stale; write it anew with: ninja permissions";
}

TEST(PermissionPage, ReadsBackAsItWasWritten) {
  const Contracts contracts;
  const PermissionTable table = readPermissionPage(permissionPage(contracts));
  ASSERT_GT(contracts.rpcs().size(), 50U);
  EXPECT_EQ(table.size(), contracts.rpcs().size());
  for (const Rpc& rpc : contracts.rpcs()) {
    for (const std::string& caller : callers()) {
      EXPECT_EQ(table.at(rpc.name).at(caller), mayCall(rpc.policy, caller)) << rpc.name << " " << caller;
    }
  }
}

TEST(PermissionPage, EveryCallHasAPolicyAndAuditsNoSecret) {
  const Contracts contracts;
  for (const Rpc& rpc : contracts.rpcs()) {
    EXPECT_NE(rpc.policy.access(), policy::v1::Policy::ACCESS_UNSPECIFIED) << rpc.name;
    for (const std::string& field : rpc.policy.audited_fields()) {
      for (const char* secret : {"password", "token", "secret", "code", "credential"}) {
        EXPECT_EQ(field.find(secret), std::string::npos) << rpc.name << " audits " << field;
      }
    }
  }
}

}  // namespace
}  // namespace cameramonit::testing
