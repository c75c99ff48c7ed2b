// Recordings of live cameras: while they run, when they end, when nobody ends them, and when their room is needed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/ids.h"
#include "common/media/video_probe.h"
#include "storage/sql/proto_fields.h"
#include "tests/storage/media/open_room.h"
#include "tests/support/database/test_database.h"
#include "tests/support/media/test_video.h"

namespace cameramonit::media {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class RecordingTest : public ::testing::Test {
 protected:
  v1::StartRecordingResponse start(const std::string& requestId = "first") {
    v1::StartRecordingRequest request;
    request.set_channel(kChannel);
    *request.mutable_start_time() = sql::timestampOf(room_.clock.now());
    request.mutable_video()->set_codec("h264");
    request.set_request_id(requestId);
    const auto started = room_.room->recordings().start(request);
    EXPECT_TRUE(started.ok()) << started.status();
    return started.value_or(v1::StartRecordingResponse());
  }
  /// What an analyzer writes: fragments, each whole as soon as it is there.
  static std::string film(absl::Duration length = absl::Seconds(12)) {
    const support::TemporaryFolder folder;
    support::makeTestVideo({.length = length, .muxerFlags = "+frag_keyframe+empty_moov"}, folder / "film");
    return support::contentOf(folder / "film");
  }
  absl::StatusOr<v1::FinishRecordingResponse> finish(const v1::Media& media, absl::Duration length,
                                                     const std::vector<type::v1::TimeRange>& gaps = {}) {
    v1::FinishRecordingRequest request;
    request.set_media(media.name());
    *request.mutable_end_time() = sql::timestampOf(sql::timeOf(true, media.start_time()) + length);
    request.mutable_gaps()->Assign(gaps.begin(), gaps.end());
    return room_.room->recordings().finish(request);
  }
  /// A whole recording of 12 s that ends now.
  v1::Media record(const std::string& requestId) {
    const v1::StartRecordingResponse started = start(requestId);
    support::writeContent(started.path(), film());
    room_.clock.advance(absl::Seconds(12));
    const auto finished = finish(started.media(), absl::Seconds(12));
    EXPECT_TRUE(finished.ok()) << finished.status();
    return finished.ok() ? finished->media() : v1::Media();
  }
  absl::StatusOr<v1::Media> declare(const v1::Media& source, double from, double to) {
    const absl::Time begin = sql::timeOf(true, source.start_time());
    v1::DeclareClipRequest request;
    request.set_event(absl::StrCat(kChannel, "/events/", base::newUuid(room_.clock.now())));
    request.set_source(source.name());
    *request.mutable_time_range()->mutable_start_time() = sql::timestampOf(begin + absl::Seconds(from));
    *request.mutable_time_range()->mutable_end_time() = sql::timestampOf(begin + absl::Seconds(to));
    return room_.room->evidence().declareClip(request);
  }
  absl::StatusOr<MediaFile> play(const std::string& media) {
    return room_.room->shelf().get(media, Variant::kBrowser, absl::Seconds(60));
  }
  bool exists(const v1::Media& media) { return room_.media.get(media.name()).ok(); }

  support::TemporaryFolder folder_;
  support::TestDatabase database_{sql::Dialect::kSqlite};
  OpenRoom room_{*database_, folder_ / "media"};
};

TEST_F(RecordingTest, RunsUntilItIsFinishedAndIsTheSameWhenAskedForAgain) {
  const v1::StartRecordingResponse started = start();
  EXPECT_TRUE(started.media().running());
  EXPECT_EQ(started.media().kind(), v1::Media::KIND_RECORDING);
  EXPECT_EQ(start().media().name(), started.media().name());
  EXPECT_EQ(start().path(), started.path());
  EXPECT_NE(start("another").media().name(), started.media().name());

  support::writeContent(started.path(), film());
  type::v1::TimeRange gap;
  *gap.mutable_start_time() = sql::timestampOf(room_.clock.now() + absl::Seconds(3));
  *gap.mutable_end_time() = sql::timestampOf(room_.clock.now() + absl::Seconds(5));
  const auto finished = finish(started.media(), absl::Seconds(12), {gap});
  ASSERT_TRUE(finished.ok()) << finished.status();
  EXPECT_FALSE(finished->media().running());
  EXPECT_TRUE(finish(started.media(), absl::Seconds(12), {gap}).ok()) << "a repetition changes nothing";
  const auto stored = room_.room->get(started.media().name());
  ASSERT_TRUE(stored.ok());
  EXPECT_EQ(sql::durationOf(stored->media.duration()), absl::Seconds(12));
  EXPECT_EQ(stored->media.size_bytes(), std::filesystem::file_size(started.path()));
  ASSERT_THAT(stored->media.gaps(), SizeIs(1));
  EXPECT_EQ(sql::timeOf(true, stored->media.gaps(0).end_time()), room_.clock.now() + absl::Seconds(5));
}

TEST_F(RecordingTest, IsNoFilmToBeAnalysed) {
  start();
  EXPECT_THAT(*room_.media.unfinished(), IsEmpty());
}

TEST_F(RecordingTest, NothingWrittenIsNoRecording) {
  const v1::StartRecordingResponse started = start();
  const auto finished = finish(started.media(), absl::ZeroDuration());
  ASSERT_TRUE(finished.ok()) << finished.status();
  EXPECT_FALSE(finished->has_media());
  EXPECT_FALSE(exists(started.media()));
}

TEST_F(RecordingTest, ClipOfARunningRecordingWaitsUntilItsPartIsWritten) {
  const v1::StartRecordingResponse started = start();
  support::writeContent(started.path(), film(absl::Seconds(4)));
  room_.clock.advance(absl::Seconds(4));
  const auto clip = declare(started.media(), 2.5, 5);
  ASSERT_TRUE(clip.ok()) << clip.status();
  EXPECT_EQ(reasonOf(play(clip->name()).status()), "VARIANT_NOT_READY");

  support::writeContent(started.path(), film(absl::Seconds(8)));
  room_.clock.advance(absl::Seconds(4));
  const auto file = play(clip->name());
  ASSERT_TRUE(file.ok()) << file.status();
  const auto facts = probeVideo(room_.options.directory / file->path);
  ASSERT_TRUE(facts.ok()) << facts.status();
  EXPECT_NEAR(absl::ToDoubleSeconds(facts->duration), 6, 0.3)
      << "from the keyframe at 0 s to the post-roll's end at 6 s";
}

TEST_F(RecordingTest, ClipOfASilentCameraShowsWhatThereIs) {
  const v1::StartRecordingResponse started = start();
  support::writeContent(started.path(), film(absl::Seconds(4)));
  const auto clip = declare(started.media(), 2.5, 10);
  room_.clock.advance(absl::Minutes(1));
  const auto file = play(clip->name());
  ASSERT_TRUE(file.ok()) << file.status();
}

TEST_F(RecordingTest, OneThatNobodyFinishesIsCompletedFromTheDisk) {
  const v1::StartRecordingResponse started = start();
  const v1::StartRecordingResponse empty = start("empty");
  const std::string content = film();
  support::writeContent(started.path(), content.substr(0, content.size() - 100));  // killed while writing
  room_.reopen();
  const auto stored = room_.media.get(started.media().name());
  ASSERT_TRUE(stored.ok()) << stored.status();
  EXPECT_FALSE(stored->media.running());
  EXPECT_GT(sql::durationOf(stored->media.duration()), absl::Seconds(9));
  EXPECT_LE(sql::durationOf(stored->media.duration()), absl::Seconds(12));
  EXPECT_FALSE(exists(empty.media()));
}

TEST_F(RecordingTest, OneThatGrowsNoMoreIsCompletedWithoutARestart) {
  const v1::StartRecordingResponse started = start();
  support::writeContent(started.path(), film());
  ASSERT_TRUE(room_.room->recordings().tidy().ok());
  EXPECT_TRUE(room_.media.get(started.media().name())->media.running());
  EXPECT_GT(room_.media.usage(kChannel)->storedBytes, 0) << "it counts while it runs";
  room_.clock.advance(absl::Minutes(5));
  ASSERT_TRUE(room_.room->recordings().tidy().ok());
  EXPECT_FALSE(room_.media.get(started.media().name())->media.running());
}

TEST_F(RecordingTest, TheOldGoAndTheRunningStays) {
  const v1::Media old = record("old");
  room_.clock.advance(absl::Hours(2));
  const v1::Media young = record("young");
  const v1::StartRecordingResponse running = start("running");
  support::writeContent(running.path(), film());
  room_.channels.recordingLimit = absl::Hours(1);
  ASSERT_TRUE(room_.room->recordings().tidy().ok());
  EXPECT_FALSE(exists(old));
  EXPECT_TRUE(exists(young));
  EXPECT_TRUE(exists(running.media()));
}

TEST_F(RecordingTest, TheOldestGoWhereAChannelIsFull) {
  const v1::Media first = record("1");
  const v1::Media second = record("2");
  const v1::Media third = record("3");
  room_.channels.recordingBytes = second.size_bytes() + third.size_bytes();
  ASSERT_TRUE(room_.room->recordings().tidy().ok());
  EXPECT_FALSE(exists(first));
  EXPECT_TRUE(exists(second));
  EXPECT_TRUE(exists(third));
}

TEST_F(RecordingTest, AFullDiskTakesAllButTheRunning) {
  const v1::Media first = record("1");
  const v1::StartRecordingResponse running = start("running");
  support::writeContent(running.path(), film());
  room_.disk.free = 0;
  ASSERT_TRUE(room_.room->recordings().tidy().ok());
  EXPECT_FALSE(exists(first));
  EXPECT_TRUE(exists(running.media()));
  EXPECT_THAT(room_.filesOnDisk(), SizeIs(1));

  v1::StartRecordingRequest another;
  another.set_channel(kChannel);
  *another.mutable_start_time() = sql::timestampOf(room_.clock.now());
  another.set_request_id("another");
  EXPECT_EQ(reasonOf(room_.room->recordings().start(another).status()), "DISK_FULL");
}

TEST_F(RecordingTest, ClipsAreCutBeforeTheirRecordingGoesAndOutliveIt) {
  const v1::Media old = record("old");
  const auto clip = declare(old, 6.5, 8);
  ASSERT_TRUE(clip.ok()) << clip.status();
  room_.clock.advance(absl::Hours(2));
  room_.channels.recordingLimit = absl::Hours(1);
  ASSERT_TRUE(room_.room->recordings().tidy().ok());
  EXPECT_FALSE(exists(old));
  const auto file = play(clip->name());
  ASSERT_TRUE(file.ok()) << file.status();
  room_.reopen();
  EXPECT_TRUE(play(clip->name()).ok());

  room_.channels.kept = absl::Hours(1);
  ASSERT_TRUE(room_.room->recordings().tidy().ok());
  EXPECT_FALSE(exists(*clip)) << "the project keeps nothing that long";
  EXPECT_THAT(room_.filesOnDisk(), IsEmpty());
}

}  // namespace
}  // namespace cameramonit::media
