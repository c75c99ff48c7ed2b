#include "server/chat/understand/understander.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/chat/understand/asking.h"

namespace cameramonit::chat {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(UnderstanderTest, ACameraIsPickedByPartOfItsNameInAnyCaseForm) {
  for (const char* text :
       {"kto był na parkingu?", "kto był na północnym parkingu?", "kto byl na parkngu?", "Parking północ wczoraj"})
    EXPECT_THAT(ask(text).cameras, ElementsAre("c2")) << text;
  EXPECT_THAT(ask("kto stał przed bramą?").cameras, ElementsAre("c1"));
  EXPECT_THAT(ask("kto wszedł do magazynu 3 w nocy?").cameras, ElementsAre("c4"));
  EXPECT_THAT(ask("anyone at the door?").cameras, ElementsAre("c3"));
}

TEST(UnderstanderTest, AWordOfAnotherLanguageFindsTheSamePlace) {
  EXPECT_THAT(ask("was anyone at the gate?").cameras, ElementsAre("c1"));
  EXPECT_THAT(ask("czy ktoś był pod drzwiami?").cameras, ElementsAre("c3"));
}

TEST(UnderstanderTest, MidnightIsNoCamera) {
  const Question question = ask("kto był po północy?");
  EXPECT_THAT(question.cameras, IsEmpty());
  EXPECT_EQ(question.time.from, timeOf("2026-11-23T00:00:00+01:00"));
}

TEST(UnderstanderTest, ANumberAloneIsNoCamera) {
  EXPECT_THAT(ask("ile aut w ciągu ostatnich 3 godzin").cameras, IsEmpty());
}

TEST(UnderstanderTest, AnAmbiguousCameraIsAskedBack) {
  Context context = asking();
  context.cameras.push_back({"c5", "Parking południe"});
  const Understanding understanding = understander().understand("kto był wczoraj na parkingu?", context);
  ASSERT_EQ(understanding.ambiguities.size(), 1U);
  const Ambiguity& ambiguity = understanding.ambiguities.front();
  EXPECT_EQ(ambiguity.field, Field::kCameras);
  EXPECT_EQ(ambiguity.prompt, "O którą kamerę chodzi?");
  ASSERT_EQ(ambiguity.choices.size(), 2U);
  EXPECT_EQ(ambiguity.choices[1].label, "Parking południe");
  EXPECT_THAT(ambiguity.choices[1].question.cameras, ElementsAre("c5"));
  EXPECT_EQ(ambiguity.choices[1].question.time, understanding.question.time);
  EXPECT_LT(understanding.confidence, 0.5);
  EXPECT_THAT(ask("kto był na parkingu południe?", context).cameras, ElementsAre("c5"));
}

TEST(UnderstanderTest, NumberedCamerasArePickedByTheirNumber) {
  Context context = asking();
  context.cameras = {{"a", "Kamera 1"}, {"b", "Kamera 2"}};
  EXPECT_THAT(ask("co było na kamerze 2?", context).cameras, ElementsAre("b"));
  EXPECT_THAT(ask("what happened on camera 1", context).cameras, ElementsAre("a"));
  EXPECT_THAT(ask("what happened on the camera", context).cameras, IsEmpty());
  EXPECT_THAT(ask("2 auta wczoraj", context).cameras, IsEmpty());
}

TEST(UnderstanderTest, SaysWhichWordsEachPartWasReadFrom) {
  const std::string text = "Ile czerwonych aut było wczoraj przy bramie?";
  const Understanding understanding = understander().understand(text, asking());
  const auto words = [&](Field field) {
    std::vector<std::string> result;
    for (const FieldSpan& span : understanding.spans) {
      if (span.field == field) result.push_back(text.substr(span.span.begin, span.span.end - span.span.begin));
    }
    return result;
  };
  EXPECT_THAT(words(Field::kObject), ElementsAre("aut"));
  EXPECT_THAT(words(Field::kFeatures), ElementsAre("czerwonych"));
  EXPECT_THAT(words(Field::kTime), ElementsAre("wczoraj"));
  EXPECT_THAT(words(Field::kCameras), ElementsAre("bramie"));
}

TEST(UnderstanderTest, WordsThatMeantNothingAreNamedAndLowerTheConfidence) {
  const Understanding sure = understander().understand("ile aut było wczoraj?", asking());
  const Understanding unsure = understander().understand("ile aut przemalowano wczoraj farbą?", asking());
  EXPECT_THAT(unsure.ignored, ElementsAre("przemalowano", "farbą"));
  EXPECT_THAT(sure.ignored, IsEmpty());
  EXPECT_LT(unsure.confidence, sure.confidence);
}

TEST(UnderstanderTest, NonsenseIsHelpWithLittleConfidence) {
  const Understanding understanding = understander().understand("qwertz asdfgh", asking());
  EXPECT_EQ(understanding.question.intent, Intent::kHelp);
  EXPECT_LT(understanding.confidence, 0.5);
}

TEST(UnderstanderTest, ARateIsKeptWithAStandingQuestionOnly) {
  EXPECT_EQ(ask("daj znać, gdy ktoś przyjdzie, ale nie częściej niż raz na godzinę").atMostEvery, absl::Hours(1));
  EXPECT_EQ(ask("alert me when a car comes, at most every 10 minutes").atMostEvery, absl::Minutes(10));
  EXPECT_EQ(ask("ile osób przyszło?").atMostEvery, std::nullopt);
}

TEST(UnderstanderTest, SeveralObjectsBecomeTheirGroup) {
  EXPECT_EQ(ask("were there any cars or trucks yesterday?").object, "vehicle");
  EXPECT_EQ(ask("ile psów i kotów było w nocy?").object, "animal");
  EXPECT_EQ(ask("people and cars yesterday").object, "any");
  EXPECT_EQ(ask("a person with a dog").object, "person");
}

TEST(UnderstanderTest, FeaturesAreSortedAndDistinct) {
  EXPECT_THAT(ask("znajdź osobę w czerwonej kurtce i czarnej czapce, czerwonej").features,
              ElementsAre("black", "hat", "jacket", "red"));
  EXPECT_THAT(ask("Did at least 3 people stay longer than an hour?").features,
              ElementsAre("count>=3", "duration>3600"));
}

TEST(UnderstanderTest, AStandingQuestionAboutWhatIsMissingIsAskedBack) {
  for (const char* text :
       {"email me if no one is at the gate after 8", "daj znać, gdy nikogo nie będzie przy bramie"}) {
    const Understanding understanding = understander().understand(text, asking());
    EXPECT_EQ(understanding.question.intent, Intent::kNotify) << text;
    EXPECT_LT(understanding.confidence, 0.5) << text;
    ASSERT_EQ(understanding.ambiguities.size(), 1U) << text;
    EXPECT_EQ(understanding.ambiguities.front().choices.front().question, understanding.question) << text;
  }
  EXPECT_GE(
      understander().understand("daj znać, gdy ktoś przyjdzie, nie częściej niż raz na godzinę", asking()).confidence,
      0.5);
}

TEST(UnderstanderTest, AWordThatOnlyLooksLikeANameIsNoCamera) {
  EXPECT_THAT(ask("ludzie z psami w parku").cameras, IsEmpty());
  EXPECT_THAT(ask("a car in front of the gate").cameras, ElementsAre("c1"));
}

}  // namespace
}  // namespace cameramonit::chat
