#include "analyzer/pipeline/analyzer_service.h"

#include <memory>
#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opencv2/imgcodecs.hpp>

#include "analyzer/pipeline/analysis_desk.h"
#include "common/base/status.h"
#include "common/rpc/status_mapping.h"
#include "tests/support/service/service_host.h"

namespace cameramonit::pipeline {
namespace {

using base::ErrorReason;
using type::v1::ROLE_ADMIN;
using type::v1::ROLE_CUSTOMER;
using type::v1::ROLE_INSTALLER;

constexpr char kFilm[] = "projects/home/channels/gate/media/0190a000-0000-7000-8000-000000000001";

ErrorReason reasonOf(const grpc::Status& status) {
  return base::errorReason(rpc::fromGrpcStatus(status));
}

/// Sees a person at the left of every picture, and something that it does not trust itself.
class OnePerson final : public detect::Detector {
 public:
  absl::StatusOr<std::vector<detect::Detections>> detect(std::span<const cv::Mat> pictures) override {
    detect::Detection person;
    person.objectClass = "person";
    person.score = 0.9F;
    person.box = {0, 0, 40, 80};
    detect::Detection noise = person;
    noise.objectClass = "kite";
    noise.score = 0.1F;
    return std::vector<detect::Detections>(pictures.size(), {person, noise});
  }
  float trustedScore() const override { return 0.5F; }
  cv::Size inputSize() const override { return {320, 320}; }
  std::string describe() const override { return "one person"; }
};

class AnalyzerServiceTest : public ::testing::Test {
 protected:
  AnalyzerServiceTest() {
    host_.serve({&service_});
    stub_ = analyzer::v1::AnalyzerService::NewStub(host_.channel());
  }
  ~AnalyzerServiceTest() override { host_.stop(); }

  grpc::Status cancel(const std::string& media, std::vector<type::v1::Role> roles = {ROLE_CUSTOMER}) {
    analyzer::v1::CancelAnalysisRequest request;
    request.set_media(media);
    analyzer::v1::CancelAnalysisResponse response;
    return stub_->CancelAnalysis(host_.as("anna", std::move(roles)).get(), request, &response);
  }
  grpc::Status describe(const std::string& image, analyzer::v1::DescribeImageResponse& response) {
    analyzer::v1::DescribeImageRequest request;
    request.set_image(image);
    return stub_->DescribeImage(host_.as("admin", {ROLE_ADMIN}).get(), request, &response);
  }

  class NoCameras final : public LiveDesk {
   public:
    std::optional<analyzer::v1::LiveStatus> status(const std::string&) const override { return std::nullopt; }
    absl::StatusOr<analyzer::v1::GetSnapshotResponse> snapshot(const std::string& channel) const override {
      return base::notFound(type::v1::ERROR_REASON_CHANNEL_UNKNOWN, "No live camera.", {{"channel", channel}});
    }
    absl::Status show(const std::string& channel, std::shared_ptr<Stream>) override {
      return snapshot(channel).status();
    }
  };

  support::ServiceHost host_;
  rpc::ServiceIdentity identity_{"analyzer"};
  PeersClient peers_{identity_};
  OnePerson detector_;
  detect::SharedDetector shared_{detector_, 1};
  AnalysisDesk desk_{{peers_, shared_, host_.clock(), host_.log(), [] {}}};  // never started: films wait
  NoCameras live_;
  AnalyzerService service_{{desk_, shared_, {}, host_.guard(), host_.hub(), live_}};
  std::unique_ptr<analyzer::v1::AnalyzerService::Stub> stub_;
};

TEST_F(AnalyzerServiceTest, AFilmThatNobodyAnalysesCannotBeCancelled) {
  EXPECT_EQ(reasonOf(cancel(kFilm)), ErrorReason::ERROR_REASON_JOB_UNKNOWN);
}

TEST_F(AnalyzerServiceTest, AWaitingAnalysisIsCancelledAndAgain) {
  const auto job = desk_.submit(kFilm, false);
  EXPECT_FALSE(job->cancelled().stop_requested());
  EXPECT_TRUE(cancel(kFilm).ok());
  EXPECT_TRUE(job->cancelled().stop_requested());
  EXPECT_TRUE(cancel(kFilm).ok());
  EXPECT_THAT(host_.audited(), ::testing::Contains(::testing::HasSubstr("CancelAnalysis")));
}

TEST_F(AnalyzerServiceTest, InstallersCancelNothing) {
  desk_.submit(kFilm, false);
  EXPECT_EQ(reasonOf(cancel(kFilm, {ROLE_INSTALLER})), ErrorReason::ERROR_REASON_ROLE_REQUIRED);
}

TEST_F(AnalyzerServiceTest, APictureIsDescribedByWhatIsTrusted) {
  std::vector<unsigned char> png;
  ASSERT_TRUE(cv::imencode(".png", cv::Mat(160, 160, CV_8UC3, cv::Scalar(0, 0, 200)), png));
  analyzer::v1::DescribeImageResponse response;
  const grpc::Status status = describe({png.begin(), png.end()}, response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(response.items_size(), 1);
  EXPECT_EQ(response.items(0).object_class(), "person");
  EXPECT_NEAR(response.items(0).box().width(), 0.25, 1e-6);
  EXPECT_NEAR(response.items(0).box().height(), 0.5, 1e-6);
  EXPECT_THAT(response.sentence().en(), ::testing::HasSubstr("person"));
  EXPECT_NE(response.sentence().pl(), "");
}

TEST_F(AnalyzerServiceTest, WhatIsNoPictureIsRefused) {
  analyzer::v1::DescribeImageResponse response;
  EXPECT_EQ(reasonOf(describe("", response)), ErrorReason::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(reasonOf(describe(std::string(2 << 20, 'x'), response)), ErrorReason::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(reasonOf(describe("GIF89a, or is it", response)), ErrorReason::ERROR_REASON_NOT_A_VIDEO);
}

}  // namespace
}  // namespace cameramonit::pipeline
