#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/chat/understand/asking.h"

namespace cameramonit::chat {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(FollowUpTest, ADayReplacesTheDayAndKeepsTheRest) {
  const Question question = askAfter("Ile aut wjechało dziś przez bramę?", "a wczoraj?");
  EXPECT_EQ(question.intent, Intent::kCount);
  EXPECT_EQ(question.object, "car");
  EXPECT_EQ(question.event, "entered_zone");
  EXPECT_THAT(question.cameras, ElementsAre("c1"));
  EXPECT_EQ(question.time, between("2026-11-22T00:00:00+01:00", "2026-11-23T00:00:00+01:00"));
}

TEST(FollowUpTest, ADayKeepsTheHoursThatWereAskedAbout) {
  EXPECT_EQ(askAfter("kto był dziś rano przy bramie?", "a wczoraj?").time,
            between("2026-11-22T05:00:00+01:00", "2026-11-22T12:00:00+01:00"));
}

TEST(FollowUpTest, HoursKeepTheDayThatWasAskedAbout) {
  EXPECT_EQ(askAfter("who was at the gate on Friday?", "and after 8pm?").time,
            between("2026-11-20T20:00:00+01:00", "2026-11-21T00:00:00+01:00"));
}

TEST(FollowUpTest, AfterThatGoesOnWhereTheLastAnswerEnded) {
  const Question question = askAfter("what happened yesterday morning?", "and after that?");
  EXPECT_EQ(question.intent, Intent::kSummarize);
  EXPECT_EQ(question.time, between("2026-11-22T12:00:00+01:00", "2026-11-23T00:00:00+01:00"));
}

TEST(FollowUpTest, TheDayBeforeIsTheDayBeforeThat) {
  EXPECT_EQ(askAfter("how many cars came yesterday?", "and the day before?").time,
            between("2026-11-21T00:00:00+01:00", "2026-11-22T00:00:00+01:00"));
}

TEST(FollowUpTest, ACorrectionChangesOnlyWhatItNames) {
  const Question question = askAfter("Co się działo wczoraj na parkingu?", "nie, na bramie");
  EXPECT_EQ(question.intent, Intent::kSummarize);
  EXPECT_THAT(question.cameras, ElementsAre("c1"));
  EXPECT_EQ(question.time, between("2026-11-22T00:00:00+01:00", "2026-11-23T00:00:00+01:00"));
}

TEST(FollowUpTest, WhatIsDeniedIsNotAskedFor) {
  EXPECT_EQ(askAfter("show me cars from yesterday", "not cars, only trucks").object, "truck");
}

TEST(FollowUpTest, AColourReplacesAColourAndOnlyNarrows) {
  EXPECT_THAT(askAfter("show me the red cars", "and the blue ones?").features, ElementsAre("blue"));
  EXPECT_THAT(askAfter("pokaż ludzi z wczoraj", "tylko w czarnych kurtkach").features, ElementsAre("black", "jacket"));
}

TEST(FollowUpTest, ShowItAfterTheLastOneStillMeansThatOne) {
  EXPECT_EQ(askAfter("Kiedy ostatnio był pies na bramie?", "pokaż to").intent, Intent::kLast);
  EXPECT_EQ(askAfter("Czy był pies na bramie?", "pokaż to").intent, Intent::kShow);
}

TEST(FollowUpTest, AllCamerasForgetsTheCamera) {
  EXPECT_THAT(askAfter("who was at the gate yesterday?", "all cameras").cameras, IsEmpty());
}

TEST(FollowUpTest, AWholeQuestionStandsAlone) {
  const Question question = askAfter("Ile aut wjechało wczoraj przez bramę?", "Czy ktoś był dzisiaj na parkingu?");
  EXPECT_EQ(question, ask("Czy ktoś był dzisiaj na parkingu?"));
}

TEST(FollowUpTest, TheFirstQuestionsOwnNowDecidesWhatWasUntilNow) {
  Context context = asking();
  context.previous = ask("kto był dzisiaj na bramie?", context);
  context.previousAskedAt = context.now;
  context.now += absl::Minutes(7);
  EXPECT_EQ(ask("a wczoraj?", context).time, between("2026-11-22T00:00:00+01:00", "2026-11-23T00:00:00+01:00"));
}

TEST(FollowUpTest, NotThisButThatReplacesIt) {
  EXPECT_EQ(askAfter("był ktoś dzisiaj przy bramie?", "nie dzisiaj, wczoraj").time,
            between("2026-11-22T00:00:00+01:00", "2026-11-23T00:00:00+01:00"));
  EXPECT_THAT(askAfter("was anyone at the front door?", "not the door, the gate").cameras, ElementsAre("c1"));
}

}  // namespace
}  // namespace cameramonit::chat
