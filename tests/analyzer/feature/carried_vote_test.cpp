#include "analyzer/feature/carried_vote.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cameramonit::feature {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const cv::Rect2f kPerson{300, 100, 60, 160};

TEST(CarriedVote, AThingSeenOftenEnoughAtThePersonIsCarried) {
  CarriedVote vote;
  const std::vector<AccessorySighting> withBag = {{"handbag", {290, 180, 25, 30}}, {"person", kPerson}};
  for (int i = 0; i < 8; ++i) vote.add(kPerson, i % 2 == 0 ? withBag : std::vector<AccessorySighting>{});
  EXPECT_THAT(vote.result(), ElementsAre("bag"));
}

TEST(CarriedVote, OneSightingIsAMistake) {
  CarriedVote vote;
  vote.add(kPerson, std::vector<AccessorySighting>{{"backpack", {310, 120, 40, 50}}});
  for (int i = 0; i < 20; ++i) vote.add(kPerson, {});
  EXPECT_THAT(vote.result(), IsEmpty());
}

TEST(CarriedVote, AThingAcrossTheStreetIsNot) {
  CarriedVote vote;
  for (int i = 0; i < 9; ++i) vote.add(kPerson, std::vector<AccessorySighting>{{"suitcase", {600, 200, 40, 50}}});
  EXPECT_THAT(vote.result(), IsEmpty());
}

TEST(CarriedVote, AnUmbrellaIsHeldAbove) {
  CarriedVote vote;
  for (int i = 0; i < 4; ++i) vote.add(kPerson, std::vector<AccessorySighting>{{"umbrella", {285, 70, 90, 50}}});
  EXPECT_THAT(vote.result(), ElementsAre("umbrella"));
}

}  // namespace
}  // namespace cameramonit::feature
