#include "common/media/live_input.h"

#include <gtest/gtest.h>

#include "common/base/status.h"

namespace cameramonit::media {
namespace {

base::ErrorReason reasonOf(const std::string& url) {
  const base::MonotonicClock clock;
  LiveOptions options;
  options.openLimit = absl::Seconds(3);
  CameraAddress address;
  address.url = url;
  return base::errorReason(openCamera(address, options, clock).status());
}

TEST(LiveInputTest, WhatCannotBeVerifiedIsNotAskedForAPicture) {
  EXPECT_EQ(reasonOf("rtsps://127.0.0.1/live"), type::v1::ERROR_REASON_TLS_NOT_TRUSTED);
}

TEST(LiveInputTest, OtherSchemesAndFilesAreRefused) {
  for (const char* url : {"file:///etc/passwd", "concat:a|b", "rtmp://127.0.0.1/live", "/etc/passwd", ""}) {
    EXPECT_EQ(reasonOf(url), type::v1::ERROR_REASON_STREAM_ADDRESS_REFUSED) << url;
  }
}

TEST(LiveInputTest, NobodyThereIsSaid) {
  EXPECT_EQ(reasonOf("rtsp://127.0.0.1:1/live"), type::v1::ERROR_REASON_CAMERA_UNREACHABLE);
  EXPECT_EQ(reasonOf("http://127.0.0.1:1/video"), type::v1::ERROR_REASON_CAMERA_UNREACHABLE);
}

}  // namespace
}  // namespace cameramonit::media
