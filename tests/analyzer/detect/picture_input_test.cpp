#include "analyzer/detect/picture_input.h"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

namespace cameramonit::detect {
namespace {

InputDescription input(InputDescription::Resize resize, InputDescription::ChannelOrder order) {
  InputDescription description;
  description.name = "images";
  description.size = {100, 100};
  description.resize = resize;
  description.order = order;
  description.mean = {10, 20, 30};
  description.deviation = {2, 4, 5};
  return description;
}

TEST(PictureInput, NormalisesPlanesInTheNetworksOrder) {
  const cv::Mat picture(50, 200, CV_8UC3, cv::Scalar(40, 60, 80));  // blue, green, red
  Tensor tensor;
  makeInput(picture, input(InputDescription::Resize::kStretch, InputDescription::ChannelOrder::kBgr), tensor);
  ASSERT_EQ(tensor.shape, (std::vector<std::int64_t>{1, 3, 100, 100}));
  EXPECT_FLOAT_EQ(tensor.values[0], (40 - 10) / 2.0F);
  EXPECT_FLOAT_EQ(tensor.values[10000], (60 - 20) / 4.0F);
  EXPECT_FLOAT_EQ(tensor.values[20000], (80 - 30) / 5.0F);
  makeInput(picture, input(InputDescription::Resize::kStretch, InputDescription::ChannelOrder::kRgb), tensor);
  EXPECT_FLOAT_EQ(tensor.values[0], (80 - 10) / 2.0F);
  EXPECT_FLOAT_EQ(tensor.values[20000], (40 - 30) / 5.0F);
}

TEST(PictureInput, StretchMapsBackPerAxis) {
  Tensor tensor;
  const InputMapping mapping =
      makeInput(cv::Mat(50, 200, CV_8UC3, cv::Scalar::all(0)),
                input(InputDescription::Resize::kStretch, InputDescription::ChannelOrder::kRgb), tensor);
  EXPECT_EQ(mapping.toPicture({50, 50, 10, 10}), cv::Rect2f(100, 25, 20, 5));
}

TEST(PictureInput, LetterboxKeepsProportionsAndFillsWithGrey) {
  Tensor tensor;
  const InputMapping mapping =
      makeInput(cv::Mat(50, 200, CV_8UC3, cv::Scalar::all(0)),
                input(InputDescription::Resize::kLetterbox, InputDescription::ChannelOrder::kRgb), tensor);
  const cv::Rect2f whole = mapping.toPicture({0, 37, 100, 25});
  EXPECT_NEAR(whole.x, 0, 0.5);
  EXPECT_NEAR(whole.y, 0, 0.5);
  EXPECT_NEAR(whole.width, 200, 0.5);
  EXPECT_NEAR(whole.height, 50, 0.5);
  EXPECT_FLOAT_EQ(tensor.values[0], (114 - 10) / 2.0F);
}

}  // namespace
}  // namespace cameramonit::detect
