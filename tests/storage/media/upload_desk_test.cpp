#include "storage/media/upload_desk.h"

#include <sodium.h>
#include <sys/resource.h>

#include <csignal>
#include <random>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/sql/proto_fields.h"
#include "tests/storage/media/open_room.h"
#include "tests/support/database/test_database.h"
#include "tests/support/media/test_video.h"

namespace cameramonit::media {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class UploadDeskTest : public ::testing::Test {
 protected:
  std::string film(const support::TestVideo& video = {}) {
    support::makeTestVideo(video, folder_ / "film");
    return support::contentOf(folder_ / "film");
  }

  support::TemporaryFolder folder_;
  support::TestDatabase database_{sql::Dialect::kSqlite};
  OpenRoom room_{*database_, folder_ / "media"};
};

TEST_F(UploadDeskTest, UploadBecomesAMediaThatWaitsForAnalysis) {
  const std::string content = film({.soundEncoder = "aac"});
  const auto media = room_.uploadAll(content, "C:\\films\\Brama w nocy.mp4");
  ASSERT_TRUE(media.ok()) << media.status();
  EXPECT_EQ(media->kind(), v1::Media::KIND_UPLOAD);
  EXPECT_EQ(media->display_name(), "Brama w nocy.mp4");
  EXPECT_EQ(media->size_bytes(), static_cast<std::int64_t>(content.size()));
  EXPECT_EQ(media->analysis_state(), v1::Media::ANALYSIS_STATE_PENDING);
  EXPECT_EQ(media->video().codec(), "h264");
  EXPECT_EQ(media->video().width(), 160);
  EXPECT_TRUE(media->video().browser_playable());
  EXPECT_FALSE(media->has_remark());
  EXPECT_NEAR(absl::ToDoubleSeconds(sql::durationOf(media->duration())), 6, 0.1);
}

TEST_F(UploadDeskTest, ContinuesWhereItWasAfterARestart) {
  const std::string content = film();
  const auto upload = room_.start(static_cast<std::int64_t>(content.size()), "request-1");
  ASSERT_TRUE(upload.ok()) << upload.status();
  ASSERT_TRUE(room_.chunk(upload->name(), 0, content.substr(0, 5000)).ok());

  room_.reopen();
  const auto again = room_.start(static_cast<std::int64_t>(content.size()), "request-1");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->name(), upload->name());
  EXPECT_EQ(again->received_bytes(), 5000);
  ASSERT_TRUE(room_.chunk(upload->name(), 5000, content.substr(5000)).ok());
  EXPECT_EQ(reasonOf(room_.finish(upload->name()).status()), "OK");
}

TEST_F(UploadDeskTest, RepeatedChunkIsAcknowledgedAgainAndAGapIsRefused) {
  const auto upload = room_.start(100);
  ASSERT_TRUE(upload.ok());
  EXPECT_EQ(*room_.chunk(upload->name(), 0, std::string(40, 'a')), 40);
  EXPECT_EQ(*room_.chunk(upload->name(), 0, std::string(40, 'a')), 40);
  EXPECT_EQ(*room_.chunk(upload->name(), 10, std::string(20, 'a')), 40);
  const auto gap = room_.chunk(upload->name(), 41, "b");
  EXPECT_EQ(reasonOf(gap.status()), "UPLOAD_OFFSET_WRONG");
  EXPECT_EQ(base::errorDetails(gap.status()).facts["received_bytes"], "40");
  EXPECT_EQ(reasonOf(room_.chunk(upload->name(), 30, std::string(20, 'a')).status()), "UPLOAD_OFFSET_WRONG");
}

TEST_F(UploadDeskTest, FinishingTwiceGivesTheSameMedia) {
  const std::string content = film();
  const auto upload = room_.start(static_cast<std::int64_t>(content.size()));
  ASSERT_TRUE(room_.chunk(upload->name(), 0, content).ok());
  const auto first = room_.finish(upload->name());
  room_.reopen();
  const auto second = room_.finish(upload->name());
  ASSERT_TRUE(first.ok() && second.ok()) << second.status();
  EXPECT_EQ(first->name(), second->name());
  EXPECT_EQ(room_.media.usage("projects/home")->mediaCount, 1);
}

TEST_F(UploadDeskTest, RefusedContentLeavesNothing) {
  std::mt19937 random(7);  // NOLINT: the same bytes each time
  std::string noise(50'000, '\0');
  for (char& byte : noise) byte = static_cast<char>(random());
  const std::string whole = film();
  const std::pair<std::string, std::string> bad[] = {
      {noise, "NOT_A_VIDEO"},
      {"just text\n", "NOT_A_VIDEO"},
      {film({.encoder = "", .soundEncoder = "aac"}), "NO_VIDEO_STREAM"},
      {whole.substr(0, whole.size() / 2), "FILE_INCOMPLETE"},
  };
  for (const auto& [content, reason] : bad) {
    EXPECT_EQ(reasonOf(room_.uploadAll(content).status()), reason);
    EXPECT_THAT(room_.filesOnDisk(), IsEmpty()) << reason;
    EXPECT_EQ(*room_.uploads.reserved("projects/home"), 0) << reason;
  }
  EXPECT_EQ(room_.media.usage("projects/home")->mediaCount, 0);
}

TEST_F(UploadDeskTest, TruncatedButPlayableIsAcceptedWithARemark) {
  const std::string content = film({.muxerFlags = "+faststart"});
  const auto media = room_.uploadAll(content.substr(0, content.size() * 6 / 10));
  ASSERT_TRUE(media.ok()) << media.status();
  EXPECT_NE(media->remark().pl(), "");
  EXPECT_NE(media->remark().en(), "");
}

TEST_F(UploadDeskTest, CollectedBadFilesEndInAReasonOrAMedia) {
  const std::filesystem::path bad = std::filesystem::path(CAMERAMONIT_SOURCE_DIR) / "../shared/data/bad";
  if (!std::filesystem::exists(bad)) GTEST_SKIP() << "The collected bad files are not on this machine.";
  const std::map<std::string, std::string> refused = {
      {"01_zero_length.mp4", "FILE_EMPTY"},
      {"02_first_100_bytes.mp4", "FILE_INCOMPLETE"},
      {"03_truncated_no_moov.mp4", "FILE_INCOMPLETE"},
      {"07_corrupt_avcC.mp4", "NOTHING_DECODABLE"},
      {"08_starts_mid_gop_no_sps.h264", "NOTHING_DECODABLE"},
      {"14_ts_misaligned.ts", "NOTHING_DECODABLE"},
      {"15_audio_only.mp4", "NO_VIDEO_STREAM"},
  };
  for (const auto& entry : std::filesystem::directory_iterator(bad)) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() == ".tsv") continue;
    const auto expected = refused.find(name);
    EXPECT_EQ(reasonOf(room_.uploadAll(support::contentOf(entry.path()), name).status()),
              expected == refused.end() ? "OK" : expected->second)
        << name;
  }
  EXPECT_THAT(room_.filesOnDisk(), SizeIs(8));
}

TEST_F(UploadDeskTest, ChecksumIsChecked) {
  const std::string content = film();
  std::string sha256(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(sha256.data()),
                     reinterpret_cast<const unsigned char*>(content.data()), content.size());
  auto upload = room_.start(static_cast<std::int64_t>(content.size()));
  ASSERT_TRUE(room_.chunk(upload->name(), 0, content).ok());
  EXPECT_EQ(reasonOf(room_.finish(upload->name(), sha256).status()), "OK");

  sha256[0] = static_cast<char>(sha256[0] + 1);
  upload = room_.start(static_cast<std::int64_t>(content.size()));
  ASSERT_TRUE(room_.chunk(upload->name(), 0, content).ok());
  EXPECT_EQ(reasonOf(room_.finish(upload->name(), sha256).status()), "CHECKSUM_MISMATCH");
  EXPECT_THAT(room_.filesOnDisk(), SizeIs(1));
}

TEST_F(UploadDeskTest, IncompleteUploadCannotBeFinishedYet) {
  const auto upload = room_.start(100);
  ASSERT_TRUE(room_.chunk(upload->name(), 0, std::string(99, 'a')).ok());
  const auto finished = room_.finish(upload->name());
  EXPECT_EQ(reasonOf(finished.status()), "UPLOAD_INCOMPLETE");
  EXPECT_EQ(base::errorDetails(finished.status()).facts["received_bytes"], "99");
  EXPECT_TRUE(room_.chunk(upload->name(), 99, "a").ok());
}

TEST_F(UploadDeskTest, StartIsRefusedForWhatIsWrong) {
  EXPECT_EQ(reasonOf(room_.start(0).status()), "FILE_EMPTY");
  EXPECT_EQ(reasonOf(room_.start(-1).status()), "FIELD_INVALID");
  v1::StartUploadRequest request;
  request.set_size_bytes(1);
  request.set_channel("projects/home/channels/../../etc");
  EXPECT_EQ(reasonOf(room_.room->uploads().start(request, "users/anna").status()), "FIELD_INVALID");
  request.set_channel("projects/home/channels/unknown");
  EXPECT_EQ(reasonOf(room_.room->uploads().start(request, "users/anna").status()), "CHANNEL_UNKNOWN");
  EXPECT_EQ(reasonOf(room_.chunk("projects/home/channels/gate/uploads/../../x", 0, "a").status()), "UPLOAD_UNKNOWN");
}

TEST_F(UploadDeskTest, QuotaCountsWhatIsStoredAndWhatIsAnnounced) {
  const std::string content = film();
  const auto size = static_cast<std::int64_t>(content.size());
  room_.channels.quota = 3 * size;
  ASSERT_TRUE(room_.uploadAll(content).ok());
  ASSERT_TRUE(room_.start(size).ok());
  EXPECT_EQ(reasonOf(room_.start(size + 1).status()), "QUOTA_EXCEEDED");
  EXPECT_TRUE(room_.start(size).ok()) << "a refused upload must not keep its share";
}

TEST_F(UploadDeskTest, QuotaHoldsAgainstUploadsAtTheSameTime) {
  room_.channels.quota = 1000;
  std::atomic<int> started{0};
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 5; ++n) started += room_.start(100).ok() ? 1 : 0;
    });
  }
  threads.clear();
  EXPECT_EQ(started, 10);
}

TEST_F(UploadDeskTest, NeverEndingUploadStopsAtItsAnnouncedLength) {
  const auto upload = room_.start(1000);
  const std::string chunk(400, 'x');
  EXPECT_TRUE(room_.chunk(upload->name(), 0, chunk).ok());
  EXPECT_TRUE(room_.chunk(upload->name(), 400, chunk).ok());
  EXPECT_EQ(reasonOf(room_.chunk(upload->name(), 800, chunk).status()), "QUOTA_EXCEEDED");
  EXPECT_EQ(room_.room->uploads().get(upload->name())->received_bytes(), 800);
  v1::UploadChunkRequest tooLarge;
  tooLarge.set_upload(upload->name());
  tooLarge.set_data(std::string((1 << 20) + 1, 'x'));
  EXPECT_EQ(reasonOf(room_.room->uploads().append(tooLarge).status()), "FIELD_INVALID");
}

TEST_F(UploadDeskTest, FreeSpaceFloorStopsStartsAndChunks) {
  room_.disk.free = room_.options.freeDiskBytes + 500;
  EXPECT_EQ(reasonOf(room_.start(501).status()), "DISK_FULL");
  const auto upload = room_.start(400);
  ASSERT_TRUE(upload.ok());
  room_.disk.free = room_.options.freeDiskBytes + 50;
  EXPECT_EQ(reasonOf(room_.chunk(upload->name(), 0, std::string(100, 'x')).status()), "DISK_FULL");
  room_.disk.free = room_.options.freeDiskBytes + 500;
  EXPECT_TRUE(room_.chunk(upload->name(), 0, std::string(100, 'x')).ok()) << "it goes on when there is room again";
}

TEST_F(UploadDeskTest, StartTimeIsToldElseTheFilesOwnElseItEndsNow) {
  const absl::Time now = room_.clock.now();
  const auto startOf = [](const absl::StatusOr<v1::Media>& media) {
    return sql::timeOf(true, media.value().start_time());
  };
  EXPECT_NEAR(absl::ToDoubleSeconds(now - startOf(room_.uploadAll(film()))), 6, 0.1);
  EXPECT_EQ(startOf(room_.uploadAll(film({.creationTime = "2024-05-06T07:08:09Z"}))),
            absl::FromCivil(absl::CivilSecond(2024, 5, 6, 7, 8, 9), absl::UTCTimeZone()));
  for (const char* implausible : {"1970-01-01T00:00:00Z", "2040-01-01T00:00:00Z"}) {
    EXPECT_NEAR(absl::ToDoubleSeconds(now - startOf(room_.uploadAll(film({.creationTime = implausible})))), 6, 0.1)
        << implausible;
  }
  const std::string content = film({.creationTime = "2024-05-06T07:08:09Z"});
  v1::StartUploadRequest request;
  request.set_channel(kChannel);
  request.set_size_bytes(static_cast<std::int64_t>(content.size()));
  request.mutable_start_time()->set_seconds(1'700'000'000);
  const auto upload = room_.room->uploads().start(request, "users/anna");
  ASSERT_TRUE(room_.chunk(upload->name(), 0, content).ok());
  EXPECT_EQ(startOf(room_.finish(upload->name())), absl::FromUnixSeconds(1'700'000'000));
}

TEST_F(UploadDeskTest, UnfinishedUploadExpiresADayAfterItsLastChunk) {
  const auto upload = room_.start(100);
  ASSERT_TRUE(room_.chunk(upload->name(), 0, std::string(10, 'a')).ok());
  room_.clock.advance(absl::Hours(20));
  ASSERT_TRUE(room_.chunk(upload->name(), 10, std::string(10, 'a')).ok());
  room_.clock.advance(absl::Hours(20));
  ASSERT_TRUE(room_.room->uploads().expire().ok());
  EXPECT_EQ(room_.room->uploads().get(upload->name())->received_bytes(), 20);
  room_.clock.advance(absl::Hours(5));
  ASSERT_TRUE(room_.room->uploads().expire().ok());
  EXPECT_EQ(reasonOf(room_.room->uploads().get(upload->name()).status()), "UPLOAD_UNKNOWN");
  EXPECT_EQ(*room_.uploads.reserved("projects/home"), 0);
  room_.reopen();
  EXPECT_THAT(room_.filesOnDisk(), IsEmpty());
}

TEST_F(UploadDeskTest, FinishedUploadExpiresWithoutItsMedia) {
  const std::string content = film();
  const auto media = room_.uploadAll(content);
  ASSERT_TRUE(media.ok());
  room_.clock.advance(absl::Hours(48));
  ASSERT_TRUE(room_.room->uploads().expire().ok());
  room_.reopen();
  EXPECT_TRUE(room_.media.get(media->name()).ok());
  EXPECT_THAT(room_.filesOnDisk(), SizeIs(1));
}

TEST_F(UploadDeskTest, CancelledUploadLeavesNothing) {
  const auto upload = room_.start(100);
  ASSERT_TRUE(room_.chunk(upload->name(), 0, std::string(10, 'a')).ok());
  EXPECT_TRUE(room_.room->cancelUpload(upload->name()).ok());
  EXPECT_TRUE(room_.room->cancelUpload(upload->name()).ok());
  EXPECT_THAT(room_.filesOnDisk(), IsEmpty());
}

TEST_F(UploadDeskTest, ManyUploadsAtTheSameTime) {
  const std::string content = film();
  std::atomic<int> done{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 6; ++i) threads.emplace_back([&] { done += room_.uploadAll(content).ok() ? 1 : 0; });
  }
  EXPECT_EQ(done, 6);
  EXPECT_THAT(room_.filesOnDisk(), SizeIs(6));
}

}  // namespace
}  // namespace cameramonit::media
