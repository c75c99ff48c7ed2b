#include "server/chat/understand/grammar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cameramonit::chat {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class GrammarTest : public ::testing::Test {
 protected:
  Chart parse(std::string_view text) {
    const std::vector<Token> tokens = tokenize(text).list;
    std::vector<Reading> readings;
    int corrections = 0;
    for (const Token& token : tokens) readings.push_back(vocabulary_.read(token, nothing_, corrections));
    return grammar_.parse(tokens, readings);
  }

  std::vector<int> tokensOf(std::string_view text, std::string_view category) {
    const Chart chart = parse(text);
    std::vector<int> best;
    for (const Match& match : chart.matches) {
      if (match.category == grammar_.categoryIndex(category) && match.tokens.size() > best.size()) best = match.tokens;
    }
    return best;
  }

  Vocabulary vocabulary_{{}};
  Dictionary nothing_{"/nowhere", "none"};
  Grammar grammar_{vocabulary_};
};

TEST_F(GrammarTest, SlotsAreFilledByOtherCategories) {
  ASSERT_TRUE(grammar_.add("time", "last", {"[in] [the] last <length>"}).ok());
  ASSERT_TRUE(grammar_.add("length", "units", {"<int> <unit>"}).ok());
  ASSERT_TRUE(grammar_.add("unit", "hour", {"hour|hours"}).ok());
  ASSERT_TRUE(grammar_.compile().ok());
  EXPECT_THAT(tokensOf("cars in the last 3 hours", "time"), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_THAT(tokensOf("the last car", "time"), IsEmpty());
}

TEST_F(GrammarTest, ContextMustStandThereButIsNotConsumed) {
  ASSERT_TRUE(grammar_.add("event", "loitered", {"stood (longer than)"}).ok());
  ASSERT_TRUE(grammar_.add("look", "describe", {"what did * * look like"}).ok());
  ASSERT_TRUE(grammar_.compile().ok());
  EXPECT_THAT(tokensOf("stood longer than an hour", "event"), ElementsAre(0));
  EXPECT_THAT(tokensOf("stood there", "event"), IsEmpty());
  EXPECT_THAT(tokensOf("what did the man look like", "look"), ElementsAre(0, 1, 4, 5));
}

TEST_F(GrammarTest, AnchorsHoldAPhraseToTheStartOrTheEnd) {
  ASSERT_TRUE(grammar_.add("intent", "exists", {"^ was"}).ok());
  ASSERT_TRUE(grammar_.add("intent", "help", {"help (me|$)"}).ok());
  ASSERT_TRUE(grammar_.add("filler", "polite", {"hey"}).ok());
  ASSERT_TRUE(grammar_.compile().ok());
  EXPECT_THAT(tokensOf("hey was anyone there", "intent"), ElementsAre(1));
  EXPECT_THAT(tokensOf("who was there", "intent"), IsEmpty());
  EXPECT_THAT(tokensOf("please help", "intent"), ElementsAre(1));
  EXPECT_THAT(tokensOf("help people", "intent"), IsEmpty());
}

TEST_F(GrammarTest, PhrasesThatCannotBeReadAreRefused) {
  EXPECT_FALSE(grammar_.add("a", "b", {"one||two"}).ok());
  EXPECT_FALSE(grammar_.add("a", "b", {"(only context)"}).ok());
  EXPECT_FALSE(grammar_.add("a", "b", {"open [bracket"}).ok());
  EXPECT_FALSE(grammar_.add("a", "b", {"<slot"}).ok());
}

TEST_F(GrammarTest, ACategoryMayNotContainItself) {
  ASSERT_TRUE(grammar_.add("a", "x", {"word <b>"}).ok());
  ASSERT_TRUE(grammar_.add("b", "y", {"<a> word"}).ok());
  EXPECT_FALSE(grammar_.compile().ok());
}

TEST_F(GrammarTest, AnUnknownSlotIsRefused) {
  ASSERT_TRUE(grammar_.add("a", "x", {"word <nowhere>"}).ok());
  EXPECT_FALSE(grammar_.compile().ok());
}

}  // namespace
}  // namespace cameramonit::chat
