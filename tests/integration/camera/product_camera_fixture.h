#pragma once

#include <signal.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <nlohmann/json.hpp>

#include "cameramonit/analyzer/v1/analyzer_service.grpc.pb.h"
#include "cameramonit/events/v1/event_service.grpc.pb.h"
#include "cameramonit/media/v1/media_service.grpc.pb.h"
#include "common/base/child_process.h"
#include "tests/support/camera/camera_process.h"
#include "tests/support/media/test_video.h"
#include "tests/support/product/server_process.h"

namespace cameramonit::testing {

/// The real server, told what to do by the real camctl, and what a person sees of it.
class ProductCameraFixture : public ::testing::Test {
 protected:
  using LiveStatus = analyzer::v1::LiveStatus;
  using Event = events::v1::Event;

  static constexpr absl::Duration kPatience = absl::Seconds(60);
  static constexpr absl::Duration kLook = absl::Milliseconds(100);

  static void SetUpTestSuite() {
    folder_ = new support::TemporaryFolder;
    server_ = new ServerProcess((*folder_ / "data").string());
    server_->start();
    support::makeTestVideo({.width = 320, .height = 240, .framesPerGroup = 10, .length = absl::Seconds(8)}, film());
  }
  static void TearDownTestSuite() {
    server_->killAndReap(SIGTERM);
    delete server_;
    delete folder_;
  }

  static std::filesystem::path film() { return *folder_ / "film.mp4"; }

  /// Says what camctl printed, as one JSON object.
  static nlohmann::json camctl(const std::vector<std::string>& words, const std::string& input = "") {
    std::vector<std::string> command{base::programBeside("camctl"),   "--server", server_->grpcAddress(), "--profile",
                                     (*folder_ / "profile").string(), "--json"};
    command.insert(command.end(), words.begin(), words.end());
    auto process = base::ChildProcess::start(
        {.command = command, .environment = {absl::StrCat("CAMCTL_TOKEN=", server_->operatorToken())}});
    EXPECT_TRUE(process.ok());
    (*process)->write(input);
    (*process)->closeInput();
    const auto line = (*process)->readLine(kPatience);
    EXPECT_EQ((*process)->wait(kPatience), 0) << line.value_or("");
    return nlohmann::json::parse(line.value_or(""), nullptr, false);
  }

  /// Adds a camera as a person does; the name of its channel.
  static std::string add(const std::string& name, const support::CameraProcess& camera,
                         const std::vector<std::string>& settings = {}) {
    const std::string channel = camctl({"camera", "add", name, "--url", camera.address()}).value("name", "");
    EXPECT_NE(channel, "");
    std::vector<std::string> words{"channel", "set", channel};
    words.insert(words.end(), settings.begin(), settings.end());
    if (!settings.empty()) camctl(words);
    return channel;
  }

  template <typename Service>
  static std::unique_ptr<typename Service::Stub> stub() {
    return Service::NewStub(grpc::CreateChannel(server_->grpcAddress(), grpc::InsecureChannelCredentials()));
  }
  static void authorize(grpc::ClientContext& context) {
    context.AddMetadata("authorization", absl::StrCat("Bearer ", server_->operatorToken()));
  }

  static LiveStatus statusOf(const std::string& channel) {
    grpc::ClientContext context;
    authorize(context);
    analyzer::v1::GetChannelStatusRequest request;
    request.set_channel(channel);
    analyzer::v1::GetChannelStatusResponse response;
    EXPECT_TRUE(stub<analyzer::v1::AnalyzerService>()->GetChannelStatus(&context, request, &response).ok());
    return response.live();
  }
  static std::vector<Event> eventsOf(const std::string& channel) {
    grpc::ClientContext context;
    authorize(context);
    events::v1::ListEventsRequest request;
    request.mutable_filter()->add_parents(channel);
    request.set_oldest_first(true);
    events::v1::ListEventsResponse response;
    EXPECT_TRUE(stub<events::v1::EventService>()->ListEvents(&context, request, &response).ok());
    return {response.events().begin(), response.events().end()};
  }
  static std::vector<media::v1::Media> recordingsOf(const std::string& channel) {
    grpc::ClientContext context;
    authorize(context);
    media::v1::ListMediaRequest request;
    request.set_parent(channel);
    request.add_kinds(media::v1::Media::KIND_RECORDING);
    media::v1::ListMediaResponse response;
    EXPECT_TRUE(stub<media::v1::MediaService>()->ListMedia(&context, request, &response).ok());
    return {response.media().begin(), response.media().end()};
  }
  static std::filesystem::path fileOf(const std::string& media) {
    const std::string id = media.substr(media.rfind('/') + 1);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(*folder_ / "data")) {
      if (entry.path().filename() == "original" && entry.path().parent_path().filename() == id) return entry.path();
    }
    return {};
  }

  static bool await(const std::function<bool()>& is) {
    for (const absl::Time end = absl::Now() + kPatience; absl::Now() < end; absl::SleepFor(kLook)) {
      if (is()) return true;
    }
    return false;
  }
  static bool awaitLink(const std::string& channel, LiveStatus::Link link) {
    return await([&] { return statusOf(channel).link() == link; });
  }
  static bool awaitEvent(const std::string& channel, events::v1::EventKind kind) {
    return await([&] {
      const std::vector<Event> events = eventsOf(channel);
      return std::any_of(events.begin(), events.end(), [kind](const Event& event) { return event.kind() == kind; });
    });
  }

  /// Of whatever kind; what befalls the camera itself is none.
  static bool awaitMovement(const std::string& channel) {
    return await([&] {
      const std::vector<Event> events = eventsOf(channel);
      return std::any_of(events.begin(), events.end(),
                         [](const Event& event) { return event.kind() < events::v1::EVENT_KIND_CAMERA_BLIND; });
    });
  }

  static inline support::TemporaryFolder* folder_ = nullptr;
  static inline ServerProcess* server_ = nullptr;
};

}  // namespace cameramonit::testing
