// What a restart finds after a kill, and what it makes of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/ids.h"
#include "tests/storage/media/open_room.h"
#include "tests/support/database/test_database.h"
#include "tests/support/media/test_video.h"

namespace cameramonit::media {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class RecoveryTest : public ::testing::Test {
 protected:
  v1::Media upload() {
    support::makeTestVideo({.container = "avi", .encoder = "msmpeg4"}, folder_ / "film");
    return room_.uploadAll(support::contentOf(folder_ / "film")).value();
  }

  support::TemporaryFolder folder_;
  support::TestDatabase database_{sql::Dialect::kSqlite};
  OpenRoom room_{*database_, folder_ / "media"};
};

TEST_F(RecoveryTest, FilesThatNoRowKnowsAreDeleted) {
  const v1::Media media = upload();
  const auto stray = room_.options.directory / MediaLayout::fresh(base::newUuid(room_.clock.now()), Variant::kStill);
  ASSERT_TRUE(makeFolderOf(stray).ok());
  support::writeContent(stray, "stray");
  support::writeContent(room_.options.directory / "files" / "x.0badcafe.tmp", "half");
  room_.reopen();
  EXPECT_THAT(room_.filesOnDisk(), SizeIs(1));
  EXPECT_TRUE(room_.media.get(media.name()).ok());
  EXPECT_FALSE(std::filesystem::exists(stray.parent_path())) << "its folder goes, too";
}

TEST_F(RecoveryTest, RowsOfLostFilesThatCanBeMadeAgainAreForgotten) {
  const v1::Media media = upload();
  const auto browser = room_.room->shelf().get(media.name(), Variant::kBrowser, absl::Seconds(60));
  ASSERT_TRUE(browser.ok());
  std::filesystem::remove(room_.options.directory / browser->path);
  room_.reopen();
  EXPECT_THAT(*room_.media.files(media.name()), SizeIs(1));
  EXPECT_TRUE(room_.room->shelf().get(media.name(), Variant::kBrowser, absl::Seconds(60)).ok());
}

TEST_F(RecoveryTest, LostOriginalIsSaidAndNotAnalysed) {
  const v1::Media media = upload();
  std::filesystem::remove_all(room_.options.directory / "files");
  room_.reopen();
  const auto stored = room_.media.get(media.name());
  ASSERT_TRUE(stored.ok());
  EXPECT_EQ(stored->media.analysis_state(), v1::Media::ANALYSIS_STATE_FAILED);
  EXPECT_EQ(stored->media.analysis_error_reason(), "FILE_MISSING");
  EXPECT_EQ(reasonOf(room_.room->shelf().get(media.name(), Variant::kBrowser, absl::Seconds(60)).status()),
            "FILE_MISSING");
}

TEST_F(RecoveryTest, UploadKilledBetweenItsMediaAndItsEndIsOneMedia) {
  const v1::Media media = upload();
  // The row of the upload as it was a moment before the end.
  const std::string id = media.name().substr(media.name().rfind('/') + 1);
  const std::string name = absl::StrCat(kChannel, "/uploads/", id);
  ASSERT_TRUE(room_.uploads.finish(name, "").ok());
  room_.reopen();
  const auto finished = room_.finish(name);
  ASSERT_TRUE(finished.ok()) << finished.status();
  EXPECT_EQ(finished->name(), media.name());
  EXPECT_EQ(room_.media.usage("projects/home")->mediaCount, 1);

  ASSERT_TRUE(room_.uploads.finish(name, "").ok());
  room_.clock.advance(absl::Hours(48));
  ASSERT_TRUE(room_.room->uploads().expire().ok());
  room_.reopen();
  EXPECT_THAT(room_.filesOnDisk(), SizeIs(1)) << "an expired upload must not take the bytes of its media";
}

TEST_F(RecoveryTest, BytesOfUploadsUnderWayStay) {
  const auto upload = room_.start(1000);
  ASSERT_TRUE(room_.chunk(upload->name(), 0, std::string(10, 'a')).ok());
  room_.reopen();
  EXPECT_EQ(room_.room->uploads().get(upload->name())->received_bytes(), 10);
}

TEST_F(RecoveryTest, RemovedMediaIsDeletedAfterAKillBeforeItsFilesWent) {
  const v1::Media media = upload();
  ASSERT_TRUE(room_.media.remove(media.name()).ok());
  EXPECT_THAT(room_.filesOnDisk(), SizeIs(1));
  room_.reopen();
  EXPECT_THAT(room_.filesOnDisk(), IsEmpty());
}

}  // namespace
}  // namespace cameramonit::media
