#include "common/seal/sealer.h"

#include <gtest/gtest.h>

#include "common/base/status.h"

namespace cameramonit::seal {
namespace {

using Text = base::Secret<std::string>;

const Text kKey(std::string(32, 'k'));

TEST(SealerTest, OpensWhatItSealed) {
  const Sealer sealer(kKey);
  for (const std::size_t size : {0, 1, 63, 64, 65, 4000}) {
    const auto opened = sealer.open("a", sealer.seal("a", Text(std::string(size, 'x'))));
    ASSERT_TRUE(opened.ok()) << size;
    EXPECT_EQ(opened->reveal(), std::string(size, 'x'));
  }
}

TEST(SealerTest, SameSecretNeverLooksTheSame) {
  const Sealer sealer(kKey);
  EXPECT_NE(sealer.seal("a", Text("secret")), sealer.seal("a", Text("secret")));
}

TEST(SealerTest, LengthIsHidden) {
  const Sealer sealer(kKey);
  EXPECT_EQ(sealer.seal("a", Text("1")).size(), sealer.seal("a", Text(std::string(60, 'x'))).size());
}

TEST(SealerTest, AnotherKeyOwnerOrByteDoesNotOpen) {
  const Sealer sealer(kKey);
  const std::string box = sealer.seal("a", Text("secret"));
  const auto reason = [](const auto& result) { return base::errorReason(result.status()); };
  EXPECT_EQ(reason(sealer.open("b", box)), type::v1::ERROR_REASON_SEAL_BROKEN);
  EXPECT_EQ(reason(Sealer(Text(std::string(32, 'l'))).open("a", box)), type::v1::ERROR_REASON_SEAL_BROKEN);
  std::string changed = box;
  changed[40] = changed[40] == 'A' ? 'B' : 'A';
  EXPECT_EQ(reason(sealer.open("a", changed)), type::v1::ERROR_REASON_SEAL_BROKEN);
  EXPECT_EQ(reason(sealer.open("a", "")), type::v1::ERROR_REASON_SEAL_BROKEN);
}

}  // namespace
}  // namespace cameramonit::seal
