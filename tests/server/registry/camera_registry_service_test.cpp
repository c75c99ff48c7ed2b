#include "server/registry/camera_registry_service.h"

#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/status.h"
#include "common/rpc/status_mapping.h"
#include "tests/support/database/test_database.h"
#include "tests/support/service/service_host.h"
#include "tests/support/temporary_folder.h"

namespace cameramonit::registry {
namespace {

using base::ErrorReason;
using ::testing::HasSubstr;
using ::testing::Not;
using type::v1::ROLE_ADMIN;
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

  /// What was noted, as "method resource reason".
  class Notes final : public AuditTrail {
   public:
    absl::Status note(const rpc::Principal& who, const std::string&, const std::string& resource,
                      const std::map<std::string, std::string>& facts) override {
      const auto reason = facts.find("reason");
      lines.push_back(who.name + " " + resource + (reason == facts.end() ? "" : " " + reason->second));
      for (const auto& [key, value] : facts) text += key + value;
      return kept ? absl::OkStatus() : base::unavailable(ErrorReason::ERROR_REASON_AUDIT_UNAVAILABLE, "Disk full.");
    }
    bool kept = true;
    std::vector<std::string> lines;
    std::string text;
  };

  support::ServiceHost host_;
  support::TestDatabase database_{sql::Dialect::kSqlite};
  support::TemporaryFolder keys_;
  CameraTable cameras_{*database_};
  std::unique_ptr<CredentialSealer> sealer_ =
      CredentialSealer::open(std::make_unique<KeyFile>(keys_.path() / "credentials", true)).value();
  SystemHostResolver resolver_;
  const AddressPolicy policy_{{}, resolver_};
  Notes notes_;
  CameraRegistry registry_{
      {cameras_, *sealer_, policy_, notes_, host_.clock(),
       [](const rpc::Principal& who, const std::string&) { return who.name == "services/analyzer"; },
       [this] { host_.hub().notify(); }}};
  const CameraProbe probe_{policy_, host_.clock()};
  ProbeDesk probeDesk_{{cameras_, registry_, probe_, host_.clock(), [] {}}};
  DiscoveryDesk discoveryDesk_{{cameras_, policy_, host_.clock()}};
  CameraRegistryService service_{{cameras_, registry_, host_.guard(), host_.guard(), host_.guard(), probeDesk_,
                                  discoveryDesk_, host_.hub(), host_.clock()}};
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

TEST_F(CameraRegistryServiceTest, CredentialsAreSealedAndOpenedForTheAnalyzerAlone) {
  v1::CreateCameraRequest request;
  request.mutable_camera()->set_display_name("Gate");
  request.mutable_camera()->set_main_stream("rtsp://ala:t0p-s3cret@192.168.1.64/Streaming/Channels/101");
  v1::CreateCameraResponse created;
  const grpc::Status made = stub_->CreateCamera(host_.as("ola", {ROLE_INSTALLER}).get(), request, &created);
  ASSERT_TRUE(made.ok()) << made.error_message();
  EXPECT_EQ(created.camera().main_stream(), "rtsp://192.168.1.64/Streaming/Channels/101");
  EXPECT_TRUE(created.camera().has_credentials());
  EXPECT_THAT(created.DebugString(), Not(HasSubstr("t0p-s3cret")));

  v1::OpenCameraRequest open;
  open.set_name(created.camera().name());
  v1::OpenCameraResponse opened;
  EXPECT_EQ(reasonOf(stub_->OpenCamera(host_.as("root", {ROLE_ADMIN}).get(), open, &opened)),
            ErrorReason::ERROR_REASON_ROLE_REQUIRED);
  EXPECT_FALSE(stub_->OpenCamera(host_.asService("chat").get(), open, &opened).ok());
  ASSERT_TRUE(stub_->OpenCamera(host_.asService("analyzer").get(), open, &opened).ok());
  EXPECT_EQ(opened.credentials().user(), "ala");
  EXPECT_EQ(opened.credentials().password(), "t0p-s3cret");
}

TEST_F(CameraRegistryServiceTest, RevealingNeedsAReasonThatIsKept) {
  v1::CreateCameraRequest request;
  request.mutable_camera()->set_display_name("Gate");
  request.mutable_camera()->set_main_stream("rtsp://ala:t0p-s3cret@192.168.1.64/live");
  v1::CreateCameraResponse created;
  ASSERT_TRUE(stub_->CreateCamera(host_.as("ola", {ROLE_INSTALLER}).get(), request, &created).ok());
  v1::RevealCredentialsRequest reveal;
  reveal.set_name(created.camera().name());
  v1::RevealCredentialsResponse revealed;
  EXPECT_EQ(reasonOf(stub_->RevealCredentials(host_.as("ola", {ROLE_INSTALLER}).get(), reveal, &revealed)),
            ErrorReason::ERROR_REASON_FIELD_INVALID);
  reveal.set_reason("the recorder was replaced");
  notes_.kept = false;
  EXPECT_FALSE(stub_->RevealCredentials(host_.as("ola", {ROLE_INSTALLER}).get(), reveal, &revealed).ok());
  EXPECT_TRUE(revealed.credentials().password().empty());
  notes_.kept = true;
  ASSERT_TRUE(stub_->RevealCredentials(host_.as("ola", {ROLE_INSTALLER}).get(), reveal, &revealed).ok());
  EXPECT_EQ(revealed.credentials().password(), "t0p-s3cret");
  EXPECT_EQ(notes_.lines.back(), "users/ola " + created.camera().name() + " the recorder was replaced");
  EXPECT_THAT(notes_.text, Not(HasSubstr("t0p-s3cret")));
}

TEST_F(CameraRegistryServiceTest, AddressesThatLeadElsewhereAreRefused) {
  for (const char* address : {"file:///etc/passwd", "rtsp://169.254.169.254/latest", "concat:a|b", "rtsp://[fe80::1]/x",
                              "gopher://192.168.1.2/", "rtsp://0.0.0.0/live"}) {
    v1::CreateCameraRequest request;
    request.mutable_camera()->set_display_name("Gate");
    request.mutable_camera()->set_main_stream(address);
    v1::CreateCameraResponse created;
    EXPECT_FALSE(stub_->CreateCamera(host_.as("ola", {ROLE_INSTALLER}).get(), request, &created).ok()) << address;
  }
}

}  // namespace
}  // namespace cameramonit::registry
