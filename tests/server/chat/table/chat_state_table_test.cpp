#include "server/chat/table/chat_state_table.h"

#include <gtest/gtest.h>

#include "tests/support/database/test_database.h"

namespace cameramonit::chat {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);
constexpr char kChat[] = "projects/home/channels/gate/chat";

class ChatStateTableTest : public support::BothDatabases {
 protected:
  ChatStateTable states_{database()};
};
CAMERAMONIT_BOTH_DATABASES(ChatStateTableTest);

TEST_P(ChatStateTableTest, AtFirstNothingIsReadOrPinned) {
  const auto state = states_.get("users/ala", kChat);
  ASSERT_TRUE(state.ok()) << state.status();
  EXPECT_EQ(state->readUntil, absl::UnixEpoch());
  EXPECT_FALSE(state->pinned);
}

TEST_P(ChatStateTableTest, TheReadMarkOnlyMovesForward) {
  ASSERT_TRUE(states_.markRead("users/ala", kChat, kNow).ok());
  ASSERT_TRUE(states_.markRead("users/ala", kChat, kNow - absl::Hours(1)).ok());
  EXPECT_EQ(states_.get("users/ala", kChat)->readUntil, kNow);
  EXPECT_EQ(states_.get("users/ola", kChat)->readUntil, absl::UnixEpoch());
}

TEST_P(ChatStateTableTest, PinsAndReadMarksAreIndependent) {
  ASSERT_TRUE(states_.setPinned("users/ala", kChat, true).ok());
  ASSERT_TRUE(states_.markRead("users/ala", kChat, kNow).ok());
  EXPECT_TRUE(states_.get("users/ala", kChat)->pinned);
  ASSERT_TRUE(states_.setPinned("users/ala", kChat, false).ok());
  const auto all = states_.ofUser("users/ala");
  ASSERT_EQ(all->size(), 1u);
  EXPECT_FALSE(all->at(kChat).pinned);
  EXPECT_EQ(all->at(kChat).readUntil, kNow);
}

TEST_P(ChatStateTableTest, AReaderGoesOnWhereItWas) {
  EXPECT_EQ(*states_.position("standing"), 0);
  ASSERT_TRUE(states_.setPosition("standing", 7).ok());
  ASSERT_TRUE(states_.setPosition("standing", 9).ok());
  EXPECT_EQ(*states_.position("standing"), 9);
  EXPECT_EQ(*states_.position("other"), 0);
}

}  // namespace
}  // namespace cameramonit::chat
