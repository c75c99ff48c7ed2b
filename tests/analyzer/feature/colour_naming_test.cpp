#include "analyzer/feature/colour_naming.h"

#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

namespace cameramonit::feature {
namespace {

struct Swatch {
  cv::Vec3b bgr;
  std::string_view token;
};

class NamesTest : public testing::TestWithParam<Swatch> {};

TEST_P(NamesTest, SwatchHasItsCommonName) {
  EXPECT_EQ(colourToken(nameOfBgr(GetParam().bgr)), GetParam().token);
}

INSTANTIATE_TEST_SUITE_P(
    Colours, NamesTest,
    testing::Values(Swatch{{0, 0, 0}, "black"}, Swatch{{38, 36, 35}, "black"}, Swatch{{30, 20, 18}, "black"},
                    Swatch{{110, 110, 110}, "grey"}, Swatch{{128, 124, 120}, "grey"}, Swatch{{190, 192, 188}, "silver"},
                    Swatch{{255, 255, 255}, "white"}, Swatch{{238, 240, 242}, "white"}, Swatch{{0, 0, 255}, "red"},
                    Swatch{{40, 30, 190}, "red"}, Swatch{{20, 16, 110}, "red"}, Swatch{{60, 20, 220}, "red"},
                    Swatch{{0, 128, 255}, "orange"}, Swatch{{20, 110, 240}, "orange"}, Swatch{{0, 255, 255}, "yellow"},
                    Swatch{{30, 200, 235}, "yellow"}, Swatch{{0, 160, 0}, "green"}, Swatch{{40, 90, 40}, "green"},
                    Swatch{{40, 120, 90}, "green"}, Swatch{{255, 0, 0}, "blue"}, Swatch{{120, 60, 30}, "blue"},
                    Swatch{{235, 190, 140}, "blue"}, Swatch{{90, 45, 25}, "blue"}, Swatch{{150, 30, 110}, "purple"},
                    Swatch{{203, 192, 255}, "pink"}, Swatch{{180, 105, 255}, "pink"}, Swatch{{30, 60, 100}, "brown"},
                    Swatch{{43, 75, 120}, "brown"}, Swatch{{170, 205, 225}, "beige"},
                    Swatch{{160, 190, 215}, "beige"}));

TEST(ColourTokens, RoundTrip) {
  for (std::size_t i = 1; i < kColourCount; ++i) {
    const auto colour = static_cast<Colour>(i);
    EXPECT_EQ(colourFromToken(colourToken(colour)), colour);
  }
  EXPECT_EQ(colourFromToken("mauve"), Colour::kUnknown);
}

TEST(Illumination, ALawnIsNotTakenForACast) {
  cv::Mat lawn(360, 640, CV_8UC3, cv::Scalar(40, 110, 70));
  lawn(cv::Rect(0, 0, 640, 90)) = cv::Scalar(120, 120, 120);  // a strip of road
  const Illumination light = estimateIllumination(lawn);
  EXPECT_NEAR(light.castA, 0, 1);
  EXPECT_NEAR(light.castB, 0, 1);
}

TEST(Illumination, AWarmCastOnGreyIsTakenOff) {
  cv::Mat road(360, 640, CV_8UC3, cv::Scalar(118, 128, 138));
  const Illumination light = estimateIllumination(road);
  const cv::Mat lab = toLab(road, light);
  EXPECT_NEAR(lab.at<cv::Vec3f>(10, 10)[2], 0, 1);
}

TEST(Illumination, ADarkPictureIsBrightenedWithinBounds) {
  EXPECT_FLOAT_EQ(estimateIllumination(cv::Mat(36, 64, CV_8UC3, cv::Scalar(20, 20, 20))).gain, 1.5F);
  cv::Mat daylight(36, 64, CV_8UC3, cv::Scalar(100, 100, 100));
  daylight(cv::Rect(0, 0, 64, 6)) = cv::Scalar(250, 250, 250);
  EXPECT_FLOAT_EQ(estimateIllumination(daylight).gain, 1);
}

}  // namespace
}  // namespace cameramonit::feature
