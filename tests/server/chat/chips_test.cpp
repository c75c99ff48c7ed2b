#include "server/chat/chips.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/chat/question_mapping.h"
#include "tests/server/chat/understand/asking.h"

namespace cameramonit::chat {
namespace {

using ::testing::ElementsAre;

AnswerContext context() {
  AnswerContext result;
  result.now = timeOf("2026-11-23T15:30:00+01:00");
  result.timeZone = warsaw();
  result.timeZoneName = "Europe/Warsaw";
  result.channel = "c1";
  result.cameras = {{"c1", "Brama"}, {"c2", "Parking północ"}};
  return result;
}

std::vector<v1::Chip> chipsFor(const Question& question) {
  return chipsOf(question, context(), *understander().language(question.language));
}

std::vector<std::string> texts(const std::vector<v1::Chip>& chips) {
  std::vector<std::string> result;
  for (const v1::Chip& chip : chips) result.push_back(chip.text());
  return result;
}

/// The question that a choice of a chip would ask.
Question chosen(const std::vector<v1::Chip>& chips, v1::Chip::Field field, const std::string& text) {
  for (const v1::Chip& chip : chips) {
    if (chip.field() != field) continue;
    for (const v1::Chip::Choice& choice : chip.choices()) {
      if (choice.text() == text) return *fromProto(choice.question());
    }
  }
  ADD_FAILURE() << "no choice " << text;
  return {};
}

TEST(ChipsTest, EveryPartHasAChipInTheWordsOfTheLanguage) {
  EXPECT_THAT(texts(chipsFor(ask("ile czerwonych aut było wczoraj po 18 przy bramie?"))),
              ElementsAre("ile", "czerwone samochody", "inne cechy", "+ co robił", "wczoraj 18:00–24:00", "Brama"));
  EXPECT_THAT(texts(chipsFor(ask("was anyone here today"))),
              ElementsAre("was there", "people", "+ what kind", "+ doing what", "today", "this camera"));
}

TEST(ChipsTest, AChoiceChangesOnePartAndKeepsTheRest) {
  const Question question = ask("how many red cars left yesterday at the gate?");
  const auto chips = chipsFor(question);
  Question expected = question;
  expected.event = "stopped";
  EXPECT_EQ(chosen(chips, v1::Chip::FIELD_EVENT, "stopped"), expected);
  expected = question;
  expected.features = {"blue"};
  EXPECT_EQ(chosen(chips, v1::Chip::FIELD_FEATURES, "blue"), expected);
  expected.features.clear();
  EXPECT_EQ(chosen(chips, v1::Chip::FIELD_FEATURES, "without: red"), expected);
  expected = question;
  expected.cameras = {"c2"};
  EXPECT_EQ(chosen(chips, v1::Chip::FIELD_CHANNELS, "Parking północ"), expected);
}

TEST(ChipsTest, WhatWasNotSaidCanBeAdded) {
  const Question question = ask("kto był?");
  EXPECT_EQ(chosen(chipsFor(question), v1::Chip::FIELD_EVENT, "kręcenie się").event, "loitered");
  EXPECT_THAT(chosen(chipsFor(question), v1::Chip::FIELD_FEATURES, "czerwony").features, ElementsAre("red"));
}

TEST(ChipsTest, AStandingQuestionIsOfferedHoursOfTheDayAndARate) {
  const auto chips = chipsFor(ask("tell me when someone comes"));
  EXPECT_EQ(chosen(chips, v1::Chip::FIELD_TIME, "daily 22:00–5:00").time.daily, (DailyWindow{1320, 300}));
  EXPECT_EQ(chosen(chips, v1::Chip::FIELD_RATE, "at most every hour").atMostEvery, absl::Hours(1));
  for (const v1::Chip& chip : chips) {
    for (const v1::Chip::Choice& choice : chip.choices())
      EXPECT_EQ(choice.question().intent(), v1::INTENT_NOTIFY) << choice.text();
  }
}

TEST(ChipsTest, NoChoiceIsWhatIsAskedAlready) {
  const Question question = ask("how many cars were there today");
  for (const v1::Chip& chip : chipsFor(question)) {
    for (const v1::Chip::Choice& choice : chip.choices())
      EXPECT_FALSE(*fromProto(choice.question()) == question) << choice.text();
  }
}

}  // namespace
}  // namespace cameramonit::chat
