// A process that is killed at random moments of uploading and cutting, and what the next one finds.
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <random>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/ids.h"
#include "storage/sql/migrations.h"
#include "storage/sql/proto_fields.h"
#include "tests/storage/media/open_room.h"
#include "tests/support/media/test_video.h"

namespace cameramonit::media {
namespace {

constexpr char kFolderVariable[] = "CAMERAMONIT_KILL_TEST_FOLDER";

std::unique_ptr<sql::Database> openDatabase(const std::filesystem::path& folder) {
  auto database = sql::Database::open({.engine = sql::SqliteOptions{.path = (folder / "db").string()}});
  EXPECT_TRUE(database.ok()) << database.status();
  EXPECT_TRUE(sql::migrate(**database).ok());
  return *std::move(database);
}

/// What the killed process does: uploads, clips and deletes, for ever. It runs in a process of its own only.
TEST(KillVictim, DISABLED_WorksUntilKilled) {
  const char* variable = std::getenv(kFolderVariable);
  ASSERT_NE(variable, nullptr);
  const std::filesystem::path folder = variable;
  const auto database = openDatabase(folder);
  OpenRoom room(*database, folder / "media");
  const std::string content = support::contentOf(folder / "film");
  support::writeContent(folder / "ready", "");
  for (;;) {
    const auto media = room.uploadAll(content);
    ASSERT_TRUE(media.ok()) << media.status();
    v1::DeclareClipRequest clip;
    clip.set_event(absl::StrCat(kChannel, "/events/", base::newUuid(room.clock.now())));
    clip.set_source(media->name());
    *clip.mutable_time_range()->mutable_start_time() = media->start_time();
    *clip.mutable_time_range()->mutable_end_time() =
        sql::timestampOf(sql::timeOf(true, media->start_time()) + absl::Seconds(2));
    const auto declared = room.room->evidence().declareClip(clip);
    ASSERT_TRUE(declared.ok()) << declared.status();
    ASSERT_TRUE(room.room->shelf().get(declared->name(), Variant::kOriginal, absl::Seconds(60)).ok());
    ASSERT_TRUE(room.room->shelf().get(declared->name(), Variant::kStill, absl::Seconds(60)).ok());
    static int count = 0;
    if (++count % 3 != 0) continue;
    ASSERT_TRUE(room.room->remove(media->name()).ok());
  }
}

pid_t startVictim(const std::filesystem::path& folder) {
  setenv(kFolderVariable, folder.c_str(), 1);
  const pid_t pid = fork();
  if (pid != 0) return pid;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int nowhere = open("/dev/null", O_WRONLY);
  dup2(nowhere, STDOUT_FILENO);
  execl("/proc/self/exe", "storage_media_test", "--gtest_filter=KillVictim.*", "--gtest_also_run_disabled_tests",
        static_cast<char*>(nullptr));
  _exit(127);
}

/// Disk and tables agree, and what is there is whole.
void expectConsistent(const std::filesystem::path& folder, const std::string& content) {
  const auto database = openDatabase(folder);
  OpenRoom room(*database, folder / "media");
  std::map<std::string, std::uintmax_t> unknown = room.filesOnDisk();
  const auto page = room.media.list({}, 1000, "");
  ASSERT_TRUE(page.ok()) << page.status();
  for (const v1::Media& media : page->media) {
    const auto files = room.media.files(media.name());
    ASSERT_TRUE(files.ok()) << files.status();
    for (const MediaFile& file : *files) {
      ASSERT_EQ(unknown.count(file.path), 1u) << "lost: " << file.path;
      EXPECT_EQ(unknown[file.path], static_cast<std::uintmax_t>(file.sizeBytes));
      if (media.kind() == v1::Media::KIND_UPLOAD && file.variant == Variant::kOriginal) {
        EXPECT_TRUE(support::contentOf(folder / "media" / file.path) == content);
      }
      unknown.erase(file.path);
    }
  }
  const auto uploads = room.uploads.expired(room.clock.now() + absl::Hours(1000), 10000);
  ASSERT_TRUE(uploads.ok());
  for (const StoredUpload& upload : *uploads) {
    if (!upload.upload.media().empty()) continue;
    const auto received = room.room->uploads().get(upload.upload.name());
    ASSERT_TRUE(received.ok());
    const auto from = static_cast<std::size_t>(received->received_bytes());
    EXPECT_LE(from, content.size());
    unknown.erase(upload.path);
    // It goes on where it was.
    if (from < content.size()) {
      EXPECT_TRUE(room.chunk(upload.upload.name(), static_cast<std::int64_t>(from), content.substr(from)).ok());
    }
    const auto finished = room.finish(upload.upload.name());
    EXPECT_TRUE(finished.ok()) << finished.status();
  }
  EXPECT_THAT(unknown, ::testing::IsEmpty()) << "files that no row knows";
}

TEST(KillTest, NothingIsLostOrLeftOverAfterTwentyKills) {
  const support::TemporaryFolder folder;
  support::makeTestVideo({.width = 640, .height = 480, .length = absl::Seconds(3)}, folder / "film");
  const std::string content = support::contentOf(folder / "film");
  std::random_device seed;
  std::mt19937 random(seed());
  for (int round = 0; round < 20; ++round) {
    std::filesystem::remove(folder / "ready");
    const pid_t victim = startVictim(folder.path());
    ASSERT_GT(victim, 0);
    for (int i = 0; i < 2000 && !std::filesystem::exists(folder / "ready"); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));  // a real process: no clock of ours to move
    }
    ASSERT_TRUE(std::filesystem::exists(folder / "ready"));
    const int delayUs = std::uniform_int_distribution<int>(0, 150'000)(random);
    std::this_thread::sleep_for(std::chrono::microseconds(delayUs));
    kill(victim, SIGKILL);
    int status = 0;
    waitpid(victim, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the victim ended by itself";
    ASSERT_NO_FATAL_FAILURE(expectConsistent(folder.path(), content)) << "round " << round << ", " << delayUs << " us";
  }
}

}  // namespace
}  // namespace cameramonit::media
