#include "server/chat/naming_wish.h"

#include <gtest/gtest.h>

namespace cameramonit::chat {
namespace {

using Kind = NamingWish::Kind;

struct Said {
  const char* text;
  Kind kind;
  const char* word;
};
class NamingWishTest : public testing::TestWithParam<Said> {};

TEST_P(NamingWishTest, IsReadFromWhatPeopleSay) {
  const auto wish = namingWishIn(GetParam().text);
  ASSERT_TRUE(wish.has_value());
  EXPECT_EQ(wish->kind, GetParam().kind);
  EXPECT_EQ(wish->word, GetParam().word);
}

INSTANTIATE_TEST_SUITE_P(
    Both, NamingWishTest,
    testing::Values(Said{"to jest nasza śmieciarka", Kind::kGive, "nasza śmieciarka"},
                    Said{"To jest Marek.", Kind::kGive, "Marek"}, Said{"to był „pan Tomek”", Kind::kGive, "pan Tomek"},
                    Said{"to byla smieciarka", Kind::kGive, "smieciarka"},
                    Said{"nazwij to samochód", Kind::kGive, "samochód"},
                    Said{"this is our garbage truck", Kind::kGive, "our garbage truck"},
                    Said{"That's Mark!", Kind::kGive, "Mark"}, Said{"call it Mark", Kind::kGive, "Mark"},
                    Said{"to nie jest nasza śmieciarka", Kind::kReject, "nasza śmieciarka"},
                    Said{"to nie to", Kind::kReject, ""}, Said{"this is not Mark", Kind::kReject, "Mark"},
                    Said{"cofnij", Kind::kUndo, ""}, Said{"Cofnij to.", Kind::kUndo, ""}, Said{"undo", Kind::kUndo, ""},
                    Said{"take it back", Kind::kUndo, ""}));

TEST(NamingWish, QuestionsAndStoriesAreNone) {
  for (const char* const text :
       {"to jest śmieciarka?", "czy to jest śmieciarka", "ile osób było dziś", "to jest", "kto to był", "", "this is",
        "to jest bardzo długa opowieść o tym, co się wczoraj stało", "what is this", "cofnij się do wczoraj",
        "pokaż wczoraj"}) {
    EXPECT_FALSE(namingWishIn(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace cameramonit::chat
