#include "server/chat/known_names.h"

#include <gtest/gtest.h>

#include "server/chat/question_reader.h"

namespace cameramonit::chat {
namespace {

class KnownNamesTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { understander_ = Understander::load()->release(); }
  static void TearDownTestSuite() { delete understander_; }

  std::string named(const char* text) {
    const auto hit =
        findName(text, {"nasza śmieciarka", "Marek", "Ewa", "our garbage truck", "pan Tomek"}, *understander_);
    return hit.has_value() ? hit->name : "";
  }

  /// As in the chat of a gate, asked on 20 November 2026 at noon in Warsaw.
  ReadQuestion read(const std::string& text) {
    AnswerContext context;
    absl::LoadTimeZone("Europe/Warsaw", &context.timeZone);
    context.timeZoneName = "Europe/Warsaw";
    context.now = absl::FromCivil(absl::CivilSecond(2026, 11, 20, 12, 0, 0), context.timeZone);
    context.channel = "projects/p/channels/gate";
    context.cameras = {{context.channel, "Brama"}};
    context.names = {"nasza śmieciarka", "Marek", "our garbage truck"};
    return QuestionReader(*understander_).read(text, context, std::nullopt);
  }

  static inline const Understander* understander_ = nullptr;
};

TEST_F(KnownNamesTest, NamesAreFoundInflectedAndWithoutOur) {
  EXPECT_EQ(named("kiedy była śmieciarka?"), "nasza śmieciarka");
  EXPECT_EQ(named("ile razy widziałeś naszą śmieciarkę"), "nasza śmieciarka");
  EXPECT_EQ(named("pokaz smieciarke"), "nasza śmieciarka");
  EXPECT_EQ(named("czy Marka dziś nie było?"), "Marek");
  EXPECT_EQ(named("powiedz o Markowi"), "Marek");
  EXPECT_EQ(named("gdzie jest Ewa"), "Ewa");
  EXPECT_EQ(named("widziałeś Ewę?"), "Ewa");
  EXPECT_EQ(named("when did the garbage truck come"), "our garbage truck");
  EXPECT_EQ(named("kiedy był pan Tomek"), "pan Tomek");
}

TEST_F(KnownNamesTest, OtherWordsAreNoNames) {
  for (const char* const text : {"ile osób było wczoraj", "kiedy przyjechał samochód", "podsumuj dzień",
                                 "when was the last car", "daj znać, gdy ktoś przyjdzie w nocy"}) {
    EXPECT_EQ(named(text), "") << text;
  }
}

TEST_F(KnownNamesTest, AQuestionAsksForWhatBearsTheName) {
  const ReadQuestion last = read("kiedy była śmieciarka?");
  EXPECT_EQ(last.question.object, kAny);
  EXPECT_EQ(last.question.features, std::vector<std::string>{"name=nasza śmieciarka"});
  EXPECT_GE(last.shown.confidence(), 0.5F);
  const ReadQuestion count = read("how many times did the garbage truck come today?");
  EXPECT_EQ(count.question.intent, Intent::kCount);
  EXPECT_EQ(count.question.features, std::vector<std::string>{"name=our garbage truck"});
  EXPECT_TRUE(count.question.time.from.has_value());
  AnswerContext context;
  context.channel = "projects/p/channels/gate";
  const events::v1::EventFilter filter = filterOf(last.question, context);
  ASSERT_EQ(filter.features_size(), 1);
  EXPECT_EQ(filter.features(0).key(), "name");
  EXPECT_EQ(filter.features(0).value(), "nasza śmieciarka");
  EXPECT_EQ(filter.object_classes_size(), 0);
}

TEST_F(KnownNamesTest, TheChipSaysTheName) {
  const ReadQuestion asked = read("ile razy był dziś Marek?");
  std::string texts;
  for (const v1::Chip& chip : asked.shown.chips()) texts += chip.text() + "|";
  EXPECT_NE(texts.find("Marek|"), std::string::npos) << texts;
}

TEST_F(KnownNamesTest, APlainNounIsAKind) {
  EXPECT_EQ(kindOfWord("samochód", *understander_), "car");
  EXPECT_EQ(kindOfWord("Car", *understander_), "car");
  EXPECT_EQ(kindOfWord("pies", *understander_), "dog");
  EXPECT_EQ(kindOfWord("osoba", *understander_), "person");
  EXPECT_EQ(kindOfWord("nasza śmieciarka", *understander_), "");
  EXPECT_EQ(kindOfWord("śmieciarka", *understander_), "");
  EXPECT_EQ(kindOfWord("Marek", *understander_), "");
  EXPECT_EQ(kindOfWord("samochód sąsiada", *understander_), "");
}

}  // namespace
}  // namespace cameramonit::chat
