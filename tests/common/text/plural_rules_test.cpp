#include "common/text/plural_rules.h"

#include <gtest/gtest.h>

#include "common/text/words.h"

namespace cameramonit::text {
namespace {

TEST(PluralRulesTest, PolishWholeNumbersFollowCldr) {
  const PluralRules& rules = words("pl").plurals();
  EXPECT_EQ(rules.of(1), PluralCategory::kOne);
  for (int few : {2, 3, 4, 22, 23, 24, 102, 1002}) EXPECT_EQ(rules.of(few), PluralCategory::kFew) << few;
  for (int many : {0, 5, 11, 12, 13, 14, 21, 25, 112, 1000}) EXPECT_EQ(rules.of(many), PluralCategory::kMany) << many;
}

TEST(PluralRulesTest, AFractionIsOtherInPolish) {
  EXPECT_EQ(words("pl").plurals().ofWritten("1,5"), PluralCategory::kOther);
  EXPECT_EQ(words("pl").plurals().ofWritten("1.0"), PluralCategory::kOther);
  EXPECT_EQ(words("pl").plurals().ofWritten("4"), PluralCategory::kFew);
}

TEST(PluralRulesTest, EnglishKnowsOneAndOther) {
  const PluralRules& rules = words("en").plurals();
  EXPECT_EQ(rules.of(1), PluralCategory::kOne);
  EXPECT_EQ(rules.of(0), PluralCategory::kOther);
  EXPECT_EQ(rules.ofWritten("1.0"), PluralCategory::kOther);
}

TEST(PluralRulesTest, NegativeNumbersCountByMagnitude) {
  EXPECT_EQ(words("pl").plurals().of(-1), PluralCategory::kOne);
  EXPECT_EQ(words("pl").plurals().of(-3), PluralCategory::kFew);
  EXPECT_EQ(words("pl").plurals().of(std::numeric_limits<std::int64_t>::min()), PluralCategory::kMany);
}

TEST(PluralRulesTest, ARuleThatCannotBeReadIsRefused) {
  PluralRules rules;
  for (const char* bad : {"", "x = 1", "n % 0 = 1", "n = one", "n", "n = 1..2..3", "i % 10 % 2 = 1"}) {
    EXPECT_FALSE(rules.add(PluralCategory::kOne, bad).ok()) << bad;
  }
}

// Arabic and Slovenian need every operand; they are not shipped, but a translator may add them.
TEST(PluralRulesTest, RulesOfOtherLanguagesAreRead) {
  PluralRules arabic;
  ASSERT_TRUE(arabic.add(PluralCategory::kZero, "n = 0").ok());
  ASSERT_TRUE(arabic.add(PluralCategory::kTwo, "n = 2").ok());
  ASSERT_TRUE(arabic.add(PluralCategory::kFew, "n % 100 = 3..10").ok());
  ASSERT_TRUE(arabic.add(PluralCategory::kMany, "n % 100 = 11..99").ok());
  EXPECT_EQ(arabic.of(0), PluralCategory::kZero);
  EXPECT_EQ(arabic.of(103), PluralCategory::kFew);
  EXPECT_EQ(arabic.of(111), PluralCategory::kMany);
  EXPECT_EQ(arabic.of(100), PluralCategory::kOther);
  EXPECT_EQ(arabic.ofWritten("2.5"), PluralCategory::kOther);
}

}  // namespace
}  // namespace cameramonit::text
