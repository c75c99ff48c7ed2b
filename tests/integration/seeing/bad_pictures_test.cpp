// Films whose camera is the news: each is told as what it is, once, and nothing else is.
#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "tests/integration/seeing/made_film.h"

namespace cameramonit::seeing {
namespace {

using events::v1::Event;

constexpr double kTrouble = 10;  // s, when it begins
constexpr double kLength = 24;

/// A good picture, with the noise of a sensor.
cv::Mat goodPicture(double second, int seed = 1) {
  cv::Mat picture = madeUpScene(seed);
  cv::RNG random(static_cast<std::uint64_t>(second * 1000) + 7);
  cv::Mat noise(picture.size(), CV_8UC3);
  random.fill(noise, cv::RNG::NORMAL, 6, 2);
  return picture + noise - cv::Scalar::all(6);
}

cv::Mat flat(int grey) {
  return {kFilmSize, CV_8UC3, cv::Scalar::all(grey)};
}

/// How a picture goes bad, and what is told then.
struct Trouble {
  const char* name;
  std::function<cv::Mat(double)> paint;
  events::v1::EventKind kind;
};

class BadPictures : public testing::TestWithParam<Trouble> {};

TEST_P(BadPictures, AreToldAsWhatTheyAre) {
  const MadeFilm film(std::string("bad_") + GetParam().name, kLength,
                      [](double second) { return second < kTrouble ? goodPicture(second) : GetParam().paint(second); });
  PaintDetector nothing;
  const auto told = eventsOf(film.path(), nothing);
  ASSERT_TRUE(told.ok()) << told.status();
  for (const Event& event : *told) EXPECT_EQ(event.kind(), GetParam().kind) << event.sentence().en();
  ASSERT_EQ(told->size(), 1U);
  EXPECT_NEAR(static_cast<double>(told->front().start_time().seconds()), kTrouble, 1);
}

TEST_P(BadPictures, AreToldFromTheFirstSecond) {
  const Trouble& trouble = GetParam();
  const bool relative =
      trouble.kind == events::v1::EVENT_KIND_CAMERA_TURNED || trouble.kind == events::v1::EVENT_KIND_CAMERA_DEFOCUSED;
  if (relative) GTEST_SKIP() << "there is no better picture to compare the first with";
  const MadeFilm film(std::string("always_") + trouble.name, kLength, trouble.paint);
  PaintDetector nothing;
  const auto told = eventsOf(film.path(), nothing);
  ASSERT_TRUE(told.ok()) << told.status();
  ASSERT_EQ(told->size(), 1U);
  EXPECT_EQ(told->front().kind(), trouble.kind) << told->front().sentence().en();
}

cv::Mat noisePicture(double second) {
  cv::Mat picture(kFilmSize, CV_8UC3);
  cv::RNG random(static_cast<std::uint64_t>(second * 1000) + 3);
  random.fill(picture, cv::RNG::UNIFORM, 0, 256);
  return picture;
}

cv::Mat blurred(double second) {
  cv::Mat soft;
  cv::GaussianBlur(goodPicture(second), soft, {0, 0}, 9);
  cv::Mat noise(soft.size(), CV_8UC3);
  cv::RNG random(static_cast<std::uint64_t>(second * 1000) + 5);
  random.fill(noise, cv::RNG::UNIFORM, 0, 3);
  return soft + noise;
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, BadPictures,
    testing::Values(
        Trouble{"black", [](double) { return flat(3); }, events::v1::EVENT_KIND_CAMERA_BLIND},
        Trouble{"white", [](double) { return flat(252); }, events::v1::EVENT_KIND_CAMERA_BLIND},
        Trouble{"covered", [](double) { return flat(90); }, events::v1::EVENT_KIND_CAMERA_BLIND},
        Trouble{"noise", noisePicture, events::v1::EVENT_KIND_CAMERA_BLIND},
        Trouble{"frozen", [](double) { return goodPicture(kTrouble); }, events::v1::EVENT_KIND_CAMERA_FROZEN},
        Trouble{"defocused", blurred, events::v1::EVENT_KIND_CAMERA_DEFOCUSED},
        Trouble{"turned", [](double second) { return goodPicture(second, 2); }, events::v1::EVENT_KIND_CAMERA_TURNED}),
    [](const auto& param) { return std::string(param.param.name); });

TEST(GoodPictures, AreNoNews) {
  const MadeFilm film("good", kLength, [](double second) {
    // Clouds pass: the light goes up and down by a fifth.
    return cv::Mat(goodPicture(second) * (1 + 0.2 * std::sin(second / 3)));
  });
  PaintDetector nothing;
  const auto told = eventsOf(film.path(), nothing);
  ASSERT_TRUE(told.ok()) << told.status();
  for (const Event& event : *told) ADD_FAILURE() << event.sentence().en();
}

}  // namespace
}  // namespace cameramonit::seeing
