#include "server/chat/understand/vocabulary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cameramonit::chat {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class VocabularyTest : public ::testing::Test {
 protected:
  Reading read(const std::string& word) {
    int corrections = 10;
    return vocabulary_.read(tokenize(word).list.front(), nothing_, corrections);
  }

  Vocabulary vocabulary_{{{"rz", "z"}, {"ch", "h"}}};
  Dictionary nothing_{"/nowhere", "none"};
};

TEST_F(VocabularyTest, FindsFormsBeginningsAndEndings) {
  const WordId dog = vocabulary_.add("pies");
  const WordId cars = vocabulary_.add("samochod*");
  const WordId past = vocabulary_.add("*ed");
  EXPECT_THAT(read("Pies").words, ElementsAre(dog));
  EXPECT_THAT(read("samochodami").words, ElementsAre(cars));
  EXPECT_THAT(read("stopped").words, Contains(past));
  EXPECT_THAT(read("red").words, IsEmpty());
}

TEST_F(VocabularyTest, ReadsTheNearestWordOfAMisspeltOne) {
  const WordId trucks = vocabulary_.add("trucks");
  const WordId cars = vocabulary_.add("samochod*");
  EXPECT_THAT(read("trukcs").words, ElementsAre(trucks));
  EXPECT_EQ(read("trukcs").recognition, Recognition::kTypo);
  EXPECT_THAT(read("samohody").words, ElementsAre(cars));
}

TEST_F(VocabularyTest, ShortWordsAreNotGuessedAt) {
  vocabulary_.add("car");
  EXPECT_THAT(read("cab").words, IsEmpty());
}

TEST_F(VocabularyTest, MisspeltWordsAreLookedUpWithinABound) {
  vocabulary_.add("trucks");
  int corrections = 1;
  const Token token = tokenize("trukcs").list.front();
  EXPECT_EQ(vocabulary_.read(token, nothing_, corrections).recognition, Recognition::kTypo);
  EXPECT_EQ(vocabulary_.read(token, nothing_, corrections).recognition, Recognition::kUnknown);
}

TEST(EditDistanceTest, CountsSwapsAsOneAndStopsAtTheLimit) {
  EXPECT_EQ(editDistance("brama", "brama", 2), 0);
  EXPECT_EQ(editDistance("barma", "brama", 2), 1);
  EXPECT_EQ(editDistance("bram", "brama", 2), 1);
  EXPECT_EQ(editDistance("kot", "samochod", 2), 3);
}

TEST(DictionaryTest, KnowsPolishStemsDespiteItsEncoding) {
  const Dictionary polish("/usr/share/hunspell", "pl_PL");
  if (!polish.available()) GTEST_SKIP() << "The package hunspell-pl is not installed.";
  EXPECT_THAT(polish.look("bramie").stems, Contains("brama"));
  EXPECT_THAT(polish.look("ciężarówkę").stems, Contains("ciezarowka"));
  EXPECT_FALSE(polish.look("samohody").right);
  EXPECT_FALSE(polish.look("😀").right);
}

}  // namespace
}  // namespace cameramonit::chat
