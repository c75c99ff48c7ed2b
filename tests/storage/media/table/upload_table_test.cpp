#include "storage/media/table/upload_table.h"

#include <gtest/gtest.h>

#include "common/base/ids.h"
#include "common/base/status.h"
#include "storage/media/table/media_table.h"
#include "storage/sql/proto_fields.h"
#include "tests/support/database/test_database.h"

namespace cameramonit::media {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);
constexpr char kChannel[] = "projects/home/channels/gate";

StoredUpload upload(const std::string& requestId, std::int64_t size = 1000) {
  StoredUpload out;
  const std::string id = base::newUuid(kNow);
  out.upload.set_name(std::string(kChannel) + "/uploads/" + id);
  out.upload.set_display_name("urlop.mp4");
  out.upload.set_size_bytes(size);
  *out.upload.mutable_expire_time() = sql::timestampOf(kNow + absl::Hours(24));
  out.path = "incoming/" + id;
  out.principal = "users/ala";
  out.requestId = requestId;
  return out;
}

class UploadTableTest : public support::BothDatabases {
 protected:
  UploadTable uploads_{database()};
};
CAMERAMONIT_BOTH_DATABASES(UploadTableTest);

TEST_P(UploadTableTest, AnUploadComesBackAsItWasBegun) {
  StoredUpload begun = upload("");
  begun.startTime = kNow - absl::Hours(3);
  ASSERT_TRUE(uploads_.begin(begun, kNow).ok());
  const auto found = uploads_.get(begun.upload.name());
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->upload.DebugString(), begun.upload.DebugString());
  EXPECT_EQ(found->startTime, begun.startTime);
  EXPECT_EQ(found->path, begun.path);
}

TEST_P(UploadTableTest, ARetryGivesTheUploadHoweverFarItGot) {
  const auto first = uploads_.begin(upload("r1"), kNow);
  ASSERT_TRUE(uploads_.advance(first->upload.name(), 0, 400, kNow + absl::Hours(25)).ok());
  const auto second = uploads_.begin(upload("r1"), kNow);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->upload.name(), first->upload.name());
  EXPECT_EQ(second->upload.received_bytes(), 400);
  EXPECT_EQ(base::errorReason(uploads_.begin(upload("r1", 999), kNow).status()),
            type::v1::ERROR_REASON_REQUEST_ID_REUSED);
  EXPECT_NE(uploads_.begin(upload(""), kNow)->upload.name(), uploads_.begin(upload(""), kNow)->upload.name());
}

TEST_P(UploadTableTest, ItOnlyGoesOnWhereItStopped) {
  const std::string name = uploads_.begin(upload(""), kNow)->upload.name();
  ASSERT_TRUE(uploads_.advance(name, 0, 400, kNow + absl::Hours(25)).ok());
  const absl::Status wrong = uploads_.advance(name, 300, 700, kNow);
  EXPECT_EQ(base::errorReason(wrong), type::v1::ERROR_REASON_UPLOAD_OFFSET_WRONG);
  EXPECT_EQ(base::errorDetails(wrong).facts["received_bytes"], "400");
  EXPECT_EQ(uploads_.get(name)->upload.expire_time().seconds(), absl::ToUnixSeconds(kNow + absl::Hours(25)));
  EXPECT_EQ(base::errorReason(uploads_.advance(std::string(kChannel) + "/uploads/none", 0, 1, kNow)),
            type::v1::ERROR_REASON_UPLOAD_UNKNOWN);
}

TEST_P(UploadTableTest, AFinishedUploadNamesItsMediaAndKeepsItsFile) {
  const std::string name = uploads_.begin(upload(""), kNow)->upload.name();
  const std::string media = std::string(kChannel) + "/media/" + base::newUuid(kNow);
  EXPECT_EQ(*uploads_.reserved("projects/home"), 1000);
  ASSERT_TRUE(uploads_.finish(name, media).ok());
  EXPECT_EQ(uploads_.get(name)->upload.media(), media);
  EXPECT_EQ(*uploads_.reserved("projects/home"), 0);
  ASSERT_TRUE(uploads_.remove(name).ok());
  EXPECT_TRUE(MediaTable(database()).doomedFiles(10)->empty());
}

TEST_P(UploadTableTest, ADroppedUploadDoomsItsFile) {
  const StoredUpload begun = *uploads_.begin(upload(""), kNow);
  ASSERT_TRUE(uploads_.remove(begun.upload.name()).ok());
  ASSERT_TRUE(uploads_.remove(begun.upload.name()).ok());
  EXPECT_EQ(base::errorReason(uploads_.get(begun.upload.name()).status()), type::v1::ERROR_REASON_UPLOAD_UNKNOWN);
  EXPECT_EQ(*MediaTable(database()).doomedFiles(10), std::vector<std::string>{begun.path});
}

TEST_P(UploadTableTest, ReservationsAreCountedPerProjectAndChannel) {
  ASSERT_TRUE(uploads_.begin(upload("", 10), kNow).ok());
  StoredUpload other = upload("", 5);
  other.upload.set_name("projects/home/channels/yard/uploads/" + base::newUuid(kNow));
  ASSERT_TRUE(uploads_.begin(other, kNow).ok());
  EXPECT_EQ(*uploads_.reserved("projects/home"), 15);
  EXPECT_EQ(*uploads_.reserved(kChannel), 10);
  EXPECT_EQ(*uploads_.reserved("projects/none"), 0);
}

TEST_P(UploadTableTest, ExpiredOnesAreFound) {
  const std::string name = uploads_.begin(upload(""), kNow)->upload.name();
  EXPECT_TRUE(uploads_.expired(kNow + absl::Hours(23), 10)->empty());
  const auto expired = uploads_.expired(kNow + absl::Hours(24), 10);
  ASSERT_EQ(expired->size(), 1u);
  EXPECT_EQ(expired->front().upload.name(), name);
}

}  // namespace
}  // namespace cameramonit::media
