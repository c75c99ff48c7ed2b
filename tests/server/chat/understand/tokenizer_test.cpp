#include "server/chat/understand/tokenizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cameramonit::chat {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> wordsOf(std::string_view text) {
  std::vector<std::string> words;
  for (const Token& token : tokenize(text).list) words.push_back(token.word);
  return words;
}

TEST(TokenizerTest, WordsAreFoldedAndPunctuationDropped) {
  EXPECT_THAT(wordsOf("Kto był, przy „Bramie”?!"), ElementsAre("kto", "byl", "przy", "bramie"));
}

TEST(TokenizerTest, LettersGluedToANumberAreAWordOfTheirOwn) {
  EXPECT_THAT(wordsOf("6pm 15-go 10th"), ElementsAre("6", "pm", "15", "go", "10", "th"));
}

TEST(TokenizerTest, ADashCountsOnlyBetweenNumbers) {
  EXPECT_THAT(wordsOf("8-10, T-shirt – 6pm - noon"),
              ElementsAre("8", "-", "10", "t", "shirt", "-", "6", "pm", "-", "noon"));
}

TEST(TokenizerTest, ANumberIsReadInEveryWayItCanBeMeant) {
  const Token point = tokenize("10.11").list.front();
  EXPECT_EQ(point.clockMinute, 10 * 60 + 11);
  ASSERT_TRUE(point.date);
  EXPECT_EQ(point.date->second, 11);
  const Token iso = tokenize("2026-11-10").list.front();
  ASSERT_TRUE(iso.date);
  EXPECT_TRUE(iso.date->iso);
  EXPECT_EQ(iso.date->year, 2026);
  EXPECT_EQ(tokenize("14:30").list.front().clockMinute, 14 * 60 + 30);
  EXPECT_EQ(tokenize("1,5").list.front().number, 1.5);
  EXPECT_FALSE(tokenize("25:99").list.front().clockMinute);
}

TEST(TokenizerTest, SpansAreBytesOfTheTextAsTyped) {
  const std::string text = "Był ktoś?";
  const Tokens tokens = tokenize(text);
  EXPECT_EQ(text.substr(tokens.list[1].span.begin, tokens.list[1].span.end - tokens.list[1].span.begin), "ktoś");
  EXPECT_TRUE(tokens.asks);
}

TEST(TokenizerTest, ReadsNoMoreThanItsBounds) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "auto ";
  const Tokens tokens = tokenize(text);
  EXPECT_EQ(tokens.list.size(), kMaxTokens);
  EXPECT_TRUE(tokens.truncated);
  EXPECT_LE(tokenize(std::string(100'000, 'a')).list.front().word.size(), kMaxWordBytes);
}

}  // namespace
}  // namespace cameramonit::chat
