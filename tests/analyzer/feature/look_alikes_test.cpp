#include "analyzer/feature/look_alikes.h"

#include <gtest/gtest.h>

namespace cameramonit::feature {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);

Sighting seen(Colour colour, double from, const std::string& objectClass = "object", float size = 0.2F) {
  Sighting sighting;
  sighting.signature.objectClass = objectClass;
  const bool person = objectClass == "person";
  for (ColourShares* part : {&sighting.signature.upper, &sighting.signature.lower, &sighting.signature.whole}) {
    if ((part == &sighting.signature.whole) != person) (*part)[indexOf(colour)] = 1;
  }
  sighting.signature.size = size;
  sighting.signature.aspect = person ? 0.4F : 1.5F;
  sighting.signature.speed = 0.8F;
  sighting.signature.sightings = 10;
  sighting.from = kNow + absl::Seconds(from);
  sighting.to = sighting.from + absl::Seconds(10);
  return sighting;
}

TEST(LookAlikes, AKindHasAnyColour) {
  const LookAlikes cars(NameSort::kKind, {seen(Colour::kWhite, 0)}, {});
  EXPECT_TRUE(cars.confidenceOf(seen(Colour::kRed, 60)).has_value());
  EXPECT_TRUE(cars.confidenceOf(seen(Colour::kRed, 5)).has_value()) << "two cars at once are two cars";
  EXPECT_FALSE(cars.confidenceOf(seen(Colour::kWhite, 60, "object", 0.05F)).has_value()) << "a cat";
  EXPECT_FALSE(cars.confidenceOf(seen(Colour::kWhite, 60, "person")).has_value());
}

TEST(LookAlikes, ANameHasItsColours) {
  const LookAlikes truck(NameSort::kName, {seen(Colour::kGreen, 0)}, {});
  const auto again = truck.confidenceOf(seen(Colour::kGreen, 600));
  ASSERT_TRUE(again.has_value());
  EXPECT_GT(*again, 0.6F);
  EXPECT_LT(*again, 1) << "only a person is sure";
  EXPECT_FALSE(truck.confidenceOf(seen(Colour::kRed, 600)).has_value());
}

TEST(LookAlikes, WhoIsThereAtTheSameTimeIsSomebodyElse) {
  LookAlikes marek(NameSort::kName, {seen(Colour::kBlue, 0, "person")}, {});
  EXPECT_FALSE(marek.confidenceOf(seen(Colour::kBlue, 5, "person")).has_value());
  EXPECT_TRUE(marek.confidenceOf(seen(Colour::kBlue, 60, "person")).has_value());
  marek.calibrate({seen(Colour::kBlue, 5, "person")});
  EXPECT_FALSE(marek.confidenceOf(seen(Colour::kBlue, 60, "person")).has_value()) << "that tells nobody apart here";
}

TEST(LookAlikes, ClothesAreChanged) {
  const LookAlikes marek(NameSort::kName, {seen(Colour::kBlue, 0, "person")}, {});
  EXPECT_TRUE(marek.confidenceOf(seen(Colour::kBlue, 3600, "person")).has_value());
  EXPECT_FALSE(marek.confidenceOf(seen(Colour::kBlue, 24 * 3600, "person")).has_value());
  const LookAlikes truck(NameSort::kName, {seen(Colour::kGreen, 0)}, {});
  EXPECT_TRUE(truck.confidenceOf(seen(Colour::kGreen, 24 * 3600)).has_value()) << "paint is not";
}

TEST(LookAlikes, ARejectedOneMakesItStricter) {
  const Sighting named = seen(Colour::kGreen, 0), wrong = seen(Colour::kGreen, 60, "object", 0.24F);
  EXPECT_TRUE(LookAlikes(NameSort::kName, {named}, {}).confidenceOf(wrong).has_value());
  const LookAlikes stricter(NameSort::kName, {named}, {wrong});
  EXPECT_FALSE(stricter.confidenceOf(seen(Colour::kGreen, 120, "object", 0.235F)).has_value());
  EXPECT_TRUE(stricter.confidenceOf(seen(Colour::kGreen, 120)).has_value());
}

TEST(LookAlikes, AGlimpseIsNotEnough) {
  Sighting glimpse = seen(Colour::kGreen, 60);
  glimpse.signature.sightings = 2;
  EXPECT_FALSE(LookAlikes(NameSort::kName, {seen(Colour::kGreen, 0)}, {}).confidenceOf(glimpse).has_value());
}

}  // namespace
}  // namespace cameramonit::feature
