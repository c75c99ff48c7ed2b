#include "server/eval/emails/email_score.h"

#include <gtest/gtest.h>

#include <absl/strings/str_join.h>

namespace cameramonit::eval {
namespace {

const std::filesystem::path kMessages = std::filesystem::path(CAMERAMONIT_SOURCE_DIR) / "tests/data/emails";

class EmailScoreTest : public ::testing::TestWithParam<const char*> {};

TEST_P(EmailScoreTest, EveryMessageIsRead) {
  const auto score = scoreEmails(kMessages / GetParam());
  ASSERT_TRUE(score.ok()) << score.status();
  EXPECT_GT(score->total, 0);
  EXPECT_EQ(score->right, score->total) << absl::StrJoin(score->wrong, " ");
}
INSTANTIATE_TEST_SUITE_P(Folders, EmailScoreTest,
                         ::testing::Values("samples", "first", "second", "third", "fourth", "fifth", "sixth", "seventh",
                                           "eighth", "ninth", "tenth"));

TEST(EmailScoreErrorTest, AFolderWithoutMessagesIsSaid) {
  EXPECT_FALSE(scoreEmails(kMessages).ok());
  EXPECT_FALSE(scoreEmails(kMessages / "nowhere").ok());
}

}  // namespace
}  // namespace cameramonit::eval
