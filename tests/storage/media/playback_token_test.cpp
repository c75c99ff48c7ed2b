#include "storage/media/playback_token.h"

#include <gtest/gtest.h>

#include "tests/storage/media/open_room.h"
#include "tests/support/fake_clock.h"

namespace cameramonit::media {
namespace {

class PlaybackTokenTest : public ::testing::Test {
 protected:
  testing::FakeClock clock_;
  PlaybackTokens tokens_{base::Secret<std::string>(std::string(32, 'k')), clock_};
  const PlaybackGrant grant_{"projects/home/channels/gate/media/0190b3a0-0000-7000-8000-000000000001",
                             Variant::kAnimation, clock_.now() + absl::Hours(1), "users/anna", "s1"};
};

TEST_F(PlaybackTokenTest, CarriesTheGrant) {
  const auto grant = tokens_.verify(tokens_.sign(grant_));
  ASSERT_TRUE(grant.ok()) << grant.status();
  EXPECT_EQ(grant->media, grant_.media);
  EXPECT_EQ(grant->variant, Variant::kAnimation);
  EXPECT_EQ(grant->expires, grant_.expires);
  EXPECT_EQ(grant->user, "users/anna");
}

TEST_F(PlaybackTokenTest, IsSafeInAUrlPath) {
  EXPECT_EQ(tokens_.sign(grant_).find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
            std::string::npos);
}

TEST_F(PlaybackTokenTest, Expires) {
  const std::string token = tokens_.sign(grant_);
  clock_.advance(absl::Hours(1) - absl::Seconds(1));
  EXPECT_TRUE(tokens_.verify(token).ok());
  clock_.advance(absl::Seconds(1));
  EXPECT_EQ(reasonOf(tokens_.verify(token).status()), "URL_EXPIRED");
}

TEST_F(PlaybackTokenTest, EveryChangedCharacterIsNoticed) {
  const std::string token = tokens_.sign(grant_);
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    if (i + 1 == token.size()) continue;  // its low bits may be padding that base64 ignores
    EXPECT_EQ(reasonOf(tokens_.verify(changed).status()), "SIGNATURE_INVALID") << i;
  }
}

TEST_F(PlaybackTokenTest, GarbageAndForeignKeysAreRefused) {
  for (const std::string& garbage : {std::string(), std::string("x"), std::string(5000, 'A'), std::string("../../etc"),
                                     tokens_.sign(grant_).substr(0, 20)}) {
    EXPECT_EQ(reasonOf(tokens_.verify(garbage).status()), "SIGNATURE_INVALID");
  }
  const PlaybackTokens other(base::Secret<std::string>(std::string(32, 'x')), clock_);
  EXPECT_EQ(reasonOf(tokens_.verify(other.sign(grant_)).status()), "SIGNATURE_INVALID");
}

}  // namespace
}  // namespace cameramonit::media
