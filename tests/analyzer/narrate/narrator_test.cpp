#include "analyzer/narrate/narrator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analyzer/narrate/label_grammar.h"
#include "analyzer/narrate/noun_phrase.h"
#include "analyzer/narrate/template_text.h"
#include "common/text/words.h"

namespace cameramonit::narrate {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kCoco[] = {
    "person",         "bicycle",    "car",           "motorcycle",    "airplane",     "bus",           "train",
    "truck",          "boat",       "traffic light", "fire hydrant",  "stop sign",    "parking meter", "bench",
    "bird",           "cat",        "dog",           "horse",         "sheep",        "cow",           "elephant",
    "bear",           "zebra",      "giraffe",       "backpack",      "umbrella",     "handbag",       "tie",
    "suitcase",       "frisbee",    "skis",          "snowboard",     "sports ball",  "kite",          "baseball bat",
    "baseball glove", "skateboard", "surfboard",     "tennis racket", "bottle",       "wine glass",    "cup",
    "fork",           "knife",      "spoon",         "bowl",          "banana",       "apple",         "sandwich",
    "orange",         "broccoli",   "carrot",        "hot dog",       "pizza",        "donut",         "cake",
    "chair",          "couch",      "potted plant",  "bed",           "dining table", "toilet",        "tv",
    "laptop",         "mouse",      "remote",        "keyboard",      "cell phone",   "microwave",     "oven",
    "toaster",        "sink",       "refrigerator",  "book",          "clock",        "vase",          "scissors",
    "teddy bear",     "hair drier", "toothbrush"};

situation::Situation appeared(feature::Side side) {
  situation::Situation what;
  what.kind = situation::Kind::kAppeared;
  what.side = side;
  return what;
}

TEST(Narrator, EveryClassAndEveryKindIsSaidWithoutHoles) {
  const Narrator narrator;
  for (const char* objectClass : kCoco) {
    EXPECT_TRUE(text::words("pl").hasNoun(objectClass)) << objectClass;
    for (int kind = 0; kind < 20; ++kind) {
      for (const feature::Side side : {feature::Side::kUnknown, feature::Side::kLeft, feature::Side::kWithin}) {
        Account account;
        account.what.kind = static_cast<situation::Kind>(kind);
        account.what.side = side;
        account.what.objectClass = "person";
        account.what.count = 3;
        account.who = {Subject{.objectClass = objectClass}, Subject{.objectClass = "person"}};
        const Sentence said = narrator.tell(account);
        for (const std::string& text : {said.pl, said.en}) {
          EXPECT_GT(text.size(), 8U) << objectClass << " " << situation::kindToken(account.what.kind);
          EXPECT_THAT(text, Not(testing::ContainsRegex("[{}]|  |\\.\\.|_|\\.any|, *\\."))) << objectClass;
        }
      }
    }
  }
}

TEST(Narrator, AnUnsureColourIsNotSaid) {
  Subject person{.objectClass = "person"};
  person.features.appearance.upper = {feature::Colour::kRed, 0.3F};
  EXPECT_EQ(Narrator().tell({appeared(feature::Side::kLeft), {person}}).pl, "Osoba weszła od lewej.");
}

TEST(Narrator, AnUnsureClassIsCalledProbable) {
  const Sentence said =
      Narrator().tell({appeared(feature::Side::kLeft), {{.objectClass = "dog", .classConfidence = 0.5F}}});
  EXPECT_EQ(said.pl, "Prawdopodobnie pies wszedł od lewej.");
  EXPECT_EQ(said.en, "Probably a dog came in from the left.");
}

TEST(Narrator, ALabelReplacesTheClass) {
  const Sentence said =
      Narrator().tell({appeared(feature::Side::kRight), {{.objectClass = "truck", .label = "nasza śmieciarka"}}});
  EXPECT_EQ(said.pl, "Nasza śmieciarka wjechała od prawej.");
  EXPECT_THAT(said.en, HasSubstr("Nasza śmieciarka drove in"));
}

struct Named {
  const char* label;
  const char* agreement;
};
class LabelGrammarTest : public testing::TestWithParam<Named> {};

TEST_P(LabelGrammarTest, GenderIsGuessed) {
  const Narrator narrator;
  situation::Situation stopped;
  stopped.kind = situation::Kind::kStopped;
  const std::string said = narrator.tell({stopped, {{.objectClass = "object", .label = GetParam().label}}}).pl;
  const std::map<std::string, std::string> verbs = {
      {"m", "zatrzymał się."}, {"f", "zatrzymała się."}, {"n", "zatrzymało się."}, {"pl", "zatrzymały się."}};
  EXPECT_THAT(said, testing::EndsWith(" " + verbs.at(GetParam().agreement)));
}

INSTANTIATE_TEST_SUITE_P(Labels, LabelGrammarTest,
                         testing::Values(Named{"nasza śmieciarka", "f"}, Named{"śmieciarka", "f"},
                                         Named{"listonosz", "m"}, Named{"pan Tomek", "m"}, Named{"pani Krystyna", "f"},
                                         Named{"Ania", "f"}, Named{"Kuba", "m"}, Named{"kierowca", "m"},
                                         Named{"samochód sąsiada", "m"}, Named{"auto szefa", "n"},
                                         Named{"białe auto szefa", "n"}, Named{"czarny pies", "m"},
                                         Named{"pies sąsiadki", "m"}, Named{"stara łódź", "f"}, Named{"dzieci", "pl"},
                                         Named{"Krzysztof", "m"}, Named{"straż miejska", "f"},
                                         Named{"niebieska ciężarówka", "f"}));

TEST(TemplateText, FirstLettersBecomeCapitals) {
  EXPECT_EQ(capitalised("śmieciarka"), "Śmieciarka");
  EXPECT_EQ(capitalised("łódź"), "Łódź");
  EXPECT_EQ(capitalised("żuk"), "Żuk");
  EXPECT_EQ(capitalised("óśmy"), "Óśmy");
  EXPECT_EQ(capitalised("élan"), "Élan");
  EXPECT_EQ(capitalised("Żuk"), "Żuk");
  EXPECT_EQ(capitalised("„Brama”"), "„Brama”");
  EXPECT_EQ(capitalised(""), "");
}

TEST(TemplateText, SlotsAreFilledAndSpacesJoined) {
  const auto filled = fillTemplate("{a} b {c:d}.", [](const auto& slot) { return slot.size() > 1 ? slot[1] : ""; });
  EXPECT_EQ(filled, "b d.");
}

}  // namespace
}  // namespace cameramonit::narrate
