#include "server/registry/sealed/credential_sealer.h"

#include <gtest/gtest.h>

#include "common/base/status.h"

namespace cameramonit::registry {
namespace {

/// Keys in memory, shared by several sealers like a file.
class FakeKeySource final : public KeySource {
 public:
  explicit FakeKeySource(KeyRing* kept) : kept_(kept) {}
  absl::StatusOr<KeyRing> load() const override { return *kept_; }
  absl::Status store(const KeyRing& ring) override {
    *kept_ = ring;
    return absl::OkStatus();
  }

 private:
  KeyRing* kept_;
};

class CredentialSealerTest : public ::testing::Test {
 protected:
  std::unique_ptr<CredentialSealer> sealer() {
    auto opened = CredentialSealer::open(std::make_unique<FakeKeySource>(&keys_));
    EXPECT_TRUE(opened.ok());
    return *std::move(opened);
  }
  static OpenedCredentials login(const std::string& user, const std::string& password) {
    return {base::Secret<std::string>(user), base::Secret<std::string>(password)};
  }
  KeyRing keys_{{SealingKey::fresh()}};
};

TEST_F(CredentialSealerTest, WhatIsSealedOpensForTheSameCameraAlone) {
  const auto own = sealer();
  const SealedCredentials sealed = own->seal("gate", login("admin", "Zażółć#1!"));
  const auto opened = own->open("gate", sealed);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->user.reveal(), "admin");
  EXPECT_EQ(opened->password.reveal(), "Zażółć#1!");
  EXPECT_EQ(base::errorReason(own->open("yard", sealed).status()), type::v1::ERROR_REASON_CREDENTIALS_UNREADABLE);
}

TEST_F(CredentialSealerTest, ABoxTellsNeitherContentNorLength) {
  const auto own = sealer();
  const SealedCredentials shortOne = own->seal("gate", login("a", "b"));
  const SealedCredentials longOne = own->seal("gate", login("administrator", "correct horse battery"));
  EXPECT_EQ(shortOne.box.size(), longOne.box.size());
  EXPECT_NE(own->seal("gate", login("a", "b")).box, shortOne.box) << "a nonce is used once";
}

TEST_F(CredentialSealerTest, AChangedBoxDoesNotOpen) {
  const auto own = sealer();
  SealedCredentials sealed = own->seal("gate", login("admin", "secret"));
  sealed.box[50] = sealed.box[50] == 'A' ? 'B' : 'A';
  EXPECT_EQ(base::errorReason(own->open("gate", sealed).status()), type::v1::ERROR_REASON_CREDENTIALS_UNREADABLE);
  sealed.box = "not base64!";
  EXPECT_FALSE(own->open("gate", sealed).ok());
}

TEST_F(CredentialSealerTest, AfterARotationOldBoxesOpenUntilTheOldKeyGoes) {
  const auto own = sealer();
  const SealedCredentials before = own->seal("gate", login("admin", "secret"));
  ASSERT_TRUE(own->addKey().ok());
  EXPECT_NE(own->sealingKeyId(), before.keyId);
  EXPECT_TRUE(own->open("gate", before).ok());
  EXPECT_EQ(keys_.size(), 2U);
  ASSERT_TRUE(own->dropOldKeys().ok());
  EXPECT_EQ(base::errorReason(own->open("gate", before).status()), type::v1::ERROR_REASON_CREDENTIALS_UNREADABLE);
}

TEST_F(CredentialSealerTest, AKeyThatAnotherProcessAddedIsFound) {
  const auto own = sealer();
  const auto other = sealer();
  ASSERT_TRUE(other->addKey().ok());
  EXPECT_TRUE(own->open("gate", other->seal("gate", login("admin", "secret"))).ok());
}

}  // namespace
}  // namespace cameramonit::registry
