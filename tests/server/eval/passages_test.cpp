#include "server/eval/passages.h"

#include <gtest/gtest.h>

#include "common/base/status.h"

namespace cameramonit::eval {
namespace {

MarkedPassage mark(const std::string& objectClass, double from, double to, const std::string& look = "") {
  return {objectClass, absl::Seconds(from), absl::Seconds(to), look, "", ""};
}

FoundPassage find(const std::string& objectClass, double from, double to) {
  FoundPassage passage;
  passage.objectClass = objectClass;
  passage.from = absl::Seconds(from);
  passage.to = absl::Seconds(to);
  return passage;
}

TEST(Passages, AFindWithinASecondIsTheMarkedOne) {
  EXPECT_EQ(comparePassages({mark("car", 4.5, 8)}, {find("car", 5.4, 8)}).found, 1);
  const PassageFigures late = comparePassages({mark("car", 4.5, 8)}, {find("car", 5.6, 8)});
  EXPECT_EQ(late.found, 0);
  EXPECT_EQ(late.missed.size(), 1U);
  EXPECT_EQ(late.invented.size(), 1U);
}

TEST(Passages, AFindThatBreaksOffIsNotTheMarkedOne) {
  EXPECT_EQ(comparePassages({mark("car", 4, 10)}, {find("car", 4, 6)}).found, 0);
}

TEST(Passages, UnknownObjectsAndKindredClassesCount) {
  EXPECT_EQ(comparePassages({mark("car", 4, 8)}, {find("object", 4, 8)}).found, 1);
  EXPECT_EQ(comparePassages({mark("car", 4, 8)}, {find("truck", 4, 8)}).found, 1);
  EXPECT_EQ(comparePassages({mark("bicycle", 4, 8)}, {find("person", 4, 8)}).found, 1);
  EXPECT_EQ(comparePassages({mark("car", 4, 8)}, {find("person", 4, 8)}).found, 0);
}

TEST(Passages, TwoFindsOfOneMarkAreOneInvention) {
  const PassageFigures figures =
      comparePassages({mark("person", 4, 8)}, {find("person", 4, 8), find("person", 4.2, 7)});
  EXPECT_EQ(figures.found, 1);
  EXPECT_EQ(figures.invented.size(), 1U);
}

TEST(Passages, AParkedCarIsNoInvention) {
  FoundPassage parked = find("car", 0, 20);
  parked.stoodThroughout = true;
  const PassageFigures figures = comparePassages({mark("bicycle", 4, 8)}, {find("bicycle", 4.1, 8), parked});
  EXPECT_EQ(figures.found, 1);
  EXPECT_TRUE(figures.invented.empty());
}

TEST(Passages, ColoursAndDirectionsAreJudgedOnWhatIsFound) {
  MarkedPassage marked = mark("car", 4, 8, "light grey-green (silver)");
  marked.enters = "top";
  marked.leaves = "bottom";
  FoundPassage found = find("object", 4, 8);
  found.colours = {"silver"};
  found.entered = "top";
  found.left = "bottom";
  PassageFigures figures = comparePassages({marked}, {found});
  EXPECT_EQ(figures.coloursRight, 1);
  EXPECT_EQ(figures.directionsRight, 1);
  found.colours = {"red"};
  found.left = "left";
  figures = comparePassages({marked}, {found});
  EXPECT_EQ(figures.coloursMarked, 1);
  EXPECT_EQ(figures.coloursRight, 0);
  EXPECT_EQ(figures.directionsMarked, 1);
  EXPECT_EQ(figures.directionsRight, 0);
}

TEST(Passages, LooksInWordsAreReadAsColours) {
  EXPECT_EQ(coloursOf("a Red car"), (std::set<std::string>{"red"}));
  EXPECT_EQ(coloursOf("gray"), (std::set<std::string>{"grey", "silver"}));
  EXPECT_TRUE(coloursOf("tall, reddish").empty());
}

TEST(Marks, AreReadByTheNameOfTheFilm) {
  const std::string text = R"({"note": "by hand", "a.mp4": {"objects": [{"class": "car", "from": 1, "to": 2.5}]},
                               "b.mp4": {"objects": []}})";
  const auto marks = readMarks(text, "a.mp4");
  ASSERT_TRUE(marks.ok()) << marks.status();
  ASSERT_EQ(marks->size(), 1U);
  EXPECT_EQ(marks->front().to, absl::Seconds(2.5));
  EXPECT_TRUE(readMarks(text, "b.mp4")->empty());
  EXPECT_EQ(base::reasonName(base::errorReason(readMarks(text, "c.mp4").status())), "FIELD_INVALID");
  EXPECT_EQ(base::reasonName(base::errorReason(readMarks("[]", "c.mp4").status())), "FIELD_INVALID");
}

}  // namespace
}  // namespace cameramonit::eval
