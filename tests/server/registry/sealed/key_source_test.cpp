#include "server/registry/sealed/key_source.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "common/base/status.h"

namespace cameramonit::registry {
namespace {

class KeyFileTest : public ::testing::Test {
 protected:
  KeyFileTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "keys-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~KeyFileTest() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path folder_;
};

TEST_F(KeyFileTest, AMissingFileIsMadeOnceForItsOwnerAlone) {
  KeyFile file(folder_ / "sub" / "credentials", true);
  const auto first = file.load();
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(file.load()->sealing().id, first->sealing().id);
  struct stat info {};
  ASSERT_EQ(::stat((folder_ / "sub" / "credentials").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
}

TEST_F(KeyFileTest, AFileOfTheOperatorsIsNeverMade) {
  EXPECT_EQ(base::errorReason(KeyFile(folder_ / "mine", false).load().status()),
            type::v1::ERROR_REASON_CREDENTIALS_KEY_INVALID);
}

TEST_F(KeyFileTest, AFileThatOthersMayReadIsRefused) {
  KeyFile file(folder_ / "credentials", true);
  ASSERT_TRUE(file.load().ok());
  ::chmod((folder_ / "credentials").c_str(), 0640);
  EXPECT_EQ(base::errorReason(file.load().status()), type::v1::ERROR_REASON_CREDENTIALS_KEY_INVALID);
}

TEST_F(KeyFileTest, SeveralKeysKeepTheirOrder) {
  KeyFile file(folder_ / "credentials", true);
  const KeyRing ring = file.load()->withFirst(SealingKey::fresh());
  ASSERT_TRUE(file.store(ring).ok());
  const auto read = file.load();
  EXPECT_EQ(read->size(), 2U);
  EXPECT_EQ(read->sealing().id, ring.sealing().id);
}

TEST(KeyVariableTest, WeakAndBrokenKeysAreRefusedWithoutRepeatingThem) {
  for (const char* text : {"", "hunter2", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "c2hvcnQ="}) {
    const absl::Status status = KeyVariable(base::Secret<std::string>(text)).load().status();
    EXPECT_EQ(base::errorReason(status), type::v1::ERROR_REASON_CREDENTIALS_KEY_INVALID) << text;
    EXPECT_EQ(std::string(status.message()).find("hunter2"), std::string::npos);
  }
  KeyVariable two(
      base::Secret<std::string>("4Hf3cHdGmM5hhFCOm6kq5pWjxo9QdVJgDDDcfTqvS9I=,"
                                "oS6mY0D0TjvZfJ9T0bCkRj4H0x3o2bI2yM6W1rS5uAE="));
  const auto ring = two.load();
  ASSERT_TRUE(ring.ok()) << ring.status();
  EXPECT_EQ(ring->size(), 2U);
  EXPECT_FALSE(two.store(*ring).ok());
}

}  // namespace
}  // namespace cameramonit::registry
