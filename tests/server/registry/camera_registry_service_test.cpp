#include "server/registry/camera_registry_service.h"

#include <gtest/gtest.h>

#include "common/base/status.h"
#include "common/rpc/status_mapping.h"
#include "tests/support/database/test_database.h"
#include "tests/support/service/service_host.h"

namespace cameramonit::registry {
namespace {

using base::ErrorReason;
using type::v1::ROLE_CUSTOMER;
using type::v1::ROLE_INSTALLER;

ErrorReason reasonOf(const grpc::Status& status) {
  return base::errorReason(rpc::fromGrpcStatus(status));
}

class CameraRegistryServiceTest : public ::testing::Test {
 protected:
  CameraRegistryServiceTest() {
    host_.serve({&service_});
    stub_ = v1::CameraRegistryService::NewStub(host_.channel());
  }
  ~CameraRegistryServiceTest() override { host_.stop(); }

  grpc::Status create(const std::string& displayName, const std::string& requestId, v1::CreateCameraResponse& response,
                      const std::string& name = "") {
    v1::CreateCameraRequest request;
    request.mutable_camera()->set_display_name(displayName);
    request.mutable_camera()->set_name(name);
    request.set_request_id(requestId);
    return stub_->CreateCamera(host_.as("ola", {ROLE_INSTALLER}).get(), request, &response);
  }

  support::ServiceHost host_;
  support::TestDatabase database_{sql::Dialect::kSqlite};
  CameraTable cameras_{*database_};
  CameraRegistryService service_{cameras_, host_.guard(), host_.clock()};
  std::unique_ptr<v1::CameraRegistryService::Stub> stub_;
};

TEST_F(CameraRegistryServiceTest, OnlyInstallersAndAdminsSeeTheRegistry) {
  v1::ListCamerasResponse listed;
  EXPECT_EQ(reasonOf(stub_->ListCameras(host_.as("anna", {ROLE_CUSTOMER}).get(), {}, &listed)),
            ErrorReason::ERROR_REASON_ROLE_REQUIRED);
}

TEST_F(CameraRegistryServiceTest, CamerasOfTheSameNameDiffer) {
  v1::CreateCameraResponse first, second;
  ASSERT_TRUE(create("Brama główna", "", first).ok());
  ASSERT_TRUE(create("Brama główna", "", second).ok());
  EXPECT_EQ(first.camera().name(), "cameras/brama-glowna");
  EXPECT_EQ(second.camera().name(), "cameras/brama-glowna-2");
}

TEST_F(CameraRegistryServiceTest, ARepeatedRequestGivesTheFirstCamera) {
  v1::CreateCameraResponse other, first, again, wrong;
  ASSERT_TRUE(create("Gate", "", other).ok());
  ASSERT_TRUE(create("Gate", "r1", first).ok());
  ASSERT_TRUE(create("Gate", "r1", again).ok());
  EXPECT_EQ(first.SerializeAsString(), again.SerializeAsString());
  EXPECT_EQ(first.camera().name(), "cameras/gate-2");
  EXPECT_EQ(reasonOf(create("Yard", "r1", wrong)), ErrorReason::ERROR_REASON_REQUEST_ID_REUSED);
  v1::ListCamerasResponse listed;
  ASSERT_TRUE(stub_->ListCameras(host_.as("ola", {ROLE_INSTALLER}).get(), {}, &listed).ok());
  EXPECT_EQ(listed.cameras_size(), 2);
}

TEST_F(CameraRegistryServiceTest, AChosenNameIsTakenOnceAndMustBeOne) {
  v1::CreateCameraResponse response;
  ASSERT_TRUE(create("Gate", "", response, "cameras/gate").ok());
  EXPECT_EQ(reasonOf(create("Other", "", response, "cameras/gate")), ErrorReason::ERROR_REASON_CAMERA_NAME_TAKEN);
  EXPECT_EQ(reasonOf(create("Other", "", response, "cameras/No Such")), ErrorReason::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(reasonOf(create("", "", response)), ErrorReason::ERROR_REASON_FIELD_INVALID);
}

TEST_F(CameraRegistryServiceTest, AnUnknownCameraIsSaidToBe) {
  v1::GetCameraRequest request;
  request.set_name("cameras/none");
  v1::GetCameraResponse response;
  EXPECT_EQ(reasonOf(stub_->GetCamera(host_.as("ola", {ROLE_INSTALLER}).get(), request, &response)),
            ErrorReason::ERROR_REASON_CAMERA_UNKNOWN);
}

}  // namespace
}  // namespace cameramonit::registry
