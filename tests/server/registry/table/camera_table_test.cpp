#include "server/registry/table/camera_table.h"

#include <gmock/gmock.h>
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
  out.set_main_stream("rtsp://10.0.0.1/" + id);
  out.add_labels("zewnętrzna");
  out.add_labels("nocna");
  return out;
}

CameraStep creation(const v1::Camera& camera) {
  CameraStep step;
  step.camera = camera;
  return step;
}

CredentialChange sealedAs(const std::string& keyId, const std::string& box) {
  return {CredentialChange::Kind::kReplace, [keyId, box](const std::string& id) {
            return SealedCredentials{keyId, box + id};
          }};
}

class CameraTableTest : public support::BothDatabases {
 protected:
  absl::StatusOr<v1::Camera> apply(const CameraStep& step, const sql::RequestKey& key = {}, absl::Time now = kNow) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto cameras, cameras_.apply({step}, key, now));
    return cameras.at(0);
  }
  absl::StatusOr<v1::Camera> create(const std::string& id) { return apply(creation(camera(id))); }
  absl::StatusOr<v1::Camera> rename(const std::string& id, const std::string& etag, const std::string& displayName) {
    CameraStep step;
    step.kind = CameraStep::Kind::kUpdate;
    step.camera.set_name("cameras/" + id);
    step.camera.set_etag(etag);
    step.change = [&displayName](v1::Camera& stored) {
      stored.set_display_name(displayName);
      return absl::OkStatus();
    };
    return apply(step);
  }
  absl::Status remove(const std::string& id, const std::string& etag = "") {
    CameraStep step;
    step.kind = CameraStep::Kind::kRemove;
    step.camera.set_name("cameras/" + id);
    step.camera.set_etag(etag);
    return apply(step).status();
  }
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
  EXPECT_EQ(found->main_stream(), "rtsp://10.0.0.1/gate");
  EXPECT_THAT(found->labels(), ::testing::ElementsAre("zewnętrzna", "nocna"));
  EXPECT_EQ(found->create_time().nanos(), 123'456'000);
  EXPECT_EQ(found->etag(), "1");
  EXPECT_FALSE(found->has_credentials());
}

TEST_P(CameraTableTest, ATakenNameIsRefusedOrNumbered) {
  ASSERT_TRUE(create("gate").ok());
  EXPECT_EQ(base::errorReason(create("gate").status()), type::v1::ERROR_REASON_CAMERA_NAME_TAKEN);
  CameraStep another = creation(camera("gate"));
  another.anyName = true;
  EXPECT_EQ(apply(another)->name(), "cameras/gate-2");
  EXPECT_EQ(apply(another)->name(), "cameras/gate-3");
}

TEST_P(CameraTableTest, ARetryGivesTheFirstResult) {
  const auto key = sql::requestKey("users/a", "CreateCamera", "request-1", camera("gate"));
  const auto first = apply(creation(camera("gate")), key);
  const auto second = apply(creation(camera("gate")), key, kNow + absl::Hours(1));
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->DebugString(), first->DebugString());
}

TEST_P(CameraTableTest, SeveralStepsHappenTogetherOrNotAtAll) {
  ASSERT_TRUE(create("old").ok());
  CameraStep removal;
  removal.kind = CameraStep::Kind::kRemove;
  removal.camera.set_name("cameras/none");
  EXPECT_FALSE(cameras_.apply({creation(camera("new")), removal}, {}, kNow).ok());
  EXPECT_FALSE(cameras_.get("cameras/new").ok());
  removal.camera.set_name("cameras/old");
  const auto done = cameras_.apply({creation(camera("new")), removal}, {}, kNow);
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_TRUE(cameras_.get("cameras/new").ok());
  EXPECT_FALSE(cameras_.get("cameras/old").ok());
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
  const std::string etag = create("gate")->etag();
  const auto updated = rename("gate", etag, "Brama");
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->display_name(), "Brama");
  EXPECT_NE(updated->etag(), etag);
  EXPECT_EQ(base::errorReason(rename("gate", etag, "x").status()), type::v1::ERROR_REASON_ETAG_MISMATCH);
  EXPECT_EQ(base::errorReason(remove("gate", etag)), type::v1::ERROR_REASON_ETAG_MISMATCH);
}

TEST_P(CameraTableTest, WhatIsNotThereIsUnknown) {
  EXPECT_EQ(base::errorReason(cameras_.get("cameras/none").status()), type::v1::ERROR_REASON_CAMERA_UNKNOWN);
  EXPECT_EQ(base::errorReason(rename("none", "", "x").status()), type::v1::ERROR_REASON_CAMERA_UNKNOWN);
  EXPECT_EQ(base::errorReason(remove("none")), type::v1::ERROR_REASON_CAMERA_UNKNOWN);
  EXPECT_EQ(base::errorReason(cameras_.setProbe("cameras/none", {})), type::v1::ERROR_REASON_CAMERA_UNKNOWN);
}

TEST_P(CameraTableTest, CredentialsGoWithTheirCamera) {
  CameraStep step = creation(camera("gate"));
  step.credentials = sealedAs("k1", "box-of-");
  ASSERT_TRUE(apply(step)->has_credentials());
  EXPECT_EQ((*cameras_.credentials("cameras/gate"))->box, "box-of-gate");
  ASSERT_TRUE(remove("gate").ok());
  ASSERT_TRUE(create("gate").ok());
  EXPECT_FALSE(cameras_.credentials("cameras/gate")->has_value());
}

TEST_P(CameraTableTest, ResealingChangesAllOrNothing) {
  for (const char* id : {"a", "b", "c"}) {
    CameraStep step = creation(camera(id));
    step.credentials = sealedAs("k1", "old-");
    ASSERT_TRUE(apply(step).ok());
  }
  const auto broken = cameras_.resealAll("k2", [](const std::string& id, const SealedCredentials&) {
    return id == "b" ? absl::StatusOr<SealedCredentials>(base::internalError("no"))
                     : absl::StatusOr<SealedCredentials>(SealedCredentials{"k2", "new-" + id});
  });
  EXPECT_FALSE(broken.ok());
  EXPECT_EQ((*cameras_.credentials("cameras/a"))->keyId, "k1");
  const auto reseal = [](const std::string& id, const SealedCredentials& before) {
    EXPECT_EQ(before.box, "old-" + id);
    return absl::StatusOr<SealedCredentials>(SealedCredentials{"k2", "new-" + id});
  };
  EXPECT_EQ(*cameras_.resealAll("k2", reseal), 3);
  EXPECT_EQ((*cameras_.credentials("cameras/c"))->box, "new-c");
  EXPECT_EQ(*cameras_.resealAll("k2", reseal), 0);
}

TEST_P(CameraTableTest, AProbeIsKeptWithoutTouchingTheEtag) {
  ASSERT_TRUE(create("gate").ok());
  v1::Probe probe;
  probe.set_outcome(v1::PROBE_OUTCOME_OK);
  probe.set_video_codec("h264");
  ASSERT_TRUE(cameras_.setProbe("cameras/gate", probe).ok());
  EXPECT_EQ(cameras_.get("cameras/gate")->last_probe().video_codec(), "h264");
  EXPECT_EQ(cameras_.get("cameras/gate")->etag(), "1");
}

TEST_P(CameraTableTest, WhoeverWatchesSeesEveryChangeInOrder) {
  ASSERT_TRUE(create("a").ok());
  const std::int64_t before = *cameras_.lastRevision();
  ASSERT_TRUE(create("b").ok());
  ASSERT_TRUE(remove("a").ok());
  ASSERT_TRUE(cameras_.setProbe("cameras/b", {}).ok());
  const auto changes = cameras_.changedSince(before, 100);
  ASSERT_TRUE(changes.ok()) << changes.status();
  ASSERT_EQ(changes->changes.size(), 2U);
  EXPECT_EQ(changes->changes[0].name, "cameras/a");
  EXPECT_FALSE(changes->changes[0].camera);
  EXPECT_EQ(changes->changes[1].name, "cameras/b");
  EXPECT_TRUE(cameras_.changedSince(changes->revision, 100)->changes.empty());
  EXPECT_EQ(cameras_.changedSince(before, 1)->changes.size(), 1U);
}

TEST_P(CameraTableTest, AForgottenPastIsSaid) {
  ASSERT_TRUE(create("a").ok());
  const std::int64_t before = *cameras_.lastRevision();
  ASSERT_TRUE(remove("a").ok());
  ASSERT_TRUE(cameras_.forgetRemoved(kNow + absl::Hours(1)).ok());
  EXPECT_EQ(base::errorReason(cameras_.changedSince(before, 10).status()), type::v1::ERROR_REASON_REVISION_COMPACTED);
}

}  // namespace
}  // namespace cameramonit::registry
