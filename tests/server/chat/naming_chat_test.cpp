#include <gmock/gmock.h>

#include "tests/server/chat/chat_house.h"

namespace cameramonit::chat {
namespace {

using ::testing::HasSubstr;

class NamingChatTest : public ::testing::Test {
 protected:
  ChatHouse::Asked say(const std::string& text, const std::string& requestId = "") {
    auto said = house_.ask("olga", text, requestId, {type::v1::ROLE_SUPERVISOR});
    EXPECT_TRUE(said.status.ok()) << said.status.error_message();
    return said;
  }

  ChatHouse house_;
};

TEST_F(NamingChatTest, WhatWasToldLastIsNamedAskedForAndTakenBackInWords) {
  const std::string event = house_.happens(absl::Hours(2));
  const auto given = say("to jest pan Tomek");
  EXPECT_EQ(given.answer.text().pl(), "Dobrze, to pan Tomek.");
  EXPECT_THAT(given.answer.naming().target(), HasSubstr("/objects/"));
  const auto asked = say("kiedy był pan Tomek?");
  ASSERT_EQ(asked.answer.citations_size(), 1);
  EXPECT_EQ(asked.answer.citations(0).event(), event);
  EXPECT_EQ(say("cofnij").answer.text().pl(), "Cofnięte: pan Tomek.");
  EXPECT_EQ(say("cofnij").answer.text().pl(), "Nie ma czego cofnąć.");
}

TEST_F(NamingChatTest, ARepeatedWishIsOne) {
  house_.happens(absl::Hours(2));
  const auto first = say("this is Tom", "n1"), again = say("this is Tom", "n1");
  EXPECT_EQ(first.answer.SerializeAsString(), again.answer.SerializeAsString());
}

TEST_F(NamingChatTest, WhoMayNotNameAsks) {
  house_.happens(absl::Hours(2));
  const auto said = house_.ask("anna", "to jest pan Tomek");
  ASSERT_TRUE(said.status.ok());
  EXPECT_FALSE(said.answer.has_naming());
}

TEST_F(NamingChatTest, TheFormNamesAndTheMessageTakesItBack) {
  v1::NameObjectRequest request;
  request.set_chat(kGateChat);
  request.set_target(house_.happens(absl::Hours(1)));
  request.set_text("Tom");
  request.set_request_id("f1");
  v1::NameObjectResponse named;
  const auto customer = house_.host.as("anna", {type::v1::ROLE_CUSTOMER});
  EXPECT_FALSE(house_.stub->NameObject(customer.get(), request, &named).ok());
  for (int i = 0; i < 2; ++i) {
    const auto context = house_.host.as("olga", {type::v1::ROLE_SUPERVISOR});
    ASSERT_TRUE(house_.stub->NameObject(context.get(), request, &named).ok());
  }
  std::size_t notes = 0;
  for (const v1::Message& message : house_.messages("olga")) notes += message.has_naming();
  EXPECT_EQ(notes, 1U) << "a retry says it once";
  v1::TakeNameBackRequest back;
  back.set_chat(kGateChat);
  back.set_message(named.message().name());
  v1::TakeNameBackResponse taken;
  const auto context = house_.host.as("olga", {type::v1::ROLE_SUPERVISOR});
  ASSERT_TRUE(house_.stub->TakeNameBack(context.get(), back, &taken).ok());
  EXPECT_TRUE(taken.message().naming().taken_back());
}

}  // namespace
}  // namespace cameramonit::chat
