#include "server/registry/table/camera_table.h"

#include <gtest/gtest.h>

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "tests/support/database/test_database.h"

namespace cameramonit::registry {
namespace {

const absl::Time kNow = absl::FromUnixMicros(1'700'000'000'123'456);

v1::Camera camera(const std::string& id) {
  v1::Camera out;
  out.set_name("cameras/" + id);
  out.set_display_name("Kamera " + id);
  out.set_place("nad bramą");
  return out;
}

class CameraTableTest : public support::BothDatabases {
 protected:
  absl::StatusOr<v1::Camera> create(const std::string& id) { return cameras_.create(camera(id), {}, kNow); }
  CameraTable cameras_{database()};
};
CAMERAMONIT_BOTH_DATABASES(CameraTableTest);

TEST_P(CameraTableTest, ACameraComesBackAsItWasStored) {
  const auto created = create("gate");
  ASSERT_TRUE(created.ok()) << created.status();
  const auto found = cameras_.get("cameras/gate");
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->DebugString(), created->DebugString());
  EXPECT_EQ(found->place(), "nad bramą");
  EXPECT_EQ(found->create_time().nanos(), 123'456'000);
  EXPECT_EQ(found->etag(), "1");
}

TEST_P(CameraTableTest, ATakenNameIsRefused) {
  ASSERT_TRUE(create("gate").ok());
  EXPECT_EQ(base::errorReason(create("gate").status()), type::v1::ERROR_REASON_CAMERA_NAME_TAKEN);
}

TEST_P(CameraTableTest, ARetryGivesTheFirstResult) {
  const auto key = sql::requestKey("users/a", "CreateCamera", "request-1", camera("gate"));
  const auto first = cameras_.create(camera("gate"), key, kNow);
  const auto second = cameras_.create(camera("gate"), key, kNow + absl::Hours(1));
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->DebugString(), first->DebugString());
}

TEST_P(CameraTableTest, PagesFollowOneAnotherByName) {
  for (const char* id : {"c", "a", "e", "b", "d"}) ASSERT_TRUE(create(id).ok());
  std::string names, token;
  int pages = 0;
  do {
    const auto page = cameras_.list(2, token);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const auto& found : page->cameras) absl::StrAppend(&names, found.name(), " ");
    token = page->nextPageToken;
    ++pages;
  } while (!token.empty());
  EXPECT_EQ(names, "cameras/a cameras/b cameras/c cameras/d cameras/e ");
  EXPECT_EQ(pages, 3);
}

TEST_P(CameraTableTest, AnUpdateNeedsTheStoredEtag) {
  v1::Camera changed = *create("gate");
  changed.set_display_name("Brama");
  const auto updated = cameras_.update(changed, kNow + absl::Minutes(1));
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->display_name(), "Brama");
  EXPECT_NE(updated->etag(), changed.etag());
  EXPECT_EQ(base::errorReason(cameras_.update(changed, kNow).status()), type::v1::ERROR_REASON_ETAG_MISMATCH);
}

TEST_P(CameraTableTest, WhatIsNotThereIsUnknown) {
  EXPECT_EQ(base::errorReason(cameras_.get("cameras/none").status()), type::v1::ERROR_REASON_CAMERA_UNKNOWN);
  EXPECT_EQ(base::errorReason(cameras_.update(camera("none"), kNow).status()), type::v1::ERROR_REASON_CAMERA_UNKNOWN);
  EXPECT_EQ(base::errorReason(cameras_.remove("cameras/none")), type::v1::ERROR_REASON_CAMERA_UNKNOWN);
}

TEST_P(CameraTableTest, ARemovedCameraIsGone) {
  ASSERT_TRUE(create("gate").ok());
  ASSERT_TRUE(cameras_.remove("cameras/gate").ok());
  EXPECT_FALSE(cameras_.get("cameras/gate").ok());
}

}  // namespace
}  // namespace cameramonit::registry
