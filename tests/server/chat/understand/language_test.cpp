#include "server/chat/understand/language.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/chat/understand/asking.h"

namespace cameramonit::chat {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

constexpr char kGerman[] = R"(
language = "de"
dictionary = "de_DE"
[phrases.intent]
count = ["wie viele"]
exists = ["^ war|waren"]
[phrases.object]
car = ["auto|autos"]
person = ["jemand|leute"]
[phrases.day]
yesterday = ["gestern"]
[phrases.part]
evening = ["abend"]
[phrases.moment]
day = ["<day>"]
[phrases.time]
moment = ["<day>", "[am] <part>"]
[phrases.feature]
red = ["rote|rotes|roter"]
[phrases.stop]
is = ["am"]
[phrases.follow]
and = ["^ und"]
)";

TEST(LanguageTest, PolishAndEnglishAreShipped) {
  EXPECT_THAT(understander().languages(), UnorderedElementsAre("pl", "en"));
}

TEST(LanguageTest, TheLanguageIsToldFromTheWords) {
  EXPECT_EQ(ask("samochody wczoraj").language, "pl");
  EXPECT_EQ(ask("cars yesterday").language, "en");
  EXPECT_EQ(ask("ktos byl w nocy").language, "pl");
  EXPECT_EQ(ask("Brama yesterday").language, "en");
}

TEST(LanguageTest, WhereTheWordsDoNotTellTheAskersLanguageDoes) {
  Context context = asking();
  context.language = "pl";
  EXPECT_EQ(ask("???", context).language, "pl");
  context.language = "en";
  EXPECT_EQ(ask("???", context).language, "en");
}

TEST(LanguageTest, AThirdLanguageIsOnlyAFile) {
  const auto german = Understander::loadLexicons({kGerman}, "/nowhere");
  ASSERT_TRUE(german.ok()) << german.status();
  Context context = asking();
  const Question question =
      (*german)->understand("Wie viele rote Autos waren gestern Abend an der Brama?", context).question;
  EXPECT_EQ(question.intent, Intent::kCount);
  EXPECT_EQ(question.object, "car");
  EXPECT_THAT(question.features, ElementsAre("red"));
  EXPECT_THAT(question.cameras, ElementsAre("c1"));
  EXPECT_EQ(question.time, between("2026-11-22T18:00:00+01:00", "2026-11-22T22:00:00+01:00"));
}

TEST(LanguageTest, ALexiconThatCannotBeReadIsRefused) {
  for (const char* bad : {"language = ", "[phrases]", "language = \"x\"", "language = \"x\"\n[phrases]\nintent = 1",
                          "language = \"x\"\n[phrases.intent]\ncount = [1]",
                          "language = \"x\"\nalike = [[\"a\"]]\n[phrases.intent]\ncount = \"n\"",
                          "language = \"x\"\n[phrases.time]\nmoment = \"<nothing>\""}) {
    EXPECT_FALSE(Language::load(bad, "/nowhere").ok()) << bad;
  }
}

TEST(LanguageTest, WithoutDictionariesQuestionsAreStillUnderstood) {
  const auto bare = Understander::load("/nowhere");
  ASSERT_TRUE(bare.ok());
  const Question question = (*bare)->understand("ile aut wjechało wczoraj przez bramę", asking()).question;
  EXPECT_EQ(question.intent, Intent::kCount);
  EXPECT_EQ(question.event, "entered_zone");
  EXPECT_THAT(question.cameras, ElementsAre("c1"));
}

}  // namespace
}  // namespace cameramonit::chat
