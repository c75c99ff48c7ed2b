#include "common/certificate/authority.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include <absl/strings/match.h>
#include <absl/time/clock.h>

#include "common/base/status.h"
#include "common/certificate/certificate_check.h"

namespace cameramonit::certificate {
namespace {

namespace fs = std::filesystem;

class AuthorityTest : public ::testing::Test {
 protected:
  AuthorityTest() {
    std::string pattern = (fs::temp_directory_path() / "cameramonit-ca-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~AuthorityTest() override { fs::remove_all(folder_); }

  Authority make(const char* name) {
    auto made = Authority::create(folder_ / name, absl::Now(), absl::Hours(24));
    EXPECT_TRUE(made.ok()) << made.status();
    return *std::move(made);
  }
  absl::Status check(const Issued& issued, const std::string& authority) {
    EXPECT_TRUE(writeFile(folder_ / "own.pem", issued.certificate, false).ok());
    EXPECT_TRUE(writeFile(folder_ / "own.key", issued.key.reveal(), true).ok());
    EXPECT_TRUE(writeFile(folder_ / "believed.pem", authority, false).ok());
    return checkFiles(folder_ / "own.pem", folder_ / "own.key", folder_ / "believed.pem");
  }

  fs::path folder_;
};

TEST_F(AuthorityTest, WhatItIssuesIsGoodByItAndNoOther) {
  const Authority ours = make("ours");
  const Authority theirs = make("theirs");
  const auto issued =
      ours.issue({"events", {"10.0.0.2", "::1", "events.lan"}, {"spiffe://x/y"}}, absl::Now(), absl::Hours(1));
  ASSERT_TRUE(issued.ok()) << issued.status();
  EXPECT_TRUE(check(*issued, ours.pem()).ok()) << check(*issued, ours.pem());
  const absl::Status foreign = check(*issued, theirs.pem());
  EXPECT_EQ(base::errorReason(foreign), type::v1::ERROR_REASON_SETTING_INVALID);
  EXPECT_TRUE(absl::StrContains(std::string(foreign.message()), "own.pem")) << foreign;
}

TEST_F(AuthorityTest, ExpiredCertificateIsRefusedBeforeItFailsInUse) {
  const Authority ours = make("ours");
  const auto issued = ours.issue({"events", {"a"}, {}}, absl::Now() - absl::Hours(2), absl::Hours(1));
  ASSERT_TRUE(issued.ok());
  EXPECT_TRUE(absl::StrContains(std::string(check(*issued, ours.pem()).message()), "expired"));
}

TEST_F(AuthorityTest, KeyOfAnotherCertificateIsRefused) {
  const Authority ours = make("ours");
  auto one = ours.issue({"events", {"a"}, {}}, absl::Now(), absl::Hours(1));
  const auto two = ours.issue({"events", {"a"}, {}}, absl::Now(), absl::Hours(1));
  one->key = two->key;
  EXPECT_TRUE(absl::StrContains(std::string(check(*one, ours.pem()).message()), "is not the key"));
}

TEST_F(AuthorityTest, HostsCannotSmuggleOtherNames) {
  const Authority ours = make("ours");
  for (const char* host : {"a,DNS:evil", "", "a b", "URI:spiffe://cameramonit/services/access"}) {
    EXPECT_FALSE(ours.issue({"x", {host}, {}}, absl::Now(), absl::Hours(1)).ok()) << host;
  }
}

TEST_F(AuthorityTest, KeyIsForTheOwnerAloneAndNeverReplaced) {
  make("ours");
  struct stat status {};
  ASSERT_EQ(::stat((folder_ / "ours" / "ca.key").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_FALSE(Authority::create(folder_ / "ours", absl::Now(), absl::Hours(1)).ok());
  const auto again = Authority::open(folder_ / "ours");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(again->issue({"x", {"a"}, {}}, absl::Now(), absl::Hours(1)).ok());
}

TEST_F(AuthorityTest, ExpiryIsTold) {
  const Authority ours = make("ours");
  const absl::Time now = absl::Now();
  const auto until = expiryOf(folder_ / "ours" / "ca.pem");
  ASSERT_TRUE(until.ok());
  EXPECT_LE(absl::AbsDuration(*until - (now + absl::Hours(24))), absl::Seconds(2));
}

}  // namespace
}  // namespace cameramonit::certificate
