#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "server/eval/questions/question_score.h"
#include "tests/server/chat/understand/asking.h"

namespace cameramonit::chat {
namespace {

namespace fs = std::filesystem;

// Shares of what must be right, in percent. Ours are kept complete, so that a regression shows.
constexpr int kOurs = 99;
constexpr int kSampleFields = 95;
constexpr int kSampleQuestions = 85;

eval::QuestionScore scoreOf(const fs::path& path) {
  std::ifstream in(path);
  return eval::scoreQuestions(in, understander()).value();
}

std::string wrongOnes(const eval::QuestionScore& score) {
  std::string text;
  for (const eval::WrongQuestion& wrong : score.wrong)
    text += wrong.id + " " + wrong.text + " " + wrong.fields.dump() + "\n";
  return text;
}

TEST(QuestionsTest, OurOwnQuestionsAreUnderstood) {
  int questions = 0;
  for (const fs::directory_entry& file : fs::directory_iterator(CAMERAMONIT_SOURCE_DIR "/tests/data/questions")) {
    if (file.path().extension() != ".jsonl") continue;
    const eval::QuestionScore score = scoreOf(file.path());
    questions += score.all.questions;
    EXPECT_GE(score.all.questionsRight * 100, score.all.questions * kOurs) << wrongOnes(score);
  }
  EXPECT_GE(questions, 400);
}

TEST(QuestionsTest, TheSampleIsUnderstood) {
  const fs::path sample = CAMERAMONIT_SOURCE_DIR "/../shared/data/questions_sample.jsonl";
  if (!fs::exists(sample)) GTEST_SKIP() << "The sample of questions is not beside this checkout.";
  const eval::QuestionScore score = scoreOf(sample);
  EXPECT_GE(score.all.fieldsRight * 100, score.all.fields * kSampleFields) << wrongOnes(score);
  EXPECT_GE(score.all.questionsRight * 100, score.all.questions * kSampleQuestions) << wrongOnes(score);
}

TEST(QuestionsTest, AWrongMeaningIsCounted) {
  std::istringstream in(R"({"id":"x","lang":"en","text":"count cars","expected":{"intent":"show","object":"car",)"
                        R"("features":["red"],"event":"any","time":{"from":null,"to":null},"camera":null},)"
                        R"("accept":{"intent":["count"]}})");
  const eval::QuestionScore score = eval::scoreQuestions(in, understander()).value();
  EXPECT_EQ(score.all.questionsRight, 0);
  EXPECT_EQ(score.all.fieldsRight, 5);
  ASSERT_EQ(score.wrong.size(), 1U);
  EXPECT_TRUE(score.wrong.front().fields.contains("features"));
}

TEST(QuestionsTest, AnEndNowOrLaterIsTheSameEndUnlessItIsAStandingQuestion) {
  const auto rightFields = [](const std::string& text, const std::string& intent, const std::string& to) {
    std::istringstream in(
        R"({"text":")" + text + R"(","expected":{"intent":")" + intent +
        R"(","object":"car","features":[],"event":"any","time":{"from":"2026-11-23T18:00:00+01:00","to":")" + to +
        R"("},"camera":null}})");
    return eval::scoreQuestions(in, understander()).value().all.fieldsRight;
  };
  EXPECT_EQ(rightFields("count cars today after 6pm", "count", "2026-11-23T15:30:00+01:00"), 6);
  EXPECT_EQ(rightFields("alert me about cars today after 6pm", "notify", "2026-11-24T00:00:00+01:00"), 6);
  EXPECT_EQ(rightFields("alert me about cars today after 6pm", "notify", "2026-11-23T15:30:00+01:00"), 5);
}

TEST(QuestionsTest, ALineThatCannotBeReadIsNamed) {
  std::istringstream in("{}\n");
  EXPECT_FALSE(eval::scoreQuestions(in, understander()).ok());
}

}  // namespace
}  // namespace cameramonit::chat
