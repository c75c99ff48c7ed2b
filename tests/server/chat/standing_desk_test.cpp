#include "server/chat/standing_desk.h"

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/chat/question_mapping.h"
#include "tests/server/chat/understand/asking.h"
#include "tests/support/database/test_database.h"

namespace cameramonit::chat {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kUser[] = "users/ala";
constexpr char kGate[] = "projects/p/channels/gate";
constexpr char kYard[] = "projects/p/channels/yard";

/// Says things to a camera, one after another, as one user.
class StandingDeskTest : public ::testing::Test {
 protected:
  StandingDeskTest() {
    context_.now = timeOf("2026-11-23T15:30:00+01:00");
    context_.timeZone = warsaw();
    context_.timeZoneName = "Europe/Warsaw";
    context_.channel = kGate;
    context_.cameras = {{kGate, "Brama"}, {kYard, "Podwórko"}};
  }

  /// What is answered, in the language it was said in.
  std::string say(const std::string& text, const std::string& user = kUser) {
    const ReadQuestion read = reader_.read(text, context_, previous_);
    if (!read.command && read.question.intent != Intent::kNotify) return "not about standing questions";
    const auto answer = read.command ? desk_.obey(user, read, context_)
                                     : desk_.keep(user, text, read, context_, absl::StrCat(++turns_));
    previous_ = read.question;
    context_.now += absl::Seconds(1);
    if (!answer.ok()) return answer.status().ToString();
    const auto& sentence = answer->sentences.front();
    return read.question.language == "pl" ? sentence.pl() : sentence.en();
  }
  std::vector<v1::StandingQuestion> all(const std::string& user = kUser) { return *standing_.ofUser(user, ""); }

  support::TestDatabase database_{sql::Dialect::kSqlite};
  StandingQuestionTable standing_{*database_};
  QuestionReader reader_{understander()};
  StandingDesk desk_{standing_, reader_};
  AnswerContext context_;
  std::optional<Question> previous_;
  int turns_ = 0;
};

TEST_F(StandingDeskTest, WhatIsKeptIsSaidBack) {
  EXPECT_EQ(say("daj znać, gdy ktoś wejdzie w nocy"),
            "Dobrze. Dam znać: ludzie, wejście na teren, Brama, codziennie 22:00–5:00.");
  ASSERT_THAT(all(), SizeIs(1));
  EXPECT_EQ(all()[0].question().channels(0), kGate);
  EXPECT_EQ(say("tell me when a dog shows up"), "All right. I will tell you: dogs, appeared, Brama.");
  EXPECT_THAT(all(), SizeIs(2));
}

TEST_F(StandingDeskTest, TheSameIsNotToldTwice) {
  say("daj znać, gdy ktoś wejdzie w nocy");
  EXPECT_THAT(say("powiadom mnie jak w nocy ktoś wejdzie"), HasSubstr("Już o tym mówię"));
  EXPECT_THAT(all(), SizeIs(1));
}

TEST_F(StandingDeskTest, ARepeatedTurnMakesOne) {
  const ReadQuestion read = reader_.read("tell me when someone comes", context_, std::nullopt);
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(desk_.keep(kUser, "x", read, context_, "seed").ok());
  EXPECT_THAT(all(), SizeIs(1));
}

TEST_F(StandingDeskTest, WordsChangeTheOneThatWasSpokenOf) {
  say("daj znać, gdy ktoś przyjdzie");
  EXPECT_THAT(say("tylko w nocy"), HasSubstr("codziennie 22:00–5:00"));
  EXPECT_THAT(say("nie częściej niż raz na godzinę"), HasSubstr("najwyżej raz na godzinę"));
  ASSERT_THAT(all(), SizeIs(1));
  const v1::Question question = all()[0].question();
  EXPECT_EQ(question.daily().start_minute(), 1320);
  EXPECT_EQ(question.at_most_every().seconds(), 3600);
  EXPECT_EQ(std::string(all()[0].text()),
            "daj znać, gdy ktoś przyjdzie, tylko w nocy, nie częściej niż raz na godzinę");
}

TEST_F(StandingDeskTest, AChipChangesItToo) {
  say("let me know when someone comes");
  Question other = *previous_;
  other.object = "car";
  const ReadQuestion edited = reader_.take(other, context_, previous_);
  ASSERT_TRUE(desk_.keep(kUser, "", edited, context_, "chip").ok());
  ASSERT_THAT(all(), SizeIs(1));
  EXPECT_EQ(all()[0].question().object(), "car");
}

TEST_F(StandingDeskTest, TheyAreListedPausedResumedAndRemovedInWords) {
  EXPECT_THAT(say("o czym mi mówisz?"), HasSubstr("O niczym takim"));
  say("daj znać, gdy ktoś przyjdzie");
  say("daj znać, gdy pies będzie na podwórku");
  EXPECT_THAT(say("o czym mi mówisz?"), HasSubstr("psy, Podwórko"));
  EXPECT_THAT(say("wstrzymaj powiadomienia o psach na podwórku"), HasSubstr("Wstrzymuję: psy"));
  EXPECT_TRUE(all()[1].paused());
  EXPECT_FALSE(all()[0].paused());
  EXPECT_THAT(say("jakie mam powiadomienia?"), HasSubstr("(wstrzymane)"));
  EXPECT_THAT(say("wznów powiadomienia o psach na podwórku"), HasSubstr("Znów daję znać"));
  EXPECT_FALSE(all()[1].paused());
  EXPECT_THAT(say("usuń powiadomienia o ludziach"), HasSubstr("Usunięte: ludzie"));
  EXPECT_THAT(all(), SizeIs(1));
}

TEST_F(StandingDeskTest, InEnglishToo) {
  say("alert me when a car stops");
  EXPECT_THAT(say("what are you watching for?"), HasSubstr("cars"));
  EXPECT_THAT(say("stop telling me about cars"), HasSubstr("Paused: cars"));
  EXPECT_TRUE(all()[0].paused());
  EXPECT_THAT(say("resume my alerts"), HasSubstr("telling you again"));
  EXPECT_THAT(say("delete the alert about cars"), HasSubstr("Removed"));
  EXPECT_THAT(all(), IsEmpty());
}

TEST_F(StandingDeskTest, WhichOneToRemoveIsAskedBack) {
  say("alert me when a car stops");
  say("alert me when a dog shows up");
  EXPECT_THAT(say("delete my alerts"), HasSubstr("Which one?"));
  EXPECT_THAT(all(), SizeIs(2));
}

TEST_F(StandingDeskTest, NobodyTouchesWhatIsAnothers) {
  say("alert me when a car stops");
  EXPECT_THAT(say("what are you watching for?", "users/ola"), HasSubstr("nothing like that"));
  say("delete the alert about cars", "users/ola");
  EXPECT_THAT(all(), SizeIs(1));
}

}  // namespace
}  // namespace cameramonit::chat
