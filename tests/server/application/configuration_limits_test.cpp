#include "server/application/limits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "common/base/status.h"
#include "server/application/polygon.h"

namespace cameramonit::application {
namespace {

using Corners = std::vector<std::pair<float, float>>;

v1::Zone zone(const Corners& corners) {
  v1::Zone made;
  made.set_id("yard");
  made.set_display_name("Yard");
  for (const auto& [x, y] : corners) {
    v1::Point& point = *made.add_polygon();
    point.set_x(x);
    point.set_y(y);
  }
  return made;
}

v1::Channel channel() {
  v1::Channel made;
  made.set_display_name("Gate");
  setDefaults(made);
  return made;
}

std::map<std::string, std::string> violations(const absl::Status& status) {
  std::map<std::string, std::string> found;
  for (const auto& violation : base::errorDetails(status).violations) found[violation.field] = violation.description;
  return found;
}

TEST(PolygonTest, TellsWhichCrossThemselves) {
  const Corners square = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
  const Corners bowTie = {{0, 0}, {1, 1}, {1, 0}, {0, 1}};
  const Corners concave = {{0, 0}, {1, 0}, {0.5F, 0.5F}, {1, 1}, {0, 1}};
  const Corners spike = {{0, 0}, {1, 0}, {0.5F, 0}, {0.5F, 1}};
  const Corners twice = {{0, 0}, {1, 0}, {1, 0}, {0, 1}};
  const Corners touching = {{0, 0}, {1, 0}, {1, 1}, {0.5F, 0}, {0, 1}};
  EXPECT_FALSE(crossesItself(zone(square).polygon()));
  EXPECT_FALSE(crossesItself(zone(concave).polygon()));
  EXPECT_TRUE(crossesItself(zone(bowTie).polygon()));
  EXPECT_TRUE(crossesItself(zone(spike).polygon()));
  EXPECT_TRUE(crossesItself(zone(twice).polygon()));
  EXPECT_TRUE(crossesItself(zone(touching).polygon()));
}

TEST(PolygonTest, AreaDoesNotDependOnTheDirection) {
  EXPECT_DOUBLE_EQ(areaOf(zone({{0, 0}, {1, 0}, {1, 1}, {0, 1}}).polygon()), 1);
  EXPECT_DOUBLE_EQ(areaOf(zone({{0, 1}, {1, 1}, {1, 0}, {0, 0}}).polygon()), 1);
}

TEST(ConfigurationLimitsTest, DefaultsAreGood) {
  EXPECT_TRUE(checkChannel(channel()).ok()) << checkChannel(channel());
}

TEST(ConfigurationLimitsTest, EveryWrongFieldIsNamedWithItsRange) {
  v1::Channel wrong = channel();
  wrong.mutable_pre_roll()->set_seconds(61);
  wrong.set_analysis_fps(std::nanf(""));
  wrong.set_recording_mode(v1::RECORDING_MODE_LOOP);
  wrong.set_recording_bytes(5);
  wrong.set_second_looks_per_hour(3601);
  *wrong.add_zones() = zone({{0, 0}, {1, 1}, {1, 0}, {0, 1}});
  *wrong.add_privacy_masks() = zone({{0, 0}, {1, 1}});
  v1::WeeklyHours& hours = *wrong.add_quiet_hours();
  hours.add_days(8);
  hours.set_end_minute(1441);
  const auto found = violations(checkChannel(wrong));
  EXPECT_EQ(found.at("channel.pre_roll"), "must be 0 s to 60 s");
  EXPECT_EQ(found.at("channel.analysis_fps"), "must be 0.5 to 30");
  EXPECT_EQ(found.at("channel.recording_limit"), "must be 10 s to 2592000 s for a loop");
  EXPECT_EQ(found.at("channel.second_looks_per_hour"), "must be 0 to 3600");
  EXPECT_EQ(found.at("channel.zones[0].polygon"), "edges must not touch or cross each other");
  EXPECT_EQ(found.at("channel.privacy_masks[0].polygon"), "needs 3 to 100 corners");
  EXPECT_EQ(found.at("channel.quiet_hours[0].end_minute"), "must be 1 to 1440");
  EXPECT_EQ(found.size(), 9U) << "days and bytes too";
}

TEST(ConfigurationLimitsTest, LoopOfAMinuteIsAllowed) {
  v1::Channel loop = channel();
  loop.set_recording_mode(v1::RECORDING_MODE_LOOP);
  loop.mutable_recording_limit()->set_seconds(60);
  EXPECT_TRUE(checkChannel(loop).ok()) << checkChannel(loop);
}

TEST(ConfigurationLimitsTest, ProjectNeedsAZoneThatExists) {
  v1::Project project;
  project.set_display_name("Home");
  for (const char* zone : {"Europe/Warsaw", "UTC", "America/Argentina/Buenos_Aires"}) {
    project.set_time_zone(zone);
    EXPECT_TRUE(checkProject(project).ok()) << zone;
  }
  for (const char* zone : {"", "Warsaw", "Europe/Warszawa", "+01:00"}) {
    project.set_time_zone(zone);
    EXPECT_THAT(violations(checkProject(project)), ::testing::Contains(::testing::Key("project.time_zone"))) << zone;
  }
}

TEST(ConfigurationLimitsTest, ProjectRetentionAndLanguagesHaveLimits) {
  v1::Project project;
  project.set_display_name("Home");
  project.set_time_zone("UTC");
  project.mutable_retention()->set_seconds(60);
  project.add_languages(type::v1::LANGUAGE_PL);
  project.add_languages(type::v1::LANGUAGE_PL);
  const auto found = violations(checkProject(project));
  EXPECT_EQ(found.at("project.retention"), "must be 3600 s to 315360000 s");
  EXPECT_EQ(found.at("project.languages"), "must be Polish and English, each at most once");
}

}  // namespace
}  // namespace cameramonit::application
