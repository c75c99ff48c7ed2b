#include "server/chat/understand/describe.h"

#include <absl/strings/str_join.h>
#include <gtest/gtest.h>

#include "tests/server/chat/understand/asking.h"

namespace cameramonit::chat {
namespace {

std::string chips(const Question& question, std::string_view language) {
  const Language* words = understander().language(language);
  std::vector<std::string> texts;
  for (const ChipText& chip : describeQuestion(question, *words, asking())) texts.push_back(chip.text);
  return absl::StrJoin(texts, " · ");
}

std::string both(std::string_view text) {
  const Question question = ask(text);
  return chips(question, "pl") + " | " + chips(question, "en");
}

TEST(DescribeTest, AQuestionIsItsPartsInBothLanguages) {
  EXPECT_EQ(both("czy ktoś był wczoraj po 18 przy bramie?"),
            "czy był · ludzie · Brama · wczoraj 18:00–24:00 | was there · people · Brama · yesterday 18:00–24:00");
}

TEST(DescribeTest, ColoursAgreeWithWhatTheyColour) {
  EXPECT_EQ(both("ile czerwonych aut wjechało dziś?"),
            "ile · czerwone samochody · wejście na teren · dziś | how many · red cars · entered · today");
  EXPECT_EQ(both("znajdź osobę w czerwonej kurtce z plecakiem"),
            "znajdź · ludzie · z plecakiem · w czerwonej kurtce | find · people · backpack · red jacket");
}

TEST(DescribeTest, NumbersStandInTheRightForm) {
  EXPECT_EQ(both("Które auta stały na parkingu dłużej niż 5 minut?"),
            "znajdź · samochody · dłużej niż 5 minut · kręcenie się · Parking północ | "
            "find · cars · longer than 5 minutes · hung around · Parking północ");
  EXPECT_EQ(both("daj znać, gdy przyjdą co najmniej 2 osoby, nie częściej niż raz na godzinę"),
            "daj znać · ludzie · co najmniej 2 · pojawienie się · najwyżej raz na godzinę | "
            "tell me when · people · at least 2 · appeared · at most every hour");
}

TEST(DescribeTest, TimesAreSaidAsPeopleSayThem) {
  const auto time = [](std::string_view text) {
    const Context context = asking();
    return describeTime(ask(text).time, *understander().language("pl"), context.now, context.zone) + " | " +
           describeTime(ask(text).time, *understander().language("en"), context.now, context.zone);
  };
  EXPECT_EQ(time("auta teraz"), "teraz | now");
  EXPECT_EQ(time("auta z ostatnich 2 godzin"), "od 2 godzin | last 2 hours");
  EXPECT_EQ(time("auta w nocy"), "wczoraj 22:00–5:00 | yesterday 22:00–5:00");
  EXPECT_EQ(time("auta od 10 do 12 listopada"),
            "wt. 10 listopada – czw. 12 listopada | Tue 10 November – Thu 12 November");
  EXPECT_EQ(time("auta od piątku"), "od pt. 20 listopada | since Fri 20 November");
  EXPECT_EQ(time("auta 24 grudnia 2025"), "śr. 24 grudnia 2025 | Wed 24 December 2025");
  EXPECT_EQ(time("powiadom o autach w nocy"), "codziennie 22:00–5:00 | daily 22:00–5:00");
}

TEST(DescribeTest, HelpIsOnlyItself) {
  EXPECT_EQ(chips(ask("pomoc"), "pl"), "co potrafisz");
}

}  // namespace
}  // namespace cameramonit::chat
