#include "analyzer/record/picture_file.h"

#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>

namespace cameramonit::record {
namespace {

TEST(EncodeJpeg, GivesAReadableFileOfTheSameColours) {
  const cv::Mat red(90, 160, CV_8UC3, cv::Scalar(20, 20, 200));
  const auto bytes = encodeJpeg(red);
  ASSERT_TRUE(bytes.ok());
  EXPECT_EQ(bytes->substr(0, 2), "\xFF\xD8");
  const cv::Mat back = cv::imdecode(std::vector<unsigned char>(bytes->begin(), bytes->end()), cv::IMREAD_COLOR);
  ASSERT_EQ(back.size(), red.size());
  EXPECT_NEAR(back.at<cv::Vec3b>(40, 80)[2], 200, 6);
}

TEST(EncodeJpeg, ReducesWhatIsTooLarge) {
  const auto bytes = encodeJpeg(cv::Mat(1080, 1920, CV_8UC3, cv::Scalar(80, 90, 100)), 80, 640);
  ASSERT_TRUE(bytes.ok());
  const cv::Mat back = cv::imdecode(std::vector<unsigned char>(bytes->begin(), bytes->end()), cv::IMREAD_COLOR);
  EXPECT_EQ(back.cols, 640);
  EXPECT_EQ(back.rows, 360);
}

TEST(EncodeJpeg, RefusesNothing) {
  EXPECT_FALSE(encodeJpeg(cv::Mat()).ok());
}

}  // namespace
}  // namespace cameramonit::record
