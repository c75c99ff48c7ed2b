#include "web-gateway/http/origin_policy.h"

#include <gtest/gtest.h>

namespace cameramonit::http {
namespace {

bool allows(const OriginPolicy& policy, const std::string& host, const std::string& origin) {
  Request request;
  request.headers.add("host", host);
  if (!origin.empty()) request.headers.add("origin", origin);
  return policy.allows(request);
}

TEST(OriginPolicyTest, OurOwnPagesAndPrograms) {
  const OriginPolicy policy;
  EXPECT_TRUE(allows(policy, "cam.example", ""));
  EXPECT_TRUE(allows(policy, "cam.example", "https://cam.example"));
  EXPECT_TRUE(allows(policy, "cam.example:443", "https://cam.example"));
  EXPECT_TRUE(allows(policy, "CAM.example:8080", "http://cam.EXAMPLE:8080"));
}

TEST(OriginPolicyTest, NobodyElse) {
  const OriginPolicy policy({"https://office.example"});
  for (const char* origin : {"https://evil.example", "null", "cam.example", "https://cam.example.evil",
                             "https://cam.example:8443", "file://", "https://", "http://office.example"}) {
    EXPECT_FALSE(allows(policy, "cam.example", origin)) << origin;
  }
  EXPECT_FALSE(allows(policy, "", "https://"));
  EXPECT_TRUE(allows(policy, "cam.example", "https://office.example"));
}

}  // namespace
}  // namespace cameramonit::http
