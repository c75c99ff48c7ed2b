#include "storage/media/upload_file.h"

#include <sys/resource.h>

#include <csignal>

#include <gtest/gtest.h>

#include "tests/storage/media/open_room.h"
#include "tests/support/media/test_video.h"

namespace cameramonit::media {
namespace {

/// The size limit of a process stands in for a full disk: it fails the same call in the same place.
TEST(UploadFileTest, FullDiskTakesBackTheWholeChunk) {
  const support::TemporaryFolder folder;
  const UploadFile file(folder / "upload");
  ASSERT_TRUE(file.append(0, std::string(1000, 'a')).ok());
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const rlimit small{1500, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  const auto appended = file.append(1000, std::string(1000, 'b'));
  setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(reasonOf(appended.status()), "DISK_FULL");
  EXPECT_EQ(file.received(), 1000);
  EXPECT_EQ(*file.append(1000, std::string(1000, 'b')), 2000);
}

TEST(UploadFileTest, DigestIsOfTheContent) {
  const support::TemporaryFolder folder;
  const UploadFile file(folder / "upload");
  ASSERT_TRUE(file.append(0, "abc").ok());
  // FIPS 180-2, appendix B.1.
  EXPECT_EQ(file.sha256()->substr(0, 4), "\xba\x78\x16\xbf");
  EXPECT_EQ(reasonOf(UploadFile(folder / "absent").sha256().status()), "FILE_MISSING");
}

}  // namespace
}  // namespace cameramonit::media
