#include "server/chat/answer/stretches.h"

#include <gtest/gtest.h>

#include "server/chat/timeline/timeline.h"

namespace cameramonit::chat {
namespace {

class StretchesTest : public ::testing::Test {
 protected:
  StretchesTest() { EXPECT_TRUE(absl::LoadTimeZone("Europe/Warsaw", &zone_)); }
  absl::Time at(int day, int hour) const { return absl::FromCivil(absl::CivilHour(2026, 11, day, hour), zone_); }
  void busy(int day, int hour) {
    v1::HourCount& count = hours_.emplace_back();
    *count.mutable_start_time() = timestampOf(at(day, hour));
    count.set_events(1);
  }
  absl::TimeZone zone_;
  std::vector<v1::HourCount> hours_;
};

TEST_F(StretchesTest, NeighboursAreOneStretch) {
  for (const int hour : {7, 8, 12}) busy(23, hour);
  const auto stretches = stretchesOf(hours_, zone_, 4);
  ASSERT_EQ(stretches.size(), 2U);
  EXPECT_EQ(stretches[0].from, at(23, 7));
  EXPECT_EQ(stretches[0].to, at(23, 9));
  EXPECT_EQ(stretches[1].to, at(23, 13));
}

TEST_F(StretchesTest, TheClosestAreJoinedWhenThereAreTooMany) {
  for (const int hour : {1, 5, 7, 20}) busy(23, hour);
  const auto stretches = stretchesOf(hours_, zone_, 3);
  ASSERT_EQ(stretches.size(), 3U);
  EXPECT_EQ(stretches[1].from, at(23, 5));
  EXPECT_EQ(stretches[1].to, at(23, 8));
}

TEST_F(StretchesTest, HoursEndWithTheirDay) {
  busy(22, 23);
  busy(23, 0);
  EXPECT_EQ(stretchesOf(hours_, zone_, 4).size(), 2U);
}

TEST_F(StretchesTest, LongTimesAreSaidInDays) {
  busy(18, 3);
  busy(22, 23);
  const auto stretches = stretchesOf(hours_, zone_, 4);
  ASSERT_EQ(stretches.size(), 2U);
  EXPECT_TRUE(stretches[0].days);
  EXPECT_EQ(stretches[0].from, at(18, 0));
  EXPECT_EQ(stretches[1].to, at(23, 0));
}

TEST_F(StretchesTest, NothingHasNone) {
  EXPECT_TRUE(stretchesOf(hours_, zone_, 4).empty());
}

}  // namespace
}  // namespace cameramonit::chat
