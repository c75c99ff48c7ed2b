#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <set>

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include "cameramonit/events/v1/event_service.grpc.pb.h"
#include "cameramonit/media/v1/media_service.grpc.pb.h"
#include "tests/support/product/server_process.h"

namespace cameramonit {
namespace {

namespace fs = std::filesystem;
using testing::ChildProcess;
using testing::ServerProcess;

constexpr char kFilm[] = "/usr/share/doc/opencv-doc/examples/data/vtest.avi";
constexpr std::size_t kFilmBytes = 700'000;  // some seconds of it: truncated, and playable as far as it goes
constexpr int kKills = 20;
constexpr absl::Duration kPatience = absl::Minutes(4);

/// What an event says, whatever it is called.
using Seen = std::tuple<int, std::string, std::int64_t, std::int64_t>;

class KillTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(kFilm)) GTEST_SKIP() << kFilm << " is missing; install opencv-doc";
    std::string pattern = (fs::temp_directory_path() / "cameramonit-kill-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    film_ = folder_ / "film.avi";
    std::ifstream whole(kFilm, std::ios::binary);
    std::string bytes(kFilmBytes, '\0');
    whole.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    std::ofstream(film_, std::ios::binary) << bytes;
  }
  void TearDown() override {
    if (!folder_.empty()) fs::remove_all(folder_);
  }

  std::unique_ptr<ChildProcess> upload(const ServerProcess& server) const {
    return std::make_unique<ChildProcess>(
        std::vector<std::string>{testing::programFolder() + "/camctl", "--server", server.grpcAddress(), "--profile",
                                 (folder_ / "profile.json").string(), "--json", "upload", film_.string(), "--camera",
                                 "Yard", "--start", "2026-11-23T10:00:00Z", "--create"},
        std::vector<std::string>{absl::StrCat("CAMCTL_TOKEN=", server.operatorToken())});
  }

  static void authorize(const ServerProcess& server, grpc::ClientContext& context) {
    context.AddMetadata("authorization", absl::StrCat("Bearer ", server.operatorToken()));
  }

  /// The uploaded films, once none of them is still to be analysed.
  static std::vector<media::v1::Media> analysedFilms(const ServerProcess& server) {
    const auto stub =
        media::v1::MediaService::NewStub(grpc::CreateChannel(server.grpcAddress(), grpc::InsecureChannelCredentials()));
    for (const absl::Time end = absl::Now() + kPatience; absl::Now() < end; absl::SleepFor(absl::Milliseconds(200))) {
      grpc::ClientContext context;
      authorize(server, context);
      media::v1::ListMediaRequest request;
      request.add_kinds(media::v1::Media::KIND_UPLOAD);
      media::v1::ListMediaResponse response;
      if (!stub->ListMedia(&context, request, &response).ok()) continue;
      bool over = response.media_size() > 0;
      for (const auto& film : response.media())
        over = over && film.analysis_state() == media::v1::Media::ANALYSIS_STATE_DONE;
      if (over) return {response.media().begin(), response.media().end()};
    }
    return {};
  }

  static std::multiset<Seen> eventsOf(const ServerProcess& server) {
    const auto stub = events::v1::EventService::NewStub(
        grpc::CreateChannel(server.grpcAddress(), grpc::InsecureChannelCredentials()));
    grpc::ClientContext context;
    authorize(server, context);
    events::v1::ListEventsRequest request;
    request.set_page_size(1000);
    events::v1::ListEventsResponse response;
    EXPECT_TRUE(stub->ListEvents(&context, request, &response).ok());
    std::multiset<Seen> seen;
    for (const auto& event : response.events()) {
      const auto millis = [](const google::protobuf::Timestamp& time) {
        return time.seconds() * 1000 + time.nanos() / 1'000'000;
      };
      seen.insert({event.kind(), event.object_class(), millis(event.start_time()), millis(event.end_time())});
      EXPECT_FALSE(event.still().empty()) << event.name();
      EXPECT_FALSE(event.clip().empty()) << event.name();
    }
    return seen;
  }

  fs::path folder_;
  fs::path film_;
};

TEST_F(KillTest, NothingIsLostAndNothingDoubledWhateverTheMoment) {
  ServerProcess quiet((folder_ / "quiet").string());
  quiet.start();
  ASSERT_EQ(upload(quiet)->wait(), 0);
  ASSERT_EQ(analysedFilms(quiet).size(), 1U);
  const std::multiset<Seen> expected = eventsOf(quiet);
  ASSERT_GT(expected.size(), 3U);
  quiet.killAndReap(SIGTERM);

  std::mt19937 random(20261123);
  // Short at first, to fall into the upload, then longer, to fall into the analysis.
  std::uniform_int_distribution<int> inUpload(0, 400);
  std::uniform_int_distribution<int> inAnalysis(0, 4000);
  ServerProcess shaken((folder_ / "shaken").string());
  shaken.start();
  const auto sending = upload(shaken);
  for (int i = 0; i < kKills; ++i) {
    absl::SleepFor(absl::Milliseconds(sending->ended() ? inAnalysis(random) : inUpload(random)));
    shaken.killAndReap(SIGKILL);
    shaken.start();
  }
  EXPECT_EQ(sending->wait(), 0) << sending->output();
  EXPECT_EQ(analysedFilms(shaken).size(), 1U);
  EXPECT_THAT(eventsOf(shaken), ::testing::ContainerEq(expected));
  shaken.killAndReap(SIGTERM);
}

}  // namespace
}  // namespace cameramonit
