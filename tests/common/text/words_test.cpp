#include "common/text/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cameramonit::text {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

TEST(WordsTest, PolishAndEnglishAreShipped) {
  EXPECT_THAT(wordLanguages(), ElementsAre("en", "pl"));
}

TEST(WordsTest, PolishNounsStandInTheRightFormAfterANumber) {
  const Words& pl = words("pl");
  EXPECT_EQ(pl.counted("person", 1), "1 osoba");
  EXPECT_EQ(pl.counted("person", 3), "3 osoby");
  EXPECT_EQ(pl.counted("person", 13), "13 osób");
  EXPECT_EQ(pl.counted("dog", 1, "acc"), "1 psa");
  EXPECT_EQ(pl.counted("dog", 22), "22 psy");
  EXPECT_EQ(pl.counted("animal", 5), "5 zwierząt");
  EXPECT_EQ("1,5 " + pl.countFormWritten("hour", "1,5"), "1,5 godziny");
}

TEST(WordsTest, NumberWordsAgreeInGenderAndCase) {
  const Words& pl = words("pl");
  EXPECT_EQ(pl.countedInWords("person", 7), "siedem osób");
  EXPECT_EQ(pl.countedInWords("person", 2), "dwie osoby");
  EXPECT_EQ(pl.countedInWords("car", 2), "dwa samochody");
  EXPECT_EQ(pl.countedInWords("person", 1, "acc"), "jedną osobę");
  EXPECT_EQ(pl.countedInWords("dog", 1, "acc"), "jednego psa");
  EXPECT_EQ(pl.countedInWords("truck", 2, "ins"), "dwiema ciężarówkami");
  EXPECT_EQ(pl.countedInWords("car", 13), "13 samochodów");
  EXPECT_EQ(words("en").countedInWords("person", 5), "five people");
  EXPECT_EQ(words("en").countedInWords("bus", 2), "two buses");
}

TEST(WordsTest, VerbsAgreeWithWhatIsCounted) {
  const Words& pl = words("pl");
  EXPECT_EQ(pl.verb("entered", pl.agreement("person")), "weszła");
  EXPECT_EQ(pl.verb("drove_in", pl.agreement("car")), "wjechał");
  EXPECT_EQ(pl.verb("entered", pl.agreement("person", 2)), "weszły");
  EXPECT_EQ(pl.verb("entered", pl.agreement("person", 5)), "weszło");
  EXPECT_EQ(pl.verb("appeared", pl.agreement("animal")), "pojawiło się");
  const Words& en = words("en");
  EXPECT_EQ(en.verb("was", en.agreement("person", 3)), "were");
  EXPECT_EQ(en.verb("was", en.agreement("person", 1)), "was");
}

TEST(WordsTest, AdjectivesAgreeWithTheirNoun) {
  const Words& pl = words("pl");
  EXPECT_EQ(pl.adjective("red", "f", "acc"), "czerwoną");
  EXPECT_EQ(pl.adjective("blue", "m2", "acc"), "niebieskiego");
  EXPECT_EQ(pl.adjective("blue", "m3", "acc"), "niebieski");
  EXPECT_EQ(pl.countAdjective("red", "car", 5), "czerwonych");
  EXPECT_EQ(pl.countAdjective("red", "car", 3), "czerwone");
  EXPECT_EQ(pl.countAdjective("white", "person", 1), "biała");
  EXPECT_THAT(pl.adjectiveForms("black"), Contains("czarnego"));
}

TEST(WordsTest, ShippedLanguagesKnowTheSameKeys) {
  for (const char* key : {"person", "traffic light", "teddy bear", "vehicle", "animal", "event", "minute"}) {
    EXPECT_TRUE(words("pl").hasNoun(key)) << key;
    EXPECT_TRUE(words("en").hasNoun(key)) << key;
  }
  for (const char* key : {"red", "silver", "beige", "large"}) {
    EXPECT_TRUE(words("pl").hasAdjective(key)) << key;
    EXPECT_TRUE(words("en").hasAdjective(key)) << key;
  }
}

TEST(WordsTest, AnUnknownKeyIsSaidAsItIs) {
  EXPECT_EQ(words("pl").noun("drone"), "drone");
  EXPECT_EQ(words("pl").counted("drone", 5), "5 drone");
  EXPECT_EQ(words("pl").adjective("teal"), "teal");
}

TEST(WordsTest, AnUnknownLanguageSpeaksEnglish) {
  EXPECT_EQ(words("xx").language(), "en");
}

TEST(WordsTest, AThirdLanguageIsOnlyAFile) {
  const auto german = Words::parse(R"(
    language = "de"
    cases = ["nom", "acc"]
    [plural]
    one = "i = 1 and v = 0"
    [nouns.dog]
    gender = "m"
    singular = ["Hund", "Hund"]
    plural = ["Hunde", "Hunde"]
    [numbers]
    m = ["null", "ein", "zwei"]
    "m.acc" = ["null", "einen"]
  )");
  ASSERT_TRUE(german.ok()) << german.status();
  EXPECT_EQ(german->countedInWords("dog", 1, "acc"), "einen Hund");
  EXPECT_EQ(german->countedInWords("dog", 2, "acc"), "zwei Hunde");
}

TEST(WordsTest, AFileThatCannotBeReadNamesThePlace) {
  for (const char* bad : {"language = ", "cases = []", "language = \"x\"\ncases = [1]",
                          "language = \"x\"\ncases = []\n[nouns.dog]\ngender = \"m\"",
                          "language = \"x\"\ncases = []\n[adjectives]\nred = { stem = \"r\", paradigm = \"none\" }",
                          "language = \"x\"\ncases = []\n[plural]\nsome = \"n = 1\""}) {
    EXPECT_FALSE(Words::parse(bad).ok()) << bad;
  }
}

}  // namespace
}  // namespace cameramonit::text
