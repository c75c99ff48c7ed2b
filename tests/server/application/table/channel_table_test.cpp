#include "server/application/table/channel_table.h"

#include <gtest/gtest.h>

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "server/application/table/project_table.h"
#include "tests/support/database/test_database.h"

namespace cameramonit::application {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);

v1::Channel channel(const std::string& project, const std::string& id) {
  v1::Channel out;
  out.set_name(absl::StrCat("projects/", project, "/channels/", id));
  out.set_camera("cameras/" + id);
  out.set_display_name("Brama");
  out.mutable_pre_roll()->set_seconds(5);
  out.mutable_post_roll()->set_nanos(500'000'000);
  out.set_analysis_fps(2.5f);
  out.set_minimum_score(0.35f);
  out.add_object_classes("person");
  auto* zone = out.add_zones();
  zone->set_id("z1");
  zone->set_display_name("ścieżka");
  for (int i = 0; i < 3; ++i) {
    auto* point = zone->add_polygon();
    point->set_x(0.1f * static_cast<float>(i));
    point->set_y(0.2f);
  }
  auto* line = out.add_lines();
  line->set_id("l1");
  line->set_left_to_right_name("in");
  return out;
}

class ChannelTableTest : public support::BothDatabases {
 protected:
  void SetUp() override {
    for (const char* id : {"a", "b"}) {
      v1::Project project;
      project.set_name(absl::StrCat("projects/", id));
      ASSERT_TRUE(ProjectTable(database()).create(project, {}, kNow).ok());
    }
  }
  ChannelTable channels_{database()};
};
CAMERAMONIT_BOTH_DATABASES(ChannelTableTest);

TEST_P(ChannelTableTest, EverySettingComesBack) {
  const auto created = channels_.create(channel("a", "gate"), {}, kNow);
  ASSERT_TRUE(created.ok()) << created.status();
  auto found = channels_.get("projects/a/channels/gate");
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->DebugString(), created->DebugString());
  found->clear_create_time();
  found->clear_update_time();
  found->clear_etag();
  EXPECT_EQ(found->DebugString(), channel("a", "gate").DebugString());
}

TEST_P(ChannelTableTest, AProjectThatIsNotThereIsUnknown) {
  EXPECT_EQ(base::errorReason(channels_.create(channel("none", "gate"), {}, kNow).status()),
            type::v1::ERROR_REASON_PROJECT_UNKNOWN);
}

TEST_P(ChannelTableTest, MalformedNamesAreUnknown) {
  for (const char* name : {"", "x", "projects/a", "projects/a/channels", "cameras/a/channels/b"}) {
    EXPECT_EQ(base::errorReason(channels_.get(name).status()), type::v1::ERROR_REASON_CHANNEL_UNKNOWN) << name;
  }
}

TEST_P(ChannelTableTest, ListsOfOneProjectAndOfAllArePaged) {
  for (const char* id : {"x", "y", "z"}) {
    ASSERT_TRUE(channels_.create(channel("a", id), {}, kNow).ok());
    ASSERT_TRUE(channels_.create(channel("b", id), {}, kNow).ok());
  }
  const auto namesOf = [&](const std::string& project, const NameFilter& visible) {
    std::string names, token;
    do {
      const auto page = channels_.list(project, visible, 2, token);
      EXPECT_TRUE(page.ok()) << page.status();
      for (const auto& found : page->channels)
        absl::StrAppend(&names, found.name().substr(9, 1), found.name().substr(found.name().size() - 1), " ");
      token = page->nextPageToken;
    } while (!token.empty());
    return names;
  };
  EXPECT_EQ(namesOf("projects/a", nullptr), "ax ay az ");
  EXPECT_EQ(namesOf("", nullptr), "ax ay az bx by bz ");
  const auto two = [](const std::string& name) {
    return name == "projects/a/channels/z" || name == "projects/b/channels/x";
  };
  EXPECT_EQ(namesOf("", two), "az bx ");
}

TEST_P(ChannelTableTest, ACameraKnowsItsChannels) {
  ASSERT_TRUE(channels_.create(channel("a", "gate"), {}, kNow).ok());
  ASSERT_TRUE(channels_.create(channel("b", "gate"), {}, kNow).ok());
  ASSERT_TRUE(channels_.create(channel("b", "yard"), {}, kNow).ok());
  EXPECT_EQ(channels_.ofCamera("cameras/gate")->size(), 2u);
}

TEST_P(ChannelTableTest, AnUpdateReplacesSettingsAndNeedsTheStoredEtag) {
  v1::Channel changed = *channels_.create(channel("a", "gate"), {}, kNow);
  changed.clear_zones();
  changed.mutable_loiter_time()->set_seconds(60);
  const auto updated = channels_.update(changed, {}, kNow + absl::Seconds(1));
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->zones_size(), 0);
  EXPECT_EQ(updated->loiter_time().seconds(), 60);
  EXPECT_EQ(base::errorReason(channels_.update(changed, {}, kNow).status()), type::v1::ERROR_REASON_ETAG_MISMATCH);
}

}  // namespace
}  // namespace cameramonit::application
