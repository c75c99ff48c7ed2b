#include "server/application/table/changes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/status.h"
#include "server/application/table/channel_table.h"
#include "server/application/table/integration_table.h"
#include "server/application/table/project_table.h"
#include "tests/support/database/test_database.h"

namespace cameramonit::application {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);
constexpr char kProject[] = "projects/home";
constexpr char kChannel[] = "projects/home/channels/gate";

class ChangesTest : public support::BothDatabases {
 protected:
  void addProject() {
    v1::Project project;
    project.set_name(kProject);
    project.set_display_name("Home");
    project.set_time_zone("UTC");
    project.add_languages(type::v1::LANGUAGE_PL);
    project.mutable_retention()->set_seconds(7200);
    ASSERT_TRUE(projects_.create(project, {}, kNow).ok());
  }
  void addChannel() {
    v1::Channel channel;
    channel.set_name(kChannel);
    channel.set_camera("cameras/gate");
    channel.set_display_name("Gate");
    ASSERT_TRUE(channels_.create(channel, {}, kNow).ok());
  }
  std::vector<std::string> since(std::int64_t revision) {
    std::vector<std::string> told;
    const auto changes = changes_.since(revision, 100);
    for (const Change& change : *changes) told.push_back((change.deleted ? "-" : "") + change.name);
    return told;
  }

  ProjectTable projects_{database()};
  ChannelTable channels_{database()};
  IntegrationTable integrations_{database()};
  ChangeTable changes_{database()};
};
CAMERAMONIT_BOTH_DATABASES(ChangesTest);

TEST_P(ChangesTest, EverythingIsToldInOrder) {
  addProject();
  addChannel();
  const std::int64_t revision = *changes_.lastRevision();
  EXPECT_THAT(since(0), ::testing::ElementsAre(kProject, kChannel));
  ASSERT_TRUE(projects_.update(*projects_.get(kProject), {}, kNow).ok());
  ASSERT_TRUE(channels_.remove(kChannel, "", {}, kNow).ok());
  ASSERT_TRUE(projects_.remove(kProject, "", {}, kNow).ok());
  EXPECT_THAT(since(revision), ::testing::ElementsAre(std::string("-") + kChannel, std::string("-") + kProject));
}

TEST_P(ChangesTest, RevisionThatWasNeverGivenIsRefused) {
  EXPECT_EQ(base::errorReason(changes_.since(*changes_.lastRevision() + 1, 1).status()),
            type::v1::ERROR_REASON_REVISION_COMPACTED);
}

TEST_P(ChangesTest, LanguagesAndRetentionComeBack) {
  addProject();
  const auto found = projects_.get(kProject);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->retention().seconds(), 7200);
  ASSERT_EQ(found->languages_size(), 1);
}

TEST_P(ChangesTest, ProjectWithChannelsStays) {
  addProject();
  addChannel();
  EXPECT_EQ(base::errorReason(projects_.remove(kProject, "", {}, kNow)), type::v1::ERROR_REASON_PROJECT_NOT_EMPTY);
  EXPECT_TRUE(projects_.get(kProject).ok());
  EXPECT_THAT(since(0), ::testing::ElementsAre(kProject, kChannel)) << "what was refused left no trace";
}

TEST_P(ChangesTest, DeletionNeedsTheStoredEtagAndMayBeRepeated) {
  addProject();
  addChannel();
  EXPECT_EQ(base::errorReason(channels_.remove(kChannel, "7", {}, kNow)), type::v1::ERROR_REASON_ETAG_MISMATCH);
  const sql::RequestKey key{"users/anna", "Delete", "r1", "f"};
  EXPECT_TRUE(channels_.remove(kChannel, "1", key, kNow).ok());
  EXPECT_TRUE(channels_.remove(kChannel, "1", key, kNow).ok());
  EXPECT_EQ(base::errorReason(channels_.remove(kChannel, "", {}, kNow)), type::v1::ERROR_REASON_CHANNEL_UNKNOWN);
}

TEST_P(ChangesTest, IntegrationKeepsSecretAndTestApart) {
  addProject();
  StoredIntegration pager;
  pager.integration.set_name("projects/home/integrations/pager");
  pager.integration.set_display_name("Pager");
  pager.integration.mutable_webhook()->set_url("https://pager.example/");
  pager.sealedSecret = "box";
  const auto created = integrations_.create(pager, {}, kNow);
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_TRUE(created->has_secret());
  v1::TestResult result;
  result.set_http_status(204);
  ASSERT_TRUE(integrations_.keepTest(created->name(), result).ok());
  const auto found = integrations_.get(created->name());
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->integration.last_test().http_status(), 204);
  EXPECT_EQ(found->integration.etag(), created->etag());
  EXPECT_EQ(found->sealedSecret, "box");
  EXPECT_EQ(integrations_.list(kProject, 0, "")->integrations.size(), 1U);
  EXPECT_EQ(base::errorReason(integrations_.remove(created->name(), "9")), type::v1::ERROR_REASON_ETAG_MISMATCH);
  EXPECT_TRUE(integrations_.remove(created->name(), "1").ok());
}

}  // namespace
}  // namespace cameramonit::application
