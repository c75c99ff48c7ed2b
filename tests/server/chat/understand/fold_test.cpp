#include "server/chat/understand/fold.h"

#include <gtest/gtest.h>

namespace cameramonit::chat {
namespace {

TEST(FoldTest, DropsCaseDiacriticsAndApostrophes) {
  EXPECT_EQ(fold("ZAŻÓŁĆ gęślą jaźń"), "zazolc gesla jazn");
  EXPECT_EQ(fold("What’s the driver's"), "whats the drivers");
  EXPECT_EQ(fold("Straße Ærø"), "strasse aero");
  EXPECT_EQ(fold("МОСКВА Ёж"), "москва ёж");
}

TEST(FoldTest, DropsWhatOnlySteersDisplay) {
  EXPECT_EQ(fold("kto\u202E był\u200B"), "kto byl");
  EXPECT_EQ(fold("cafe\u0301"), "cafe");
}

TEST(FoldTest, BytesThatAreNoUtf8BecomeOneReplacementEach) {
  EXPECT_EQ(codePointAt("\xff", 0).value, 0xFFFDU);
  EXPECT_EQ(codePointAt("\xc5", 0).length, 1U);
  EXPECT_EQ(codePointAt("\xe2\x28\xa1", 0).length, 1U);
  EXPECT_EQ(codePointAt("ż", 0).value, 0x17CU);
  EXPECT_EQ(codePointAt("😀", 0).length, 4U);
}

}  // namespace
}  // namespace cameramonit::chat
