// What people and things do in made-up films, told by the whole analyzer with a detector that knows paint.
#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "tests/integration/seeing/made_film.h"

namespace cameramonit::seeing {
namespace {

using events::v1::Event;

const cv::Scalar kRed(30, 30, 220);
const cv::Scalar kGreen(40, 200, 40);

/// What was told, for the report of a failure.
std::string allOf(const std::vector<Event>& events) {
  std::string all;
  for (const Event& event : events) {
    const auto second = [](const auto& time) {
      return std::to_string(static_cast<double>(time.seconds()) + time.nanos() * 1e-9).substr(0, 4);
    };
    all += second(event.start_time()) + "-" + second(event.end_time()) + " " + event.sentence().en() + "\n";
  }
  return all;
}

/// A scene with the noise of a sensor.
cv::Mat scene(double second) {
  cv::Mat noise(kFilmSize, CV_8UC3);
  cv::RNG random(static_cast<std::uint64_t>(second * 1000) + 7);
  random.fill(noise, cv::RNG::UNIFORM, 0, 8);
  return madeUpScene(1) + noise;
}

void draw(cv::Mat& picture, const cv::Point2d& foot, const cv::Size& size, const cv::Scalar& paint) {
  const cv::Point corner(cvRound(foot.x) - size.width / 2, cvRound(foot.y) - size.height);
  cv::rectangle(picture, {corner, size}, paint, cv::FILLED);
}

TEST(Stories, ABagThatStaysBehindIsToldWithItsClass) {
  const MadeFilm film("left_behind", 50, [](double second) {
    cv::Mat picture = scene(second);
    const double x = second < 8 ? 20 + 18 * second : second < 10 ? 164 : 164 + 20 * (second - 10);
    const double bag = std::min(x, 164.0) + 16;
    draw(picture, {bag, 200}, {18, 22}, kGreen);
    if (x < 350) draw(picture, {x, 200}, {26, 70}, kRed);
    return picture;
  });
  PaintDetector detector({{"person", kRed}, {"suitcase", kGreen}});
  const auto told = eventsOf(film.path(), detector);
  ASSERT_TRUE(told.ok()) << told.status();
  const auto left = ofKind(*told, events::v1::EVENT_KIND_OBJECT_LEFT_BEHIND);
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left.front().object_class(), "suitcase");
  EXPECT_NEAR(left.front().box().left() + left.front().box().width() / 2, 180.0 / 320, 0.05);
  EXPECT_FALSE(left.front().still().empty());
  EXPECT_NE(left.front().sentence().en().find("suitcase"), std::string::npos) << left.front().sentence().en();
  EXPECT_TRUE(ofKind(*told, events::v1::EVENT_KIND_OBJECT_TAKEN).empty());
}

TEST(Stories, LeftBehindTakesAsLongAsTheChannelSays) {
  const MadeFilm film("left_behind_late", 50, [](double second) {
    cv::Mat picture = scene(second);
    const double x = second < 8 ? 20 + 18 * second : 164 + 20 * (second - 8);
    draw(picture, {std::min(x, 164.0) + 16, 200}, {18, 22}, kGreen);
    if (x < 350) draw(picture, {x, 200}, {26, 70}, kRed);
    return picture;
  });
  PaintDetector detector({{"person", kRed}, {"suitcase", kGreen}});
  application::v1::Channel patient;
  patient.mutable_left_behind_time()->set_seconds(120);
  const auto told = eventsOf(film.path(), detector, patient);
  ASSERT_TRUE(told.ok()) << told.status();
  EXPECT_TRUE(ofKind(*told, events::v1::EVENT_KIND_OBJECT_LEFT_BEHIND).empty());
}

TEST(Stories, APersonWhoStandsStaysThere) {
  const MadeFilm film("stands", 60, [](double second) {
    cv::Mat picture = scene(second);
    const double x = second < 6 ? 20 + 20 * second : second < 46 ? 140 : 140 + 20 * (second - 46);
    // While standing it is overlooked most of the time: turned away, its paint is not the detector's.
    const bool known = second < 8 || second > 45 || static_cast<int>(second) % 12 == 0;
    if (x < 350) draw(picture, {x, 200}, {28, 76}, known ? kRed : cv::Scalar(60, 60, 140));
    return picture;
  });
  PaintDetector detector({{"person", kRed}});
  const auto told = eventsOf(film.path(), detector);
  ASSERT_TRUE(told.ok()) << told.status();
  EXPECT_EQ(ofKind(*told, events::v1::EVENT_KIND_APPEARED).size(), 1U);
  EXPECT_LE(ofKind(*told, events::v1::EVENT_KIND_LEFT).size(), 1U) << allOf(*told);
  EXPECT_TRUE(ofKind(*told, events::v1::EVENT_KIND_MOVED).empty());
}

TEST(Stories, SpeedsAreToldInMetresWhereTheGroundIsKnown) {
  const MadeFilm film("metres", 14, [](double second) {
    cv::Mat picture = scene(second);
    draw(picture, {-20 + 30 * second, 200}, {28, 76}, kRed);
    return picture;
  });
  PaintDetector detector({{"person", kRed}});
  application::v1::Channel channel;
  for (const auto& [x, y] : {std::pair{0.0F, 0.0F}, {1.0F, 0.0F}, {1.0F, 1.0F}, {0.0F, 1.0F}}) {
    auto& place = *channel.mutable_ground()->add_places();
    place.mutable_picture()->set_x(x);
    place.mutable_picture()->set_y(y);
    place.set_x_metres(x * 16);  // 20 pixels a metre: it walks at 1.5 m/s
    place.set_y_metres(y * 12);
  }
  const auto told = eventsOf(film.path(), detector, channel);
  ASSERT_TRUE(told.ok()) << told.status();
  const auto gone = ofKind(*told, events::v1::EVENT_KIND_LEFT);
  ASSERT_EQ(gone.size(), 1U);
  std::map<std::string, std::string> features;
  for (const auto& feature : gone.front().features()) features[feature.key()] = feature.value();
  EXPECT_EQ(features["metres_per_second"], "1.5");
  EXPECT_NEAR(std::stod(features["metres_wide"]), 1.4, 0.2);
}

}  // namespace
}  // namespace cameramonit::seeing
