// The service over real gRPC, in one process.
#include "storage/media/media_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <absl/synchronization/notification.h>

#include "common/rpc/call_metadata.h"
#include "common/rpc/server_runtime.h"
#include "common/rpc/status_mapping.h"
#include "storage/sql/proto_fields.h"
#include "tests/storage/media/open_room.h"
#include "tests/support/database/test_database.h"
#include "tests/support/media/test_video.h"

namespace cameramonit::media {
namespace {

constexpr std::size_t kChunkBytes = 1 << 20;

class OwnChannelOnly final : public rpc::Authorizer {
 public:
  absl::Status authorize(const rpc::Principal&, const policy::v1::Policy&, const std::string& resource) const override {
    if (resource.rfind(kChannel, 0) == 0) return absl::OkStatus();
    return base::permissionDenied(base::ErrorReason::ERROR_REASON_ROLE_REQUIRED, "Not yours.");
  }
};

class MediaServiceTest : public ::testing::Test {
 protected:
  MediaServiceTest() {
    runtime_.add(service_);
    EXPECT_TRUE(runtime_.start({}).ok());
    stub_ = v1::MediaService::NewStub(runtime_.inProcessChannel());
  }
  ~MediaServiceTest() override { runtime_.shutdown(absl::Seconds(5)); }

  std::unique_ptr<grpc::ClientContext> asAnna(absl::Duration timeout = absl::Seconds(60)) {
    rpc::Principal anna;
    anna.kind = rpc::Principal::Kind::kUser;
    anna.name = "users/anna";
    anna.roles = {type::v1::ROLE_CUSTOMER};
    return self_.contextFor(anna, timeout);
  }
  std::unique_ptr<grpc::ClientContext> asService() { return self_.context(absl::Seconds(60)); }
  static std::string reason(const grpc::Status& status) { return reasonOf(rpc::fromGrpcStatus(status)); }

  v1::Media upload(const support::TestVideo& video) {
    support::makeTestVideo(video, folder_ / "film");
    content_ = support::contentOf(folder_ / "film");
    v1::StartUploadRequest start;
    v1::StartUploadResponse started;
    start.set_channel(kChannel);
    start.set_display_name("film.avi");
    start.set_size_bytes(static_cast<std::int64_t>(content_.size()));
    EXPECT_EQ(reason(stub_->StartUpload(asAnna().get(), start, &started)), "OK");
    v1::UploadChunkRequest chunk;
    v1::UploadChunkResponse received;
    chunk.set_upload(started.upload().name());
    for (std::size_t at = 0; at < content_.size(); at += kChunkBytes) {
      chunk.set_offset(static_cast<std::int64_t>(at));
      chunk.set_data(content_.substr(at, kChunkBytes));
      EXPECT_EQ(reason(stub_->UploadChunk(asAnna().get(), chunk, &received)), "OK");
    }
    EXPECT_EQ(received.received_bytes(), start.size_bytes());
    v1::FinishUploadRequest finish;
    v1::FinishUploadResponse finished;
    finish.set_upload(started.upload().name());
    EXPECT_EQ(reason(stub_->FinishUpload(asAnna().get(), finish, &finished)), "OK");
    return finished.media();
  }
  v1::GetPlaybackUrlResponse playbackUrl(const std::string& name, v1::GetPlaybackUrlRequest::Variant variant) {
    v1::GetPlaybackUrlRequest request;
    v1::GetPlaybackUrlResponse response;
    request.set_name(name);
    request.set_variant(variant);
    EXPECT_EQ(reason(stub_->GetPlaybackUrl(asAnna().get(), request, &response)), "OK");
    return response;
  }
  static std::string tokenIn(const std::string& url) { return url.substr(url.rfind('/') + 1); }

  /// The bytes behind a token; the reason when that ends badly.
  std::string read(const std::string& token, std::int64_t offset, std::int64_t limit,
                   v1::ReadMediaResponse::Info* info) {
    v1::ReadMediaRequest request;
    request.set_token(token);
    request.set_offset(offset);
    request.set_limit(limit);
    grpc::ClientContext anybody;
    const auto reader = stub_->ReadMedia(&anybody, request);
    std::string bytes;
    v1::ReadMediaResponse message;
    for (bool first = true; reader->Read(&message); first = false) {
      EXPECT_EQ(message.has_info(), first);
      EXPECT_LE(message.data().size(), std::size_t{1} << 20);
      if (first && info != nullptr) *info = message.info();
      bytes += message.data();
    }
    const grpc::Status status = reader->Finish();
    return status.ok() ? bytes : reason(status);
  }

  support::TemporaryFolder folder_;
  support::TestDatabase database_{sql::Dialect::kSqlite};
  OpenRoom room_{*database_, folder_ / "media"};
  base::Executor executor_{"calls", 4, 1000};
  rpc::TokenAuthority authority_{rpc::TokenAuthority::newSeed(), room_.clock};
  rpc::ServiceIdentity self_{"test"};
  OwnChannelOnly authorizer_;
  rpc::Metrics metrics_;
  rpc::CallGuard guard_{{executor_, authority_, authorizer_, metrics_, room_.logger, {}}};
  PlaybackTokens tokens_{base::Secret<std::string>(std::string(32, 'k')), room_.clock};
  VisibleChannels visible_;
  MediaService service_{
      {*room_.room, tokens_, guard_, room_.hub, executor_, room_.clock,
       [this](const rpc::Principal&) -> absl::StatusOr<VisibleChannels> { return visible_; },
       [](const rpc::Principal&, policy::v1::Policy::Right, const v1::Media&) { return absl::OkStatus(); }}};
  rpc::ServerRuntime runtime_{room_.logger};
  std::unique_ptr<v1::MediaService::Stub> stub_;
  std::string content_;
};

TEST_F(MediaServiceTest, UploadIsPlayedBackByteForByte) {
  const v1::Media media = upload({.width = 640, .height = 480, .length = absl::Seconds(30)});
  const auto url = playbackUrl(media.name(), v1::GetPlaybackUrlRequest::VARIANT_ORIGINAL);
  EXPECT_EQ(url.url().rfind("/media/", 0), 0u);
  EXPECT_EQ(url.content_type(), "video/mp4");
  v1::ReadMediaResponse::Info info;
  EXPECT_TRUE(read(tokenIn(url.url()), 0, 0, &info) == content_);
  EXPECT_EQ(info.size_bytes(), static_cast<std::int64_t>(content_.size()));
  EXPECT_EQ(info.content_type(), "video/mp4");
  EXPECT_EQ(info.file_name(), "film.avi");
  EXPECT_NE(info.etag(), "");
}

TEST_F(MediaServiceTest, RangesAreReadExactly) {
  const v1::Media media = upload({.width = 640, .height = 480, .length = absl::Seconds(30)});
  ASSERT_GT(content_.size(), std::size_t{300'000}) << "must take several messages";
  const std::string token = tokenIn(playbackUrl(media.name(), {}).url());
  const auto size = static_cast<std::int64_t>(content_.size());
  EXPECT_EQ(read(token, 1000, 1, nullptr), content_.substr(1000, 1));
  EXPECT_TRUE(read(token, 1000, 280'000, nullptr) == content_.substr(1000, 280'000));
  EXPECT_EQ(read(token, size - 5, 100, nullptr), content_.substr(content_.size() - 5));
  EXPECT_EQ(read(token, size, 0, nullptr), "");
  EXPECT_EQ(read(token, size + 1, 0, nullptr), "FIELD_INVALID");
  EXPECT_EQ(read(token, -1, 0, nullptr), "FIELD_INVALID");
}

TEST_F(MediaServiceTest, UrlsExpireAndCannotBeMadeUp) {
  const v1::Media media = upload({});
  const std::string token = tokenIn(playbackUrl(media.name(), {}).url());
  EXPECT_EQ(read("made-up", 0, 0, nullptr), "SIGNATURE_INVALID");
  room_.clock.advance(room_.options.urlLife);
  EXPECT_EQ(read(token, 0, 0, nullptr), "URL_EXPIRED");
}

TEST_F(MediaServiceTest, ReaderThatGoesAwayIsLetGo) {
  const v1::Media media = upload({.width = 640, .height = 480, .length = absl::Seconds(30)});
  const std::string token = tokenIn(playbackUrl(media.name(), {}).url());
  for (int i = 0; i < 20; ++i) {
    v1::ReadMediaRequest request;
    request.set_token(token);
    grpc::ClientContext context;
    const auto reader = stub_->ReadMedia(&context, request);
    v1::ReadMediaResponse message;
    EXPECT_TRUE(reader->Read(&message));
    context.TryCancel();
    EXPECT_FALSE(reader->Finish().ok());
  }
  EXPECT_EQ(read(token, 0, 10, nullptr), content_.substr(0, 10));
}

TEST_F(MediaServiceTest, WatchTellsWhatWaitsThenWhatChanges) {
  const v1::Media first = upload({});
  const auto context = asService();
  const auto watch = stub_->WatchMedia(context.get(), v1::WatchMediaRequest());
  v1::WatchMediaResponse message;
  ASSERT_TRUE(watch->Read(&message));
  EXPECT_EQ(message.updated().name(), first.name());
  ASSERT_TRUE(watch->Read(&message));
  EXPECT_TRUE(message.has_checkpoint()) << "ends the snapshot";

  const v1::Media second = upload({});
  ASSERT_TRUE(watch->Read(&message));
  EXPECT_EQ(message.updated().name(), second.name());

  v1::ReportAnalysisRequest report;
  v1::ReportAnalysisResponse reported;
  report.set_media(first.name());
  report.set_state(v1::Media::ANALYSIS_STATE_RUNNING);
  report.set_progress(0.5F);
  ASSERT_EQ(reason(stub_->ReportAnalysis(asService().get(), report, &reported)), "OK");
  ASSERT_TRUE(watch->Read(&message));
  EXPECT_EQ(message.updated().analysis_state(), v1::Media::ANALYSIS_STATE_RUNNING);
  EXPECT_FLOAT_EQ(message.updated().analysis_progress(), 0.5F);

  rpc::Principal admin;
  admin.kind = rpc::Principal::Kind::kUser;
  admin.name = "users/adam";
  admin.roles = {type::v1::ROLE_ADMIN};
  v1::DeleteMediaRequest remove;
  v1::DeleteMediaResponse removed;
  remove.set_name(first.name());
  ASSERT_EQ(reason(stub_->DeleteMedia(self_.contextFor(admin, absl::Seconds(60)).get(), remove, &removed)), "OK");
  ASSERT_TRUE(watch->Read(&message));
  EXPECT_EQ(message.deleted(), first.name());
  context->TryCancel();
  (void)watch->Finish();
}

TEST_F(MediaServiceTest, OnlyVisibleChannelsAreListedAndWatched) {
  const v1::Media media = upload({});
  visible_ = VisibleChannels::value_type{{"projects/home/channels/yard"}};
  v1::ListMediaRequest request;
  v1::ListMediaResponse response;
  EXPECT_EQ(reason(stub_->ListMedia(asAnna().get(), request, &response)), "OK");
  EXPECT_EQ(response.media_size(), 0);
  const auto context = asAnna();
  const auto watch = stub_->WatchMedia(context.get(), v1::WatchMediaRequest());
  v1::WatchMediaResponse message;
  ASSERT_TRUE(watch->Read(&message));
  EXPECT_TRUE(message.has_checkpoint());
  context->TryCancel();
  (void)watch->Finish();

  visible_.reset();
  EXPECT_EQ(reason(stub_->ListMedia(asAnna().get(), request, &response)), "OK");
  ASSERT_EQ(response.media_size(), 1);
  EXPECT_EQ(response.media(0).name(), media.name());
}

TEST_F(MediaServiceTest, AnalyzersRpcsAreNotForPeople) {
  v1::OpenMediaRequest request;
  v1::OpenMediaResponse response;
  request.set_name(upload({}).name());
  EXPECT_FALSE(stub_->OpenMedia(asAnna().get(), request, &response).ok());
  ASSERT_EQ(reason(stub_->OpenMedia(asService().get(), request, &response)), "OK");
  EXPECT_TRUE(support::contentOf(response.path()) == content_);
  EXPECT_TRUE(read(response.token(), 0, 0, nullptr) == content_);
}

TEST_F(MediaServiceTest, EventIsPlayedByItsName) {
  const v1::Media media = upload({.container = "avi", .encoder = "msmpeg4", .length = absl::Seconds(12)});
  v1::DeclareClipRequest declare;
  v1::DeclareClipResponse declared;
  declare.set_event(std::string(kChannel) + "/events/0190b3a0-0000-7000-8000-000000000001");
  declare.set_source(media.name());
  const absl::Time start = sql::timeOf(true, media.start_time());
  *declare.mutable_time_range()->mutable_start_time() = sql::timestampOf(start + absl::Seconds(6));
  *declare.mutable_time_range()->mutable_end_time() = sql::timestampOf(start + absl::Seconds(8));
  ASSERT_EQ(reason(stub_->DeclareClip(asService().get(), declare, &declared)), "OK");

  const auto clip = playbackUrl(declare.event(), v1::GetPlaybackUrlRequest::VARIANT_UNSPECIFIED);
  EXPECT_EQ(clip.content_type(), "video/mp4");
  EXPECT_GE(sql::durationOf(clip.event_offset()), absl::Seconds(1));
  EXPECT_LE(sql::durationOf(clip.event_offset()), absl::Seconds(3.1));
  EXPECT_EQ(playbackUrl(declare.event(), v1::GetPlaybackUrlRequest::VARIANT_ANIMATION).content_type(), "image/webp");
  EXPECT_EQ(playbackUrl(declare.event(), v1::GetPlaybackUrlRequest::VARIANT_STILL).content_type(), "image/jpeg");
  EXPECT_EQ(read(tokenIn(clip.url()), 4, 4, nullptr), "ftyp");
}

TEST_F(MediaServiceTest, UsageIsCounted) {
  room_.channels.quota = 1'000'000'000;
  const v1::Media media = upload({});
  v1::GetUsageRequest request;
  v1::GetUsageResponse response;
  request.set_parent(kChannel);
  ASSERT_EQ(reason(stub_->GetUsage(asAnna().get(), request, &response)), "OK");
  EXPECT_EQ(response.used_bytes(), media.size_bytes());
  EXPECT_EQ(response.quota_bytes(), 1'000'000'000);
  EXPECT_EQ(response.media_count(), 1);
}

}  // namespace
}  // namespace cameramonit::media
