#include "server/chat/chat_service.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/server/chat/chat_house.h"

namespace cameramonit::chat {
namespace {

using base::ErrorReason;

ErrorReason reasonOf(const grpc::Status& status) {
  return base::errorReason(rpc::fromGrpcStatus(status));
}

std::size_t turnsIn(const std::vector<v1::Message>& messages) {
  return static_cast<std::size_t>(std::count_if(messages.begin(), messages.end(), [](const v1::Message& message) {
    return message.author() == v1::Message::AUTHOR_USER || !message.answers().empty();
  }));
}

class ChatServiceTest : public ::testing::Test {
 protected:
  ChatHouse house_;
};

TEST_F(ChatServiceTest, AnAnswerHasItsNumberAndItsProofs) {
  const std::string first = house_.happens(absl::Hours(3));
  house_.happens(absl::Hours(2));
  const auto asked = house_.ask("anna", "how many people today?");
  ASSERT_TRUE(asked.status.ok()) << asked.status.error_message();
  EXPECT_THAT(asked.text, ::testing::HasSubstr("Two people"));
  ASSERT_GE(asked.answer.citations_size(), 1);
  EXPECT_EQ(asked.answer.citations(0).event(), first);
  EXPECT_EQ(asked.answer.answers(), asked.asked.name());
}

TEST_F(ChatServiceTest, TheSameRequestGivesTheFirstAnswer) {
  house_.happens(absl::Hours(1));
  const auto first = house_.ask("anna", "how many people today?", "q1");
  house_.happens(absl::Minutes(1));
  const auto again = house_.ask("anna", "how many people today?", "q1");
  ASSERT_TRUE(again.status.ok()) << again.status.error_message();
  EXPECT_EQ(again.asked.SerializeAsString(), first.asked.SerializeAsString());
  EXPECT_EQ(again.answer.SerializeAsString(), first.answer.SerializeAsString());
  EXPECT_EQ(again.text, first.text);
  EXPECT_EQ(turnsIn(house_.messages("anna")), 2U);
  EXPECT_EQ(reasonOf(house_.ask("anna", "any dogs?", "q1").status), ErrorReason::ERROR_REASON_REQUEST_ID_REUSED);
  // Another user's request is another one.
  EXPECT_NE(house_.ask("bob", "how many people today?", "q1").answer.name(), first.answer.name());
}

TEST_F(ChatServiceTest, TheListSaysWhatEachCameraSawLastAndHowMuchIsUnread) {
  house_.happens(absl::Hours(2), "car");
  house_.happens(absl::Hours(1));
  v1::ListChatsResponse listed;
  ASSERT_TRUE(house_.stub->ListChats(house_.host.as("anna").get(), {}, &listed).ok());
  ASSERT_EQ(listed.chats_size(), 1);
  EXPECT_EQ(listed.chats(0).name(), kGateChat);
  EXPECT_EQ(listed.chats(0).last_sentence().en(), "Somebody came.");
  EXPECT_EQ(listed.chats(0).unread(), 2);
  v1::ListChatsRequest search;
  search.set_search("nowhere");
  ASSERT_TRUE(house_.stub->ListChats(house_.host.as("anna").get(), search, &listed).ok());
  EXPECT_EQ(listed.chats_size(), 0);
}

TEST_F(ChatServiceTest, AStandingQuestionIsChangedAndRemovedOnceARequest) {
  ASSERT_TRUE(house_.ask("anna", "let me know when a dog appears", "s1").status.ok());
  v1::ListStandingQuestionsResponse listed;
  ASSERT_TRUE(house_.stub->ListStandingQuestions(house_.host.as("anna").get(), {}, &listed).ok());
  ASSERT_EQ(listed.standing_questions_size(), 1);
  v1::UpdateStandingQuestionRequest change;
  *change.mutable_standing_question() = listed.standing_questions(0);
  change.mutable_standing_question()->set_paused(true);
  change.mutable_update_mask()->add_paths("paused");
  change.set_request_id("u1");
  v1::UpdateStandingQuestionResponse first, again;
  ASSERT_TRUE(house_.stub->UpdateStandingQuestion(house_.host.as("anna").get(), change, &first).ok());
  EXPECT_TRUE(first.standing_question().paused());
  // With the etag of before: only as a retry is this no conflict.
  ASSERT_TRUE(house_.stub->UpdateStandingQuestion(house_.host.as("anna").get(), change, &again).ok());
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  v1::DeleteStandingQuestionRequest removal;
  removal.set_name(first.standing_question().name());
  removal.set_request_id("d1");
  v1::DeleteStandingQuestionResponse removed;
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(house_.stub->DeleteStandingQuestion(house_.host.as("anna").get(), removal, &removed).ok());
  }
  removal.set_name("projects/home/standingQuestions/other");
  EXPECT_EQ(reasonOf(house_.stub->DeleteStandingQuestion(house_.host.as("anna").get(), removal, &removed)),
            ErrorReason::ERROR_REASON_REQUEST_ID_REUSED);
}

TEST_F(ChatServiceTest, ARepeatedStandingQuestionIsOne) {
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(house_.ask("anna", "let me know when a dog appears", "s1").status.ok());
  }
  v1::ListStandingQuestionsResponse listed;
  ASSERT_TRUE(house_.stub->ListStandingQuestions(house_.host.as("anna").get(), {}, &listed).ok());
  EXPECT_EQ(listed.standing_questions_size(), 1);
  v1::ListStandingQuestionsResponse others;
  ASSERT_TRUE(house_.stub->ListStandingQuestions(house_.host.as("bob").get(), {}, &others).ok());
  EXPECT_EQ(others.standing_questions_size(), 0);
}

TEST_F(ChatServiceTest, NobodySeesAnothersTurns) {
  house_.happens(absl::Hours(1));
  house_.ask("anna", "how many people today?");
  house_.ask("bob", "any dogs?");
  const auto ofAnna = house_.messages("anna");
  const auto ofBob = house_.messages("bob");
  EXPECT_EQ(turnsIn(ofAnna), 2U);
  EXPECT_EQ(turnsIn(ofBob), 2U);
  EXPECT_EQ(ofAnna.size(), 3U);  // and what happened, which both see
  for (const v1::Message& message : ofBob) {
    EXPECT_THAT(message.text().en(), ::testing::Not(::testing::HasSubstr("how many people")));
  }
}

TEST_F(ChatServiceTest, AllCamerasAreAskedAtOnce) {
  house_.happens(absl::Hours(1));
  v1::AskEverywhereRequest request;
  v1::AskEverywhereResponse response;
  request.set_text("how many people today?");
  ASSERT_TRUE(house_.stub->AskEverywhere(house_.host.as("anna").get(), request, &response).ok());
  ASSERT_EQ(response.answers_size(), 1);
  EXPECT_EQ(response.answers(0).chat(), kGateChat);
  EXPECT_GE(response.answers(0).citations_size(), 1);
  EXPECT_GE(response.cameras(), 1);
  request.set_text("any dogs today?");
  v1::AskEverywhereResponse nothing;
  ASSERT_TRUE(house_.stub->AskEverywhere(house_.host.as("anna").get(), request, &nothing).ok());
  EXPECT_EQ(nothing.answers_size(), 0);
  EXPECT_FALSE(nothing.nothing().en().empty());
  EXPECT_TRUE(house_.messages("bob").size() == 1U) << "nothing of it is stored";
}

TEST_F(ChatServiceTest, ExplainingAsksNothing) {
  v1::ExplainRequest request;
  request.set_chat(kGateChat);
  request.set_text("how many people yesterday?");
  v1::ExplainResponse response;
  ASSERT_TRUE(house_.stub->Explain(house_.host.as("anna").get(), request, &response).ok());
  EXPECT_EQ(response.understanding().question().intent(), v1::INTENT_COUNT);
  EXPECT_GT(response.understanding().chips_size(), 0);
  EXPECT_TRUE(house_.messages("anna").empty());
}

TEST_F(ChatServiceTest, SuggestionsAreOfWhatWasSeen) {
  house_.happens(absl::Minutes(5), "dog");
  v1::SuggestRequest request;
  request.set_chat(kGateChat);
  request.set_language(type::v1::LANGUAGE_EN);
  v1::SuggestResponse response;
  ASSERT_TRUE(house_.stub->Suggest(house_.host.as("anna").get(), request, &response).ok());
  ASSERT_GT(response.suggestions_size(), 0);
  EXPECT_THAT(response.suggestions(0).text(), ::testing::HasSubstr("dog"));
}

TEST_F(ChatServiceTest, ADayHasItsHoursAndItsNeighbours) {
  house_.happens(absl::Hours(30));
  house_.happens(absl::Minutes(10));
  house_.happens(absl::Minutes(5));
  v1::GetDayRequest request;
  request.set_chat(kGateChat);
  v1::GetDayResponse day;
  ASSERT_TRUE(house_.stub->GetDay(house_.host.as("anna").get(), request, &day).ok());
  std::int64_t objects = 0;
  for (const v1::HourCount& hour : day.hours()) objects += hour.objects();
  EXPECT_EQ(objects, 2);
  EXPECT_TRUE(day.has_previous_day());
  EXPECT_FALSE(day.has_next_day());
}

TEST_F(ChatServiceTest, AStandingQuestionTellsItsOwnerOnce) {
  ASSERT_TRUE(house_.ask("anna", "let me know when a dog appears").status.ok());
  house_.matcher.poll();
  house_.happens(absl::ZeroDuration(), "car");
  const std::string dog = house_.happens(absl::ZeroDuration(), "dog");
  house_.matcher.poll();
  house_.matcher.poll();
  const auto toldTo = [&](const std::string& user) {
    std::vector<std::string> events;
    for (const v1::Message& message : house_.messages(user)) {
      if (!message.standing_question().empty()) events.push_back(message.citations(0).event());
    }
    return events;
  };
  EXPECT_THAT(toldTo("anna"), ::testing::ElementsAre(dog));
  EXPECT_THAT(toldTo("bob"), ::testing::IsEmpty());
  v1::ListStandingQuestionsResponse listed;
  ASSERT_TRUE(house_.stub->ListStandingQuestions(house_.host.as("anna").get(), {}, &listed).ok());
  EXPECT_EQ(listed.standing_questions(0).matches(), 1);
}

TEST_F(ChatServiceTest, AChatThatIsNoneIsSaidToBe) {
  v1::ListMessagesRequest request;
  request.set_chat("projects/home/channels/gate");
  v1::ListMessagesResponse response;
  EXPECT_EQ(reasonOf(house_.stub->ListMessages(house_.host.as("anna").get(), request, &response)),
            ErrorReason::ERROR_REASON_CHAT_UNKNOWN);
}

}  // namespace
}  // namespace cameramonit::chat
