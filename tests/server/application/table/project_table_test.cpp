#include "server/application/table/project_table.h"

#include <gtest/gtest.h>

#include "common/base/status.h"
#include "tests/support/database/test_database.h"

namespace cameramonit::application {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);

v1::Project project(const std::string& id) {
  v1::Project out;
  out.set_name("projects/" + id);
  out.set_display_name("Dom");
  out.set_time_zone("Europe/Warsaw");
  out.set_quota_bytes(50'000'000'000);
  return out;
}

class ProjectTableTest : public support::BothDatabases {
 protected:
  ProjectTable projects_{database()};
};
CAMERAMONIT_BOTH_DATABASES(ProjectTableTest);

TEST_P(ProjectTableTest, AProjectComesBackAsItWasStored) {
  const auto created = projects_.create(project("home"), {}, kNow);
  ASSERT_TRUE(created.ok()) << created.status();
  const auto found = projects_.get("projects/home");
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->DebugString(), created->DebugString());
  EXPECT_EQ(found->quota_bytes(), 50'000'000'000);
  EXPECT_EQ(found->time_zone(), "Europe/Warsaw");
}

TEST_P(ProjectTableTest, ATakenNameAndAnUnknownOneAreTold) {
  ASSERT_TRUE(projects_.create(project("home"), {}, kNow).ok());
  EXPECT_EQ(base::errorReason(projects_.create(project("home"), {}, kNow).status()),
            type::v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(base::errorReason(projects_.get("projects/none").status()), type::v1::ERROR_REASON_PROJECT_UNKNOWN);
}

TEST_P(ProjectTableTest, AListShowsOnlyWhatIsAllowed) {
  for (const char* id : {"a", "b", "c", "d"}) ASSERT_TRUE(projects_.create(project(id), {}, kNow).ok());
  const NameFilter allowed = [](const std::string& name) { return name == "projects/b" || name == "projects/d"; };
  auto page = projects_.list(allowed, 1, "");
  ASSERT_TRUE(page.ok());
  ASSERT_EQ(page->projects.size(), 1u);
  EXPECT_EQ(page->projects[0].name(), "projects/b");
  page = projects_.list(allowed, 1, page->nextPageToken);
  ASSERT_EQ(page->projects.size(), 1u);
  EXPECT_EQ(page->projects[0].name(), "projects/d");
  EXPECT_EQ(page->nextPageToken, "");
  EXPECT_EQ(projects_.list(nullptr, 0, "")->projects.size(), 4u);
}

TEST_P(ProjectTableTest, AnUpdateNeedsTheStoredEtagAndARetryGivesTheFirstResult) {
  v1::Project changed = *projects_.create(project("home"), {}, kNow);
  changed.set_time_zone("UTC");
  const auto key = sql::requestKey("users/a", "UpdateProject", "r1", changed);
  const auto updated = projects_.update(changed, key, kNow);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->time_zone(), "UTC");
  EXPECT_EQ(projects_.update(changed, key, kNow)->etag(), updated->etag());
  EXPECT_EQ(base::errorReason(projects_.update(changed, {}, kNow).status()), type::v1::ERROR_REASON_ETAG_MISMATCH);
}

}  // namespace
}  // namespace cameramonit::application
