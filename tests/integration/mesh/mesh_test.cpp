// Every service a process of its own, as on machines of their own: the whole path works, and any one may die.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <memory>

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include "cameramonit/access/v1/session_service.grpc.pb.h"
#include "cameramonit/analyzer/v1/analyzer_service.grpc.pb.h"
#include "cameramonit/application/v1/project_service.grpc.pb.h"
#include "cameramonit/chat/v1/chat_service.grpc.pb.h"
#include "cameramonit/events/v1/event_service.grpc.pb.h"
#include "cameramonit/media/v1/media_service.grpc.pb.h"
#include "cameramonit/registry/v1/camera_registry_service.grpc.pb.h"
#include "common/rpc/call_metadata.h"
#include "common/rpc/peer_channel.h"
#include "common/rpc/status_mapping.h"
#include "tests/integration/mesh/event_load.h"
#include "tests/integration/mesh/mesh_installation.h"

namespace cameramonit {
namespace {

namespace fs = std::filesystem;
using testing::ChildProcess;
using testing::EventLoad;
using testing::MeshInstallation;

constexpr char kFilm[] = "/usr/share/doc/opencv-doc/examples/data/vtest.avi";
constexpr std::size_t kFilmBytes = 400'000;  // some seconds of it
constexpr absl::Duration kRecovery = absl::Seconds(30);
constexpr absl::Duration kPatience = absl::Minutes(2);

class MeshTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::string pattern = (fs::temp_directory_path() / "cameramonit-mesh-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    mesh_ = std::make_unique<MeshInstallation>(folder_);
    mesh_->startAll();
    asChat_ = mesh_->certificateOf("chat", "test-chat");
  }
  static void TearDownTestSuite() {
    for (const std::string& service : MeshInstallation::services()) mesh_->kill(service, SIGTERM);
    mesh_.reset();
    fs::remove_all(folder_);
  }

  /// camctl with a token of the operator and the addresses of all services.
  static std::unique_ptr<ChildProcess> camctl(const std::vector<std::string>& arguments) {
    std::vector<std::string> command = {testing::programFolder() + "/camctl", "--profile",
                                        (folder_ / "profile.json").string(), "--ca", mesh_->authority()};
    for (const std::string& service : MeshInstallation::services()) {
      command.push_back("--server");
      command.push_back(service == "access" ? mesh_->address(service)
                                            : absl::StrCat(service, "=", mesh_->address(service)));
    }
    command.insert(command.end(), arguments.begin(), arguments.end());
    return std::make_unique<ChildProcess>(
        command, std::vector<std::string>{absl::StrCat("CAMCTL_TOKEN=", mesh_->operatorToken())});
  }

  static std::string film() {
    const fs::path path = folder_ / "film.avi";
    std::ifstream whole(kFilm, std::ios::binary);
    std::string bytes(kFilmBytes, '\0');
    whole.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    std::ofstream(path, std::ios::binary) << bytes;
    return path.string();
  }

  /// Whether a service answers a harmless call of another service, the way its peers call it: without a try of our own.
  static absl::Status ping(const std::string& service) {
    const auto channel = mesh_->channelTo(service == "gateway" ? "application" : service, asChat_);
    const rpc::ServiceIdentity chat("chat");
    const auto context = chat.context(absl::Seconds(5));
    const auto run = [&](auto stub, auto method, auto request, auto response) {
      return rpc::fromGrpcStatus(((*stub).*method)(context.get(), request, &response));
    };
    if (service == "registry") {
      using Service = registry::v1::CameraRegistryService;
      return run(Service::NewStub(channel), &Service::Stub::ListCameras, registry::v1::ListCamerasRequest(),
                 registry::v1::ListCamerasResponse());
    }
    if (service == "events") {
      using Service = events::v1::EventService;
      return run(Service::NewStub(channel), &Service::Stub::ListEvents, events::v1::ListEventsRequest(),
                 events::v1::ListEventsResponse());
    }
    if (service == "media") {
      using Service = media::v1::MediaService;
      return run(Service::NewStub(channel), &Service::Stub::ListMedia, media::v1::ListMediaRequest(),
                 media::v1::ListMediaResponse());
    }
    if (service == "analyzer") {
      using Service = analyzer::v1::AnalyzerService;
      analyzer::v1::GetChannelStatusRequest request;
      request.set_channel("projects/home/channels/yard");
      return run(Service::NewStub(channel), &Service::Stub::GetChannelStatus, request,
                 analyzer::v1::GetChannelStatusResponse());
    }
    using Service = application::v1::ProjectService;
    return run(Service::NewStub(mesh_->channelTo("application", asChat_)), &Service::Stub::ListProjects,
               application::v1::ListProjectsRequest(), application::v1::ListProjectsResponse());
  }

  static absl::Duration timeToRecover(const std::string& service) {
    const absl::Time begin = absl::Now();
    absl::Status status = ping(service);
    while (!status.ok() && absl::Now() - begin < kPatience) status = ping(service);
    EXPECT_TRUE(status.ok()) << service << ": " << status;
    return absl::Now() - begin;
  }

  /// How long the load waits for the next acknowledgements.
  static absl::Duration timeToGoOn(const EventLoad& load) {
    const absl::Time begin = absl::Now();
    const std::size_t before = load.acknowledged().size();
    while (load.acknowledged().size() < before + 5 && absl::Now() - begin < kPatience) {
      absl::SleepFor(absl::Milliseconds(20));
    }
    return absl::Now() - begin;
  }

  static inline fs::path folder_;
  static inline std::unique_ptr<MeshInstallation> mesh_;
  static inline rpc::MeshCertificate asChat_;
};

TEST_F(MeshTest, WholePathWorksAndAnyServiceMayDie) {
  if (!fs::exists(kFilm)) GTEST_SKIP() << kFilm << " is missing; install opencv-doc";
  const auto upload =
      camctl({"--json", "upload", film(), "--camera", "Yard", "--start", "2026-11-23T10:00:00Z", "--create", "--wait"});
  ASSERT_EQ(upload->wait(), 0) << upload->output();
  const auto answer = camctl({"--json", "ask", "--camera", "Yard", "Was anybody here on 23 November 2026?"});
  ASSERT_EQ(answer->wait(), 0) << answer->output();
  EXPECT_THAT(answer->output(), ::testing::HasSubstr("citation"));

  const std::string channel = "projects/home/channels/yard";
  EventLoad load(mesh_->channelTo("events", mesh_->certificateOf("analyzer", "test-analyzer")), channel);
  for (const std::string& service : MeshInstallation::services()) {
    mesh_->kill(service, SIGKILL);
    mesh_->start(service);
    mesh_->awaitReady(service);
    EXPECT_LT(timeToRecover(service), kRecovery) << service;
    EXPECT_LT(timeToGoOn(load), kRecovery) << "events are not recorded after the death of " << service;
  }
  load.stop();
  EXPECT_GT(load.breaks(), 0) << "the load never met the death of the events service";

  const auto stub = events::v1::EventService::NewStub(mesh_->channelTo("events", asChat_));
  const rpc::ServiceIdentity chat("chat");
  std::set<std::string> kept;
  events::v1::ListEventsRequest request;
  request.mutable_filter()->add_parents(channel);
  request.set_page_size(1000);
  do {
    events::v1::ListEventsResponse response;
    const grpc::Status status = stub->ListEvents(chat.context(absl::Seconds(20)).get(), request, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
    for (const auto& event : response.events()) kept.insert(event.name());
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  for (const std::string& name : load.acknowledged()) {
    EXPECT_TRUE(kept.count(name) != 0) << name << " was acknowledged and is lost";
  }
}

TEST_F(MeshTest, ServiceIsBelievedByItsCertificateAlone) {
  const auto call = [](const std::shared_ptr<grpc::Channel>& channel, const char* name) {
    const rpc::ServiceIdentity self(name);
    media::v1::OpenMediaRequest request;
    media::v1::OpenMediaResponse response;
    request.set_name("projects/home/channels/yard/media/none");
    return rpc::fromGrpcStatus(media::v1::MediaService::NewStub(channel)->OpenMedia(
        self.context(absl::Seconds(10)).get(), request, &response));
  };
  EXPECT_EQ(call(mesh_->channelTo("media", asChat_), "chat").code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(call(mesh_->channelTo("media", asChat_), "analyzer").code(), absl::StatusCode::kUnauthenticated);
  // A person shows no certificate, and cannot say to be a service.
  std::ifstream authority(mesh_->authority());
  const std::string pem((std::istreambuf_iterator<char>(authority)), std::istreambuf_iterator<char>());
  const auto person = grpc::CreateChannel(mesh_->address("media"), grpc::SslCredentials({pem, "", ""}));
  EXPECT_EQ(call(person, "chat").code(), absl::StatusCode::kUnauthenticated);
}

TEST_F(MeshTest, OneServiceCannotStandInForAnother) {
  const rpc::ServiceIdentity chat("chat");
  events::v1::ListEventsResponse response;
  // The address of the registry under the name of events: its certificate does not say so.
  const auto channel =
      rpc::peerChannel({"events", {"cameramonit.events.v1.EventService"}, mesh_->address("registry")}, asChat_);
  ASSERT_TRUE(channel.ok());
  const grpc::Status status =
      events::v1::EventService::NewStub(*channel)->ListEvents(chat.context(absl::Seconds(5)).get(), {}, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
}

}  // namespace
}  // namespace cameramonit
