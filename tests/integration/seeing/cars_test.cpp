// Cars that no detector knows, seen from above: only motion tells of them.
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/seeing/watched_film.h"

namespace cameramonit::seeing {
namespace {

using situation::Kind;
using testing::IsEmpty;

TEST(Cars, FourPassagesWithTheirColoursAndWays) {
  const std::string film = std::string(CAMERAMONIT_SOURCE_DIR) + "/../shared/data/video/car-detection.mp4";
  if (!std::filesystem::exists(film)) GTEST_SKIP() << "no film at " << film;
  if (!canSee()) GTEST_SKIP() << "the detector's weights are not fetched";
  const auto told = watch(film);
  ASSERT_TRUE(told.ok()) << told.status();

  struct Passage {
    double from, to;  // s, marked by eye
    feature::Colour colour;
    feature::Direction direction;
    const char* english;
  };
  const std::vector<Passage> marked = {
      {4.5, 8.3, feature::Colour::kWhite, feature::Direction::kBottomToTop,
       "Something white moved from bottom to top."},
      {14.5, 18.0, feature::Colour::kSilver, feature::Direction::kTopToBottom,
       "Something silver moved from top to bottom."},
      {15.0, 18.7, feature::Colour::kRed, feature::Direction::kBottomToTop, "Something red moved from bottom to top."},
      {25.2, 27.7, feature::Colour::kWhite, feature::Direction::kTopToBottom,
       "Something white moved from top to bottom."}};
  ASSERT_EQ(told->size(), marked.size());
  for (std::size_t i = 0; i < marked.size(); ++i) {
    const Told& found = (*told)[i];
    EXPECT_EQ(found.what.kind, Kind::kMoved);
    EXPECT_NEAR(absl::ToDoubleSeconds(found.what.from), marked[i].from, 1);
    EXPECT_NEAR(absl::ToDoubleSeconds(found.what.to), marked[i].to, 1);
    EXPECT_EQ(found.who.features.appearance.whole.colour, marked[i].colour) << i;
    EXPECT_EQ(found.who.features.passage.direction, marked[i].direction) << i;
    EXPECT_EQ(found.sentence.en, marked[i].english);
  }
}

}  // namespace
}  // namespace cameramonit::seeing
