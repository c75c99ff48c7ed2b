#include "storage/media/table/media_table.h"

#include <gtest/gtest.h>

#include <absl/strings/str_cat.h>

#include "common/base/ids.h"
#include "common/base/status.h"
#include "storage/sql/proto_fields.h"
#include "tests/support/database/test_database.h"

namespace cameramonit::media {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);
constexpr char kChannel[] = "projects/home/channels/gate";

StoredMedia media(v1::Media::Kind kind, absl::Time start = kNow, const std::string& channel = kChannel) {
  StoredMedia out;
  v1::Media& m = out.media;
  m.set_name(channel + "/media/" + base::newUuid(start));
  m.set_kind(kind);
  m.set_display_name("urlop.mp4");
  m.set_size_bytes(12'345'678'901);
  *m.mutable_start_time() = sql::timestampOf(start);
  m.mutable_duration()->set_seconds(90);
  m.mutable_video()->set_codec("h264");
  m.mutable_video()->set_width(1920);
  m.mutable_video()->set_height(1080);
  m.mutable_video()->set_frames_per_second(25);
  m.mutable_video()->set_container("mov,mp4");
  m.mutable_video()->set_browser_playable(true);
  m.set_analysis_state(v1::Media::ANALYSIS_STATE_PENDING);
  return out;
}

MediaFile file(const std::string& path, MediaFile::Variant variant = MediaFile::Variant::kOriginal,
               std::int64_t size = 100) {
  return {variant, path, "video/mp4", size};
}

class MediaTableTest : public support::BothDatabases {
 protected:
  MediaTable media_{database()};
};
CAMERAMONIT_BOTH_DATABASES(MediaTableTest);

TEST_P(MediaTableTest, AMediaComesBackAsItWasStored) {
  StoredMedia stored = media(v1::Media::KIND_UPLOAD);
  stored.media.mutable_remark()->set_pl("urwany");
  stored.media.mutable_remark()->set_en("cut short");
  const auto put = media_.put(stored, {file("a/1.mp4")}, kNow);
  ASSERT_TRUE(put.ok()) << put.status();
  auto found = media_.get(stored.media.name());
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->media.create_time().seconds(), absl::ToUnixSeconds(kNow));
  found->media.clear_create_time();
  found->media.clear_etag();
  EXPECT_EQ(found->media.DebugString(), stored.media.DebugString());
  EXPECT_EQ(media_.files(stored.media.name())->front().path, "a/1.mp4");
}

TEST_P(MediaTableTest, AnotherChannelsNameDoesNotFindIt) {
  const StoredMedia stored = *media_.put(media(v1::Media::KIND_UPLOAD), {}, kNow);
  std::string foreign = stored.media.name();
  foreign.replace(foreign.find("gate"), 4, "yard");
  EXPECT_EQ(base::errorReason(media_.get(foreign).status()), type::v1::ERROR_REASON_MEDIA_UNKNOWN);
}

TEST_P(MediaTableTest, AClipOfTheSameEventKeepsItsNameAndDoomsTheOldFile) {
  const std::string event = std::string(kChannel) + "/events/" + base::newUuid(kNow);
  StoredMedia clip = media(v1::Media::KIND_CLIP);
  clip.media.set_event(event);
  clip.eventOffset = absl::Seconds(5);
  const auto first = media_.put(clip, {file("clips/1.mp4")}, kNow);
  ASSERT_TRUE(first.ok()) << first.status();
  StoredMedia again = clip;
  again.media.set_name(std::string(kChannel) + "/media/" + base::newUuid(kNow));
  again.media.set_display_name("lepszy opis");
  const auto second = media_.put(again, {file("clips/2.mp4")}, kNow + absl::Hours(1));
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->media.name(), first->media.name());
  EXPECT_EQ(second->media.create_time().seconds(), absl::ToUnixSeconds(kNow));
  const auto found = media_.findOfEvent(event, v1::Media::KIND_CLIP);
  ASSERT_TRUE(found.ok() && found->has_value());
  EXPECT_EQ((*found)->media.display_name(), "lepszy opis");
  EXPECT_EQ((*found)->eventOffset, absl::Seconds(5));
  EXPECT_FALSE((*media_.findOfEvent(event, v1::Media::KIND_STILL)).has_value());
  EXPECT_EQ(*media_.doomedFiles(10), std::vector<std::string>{"clips/1.mp4"});
}

TEST_P(MediaTableTest, ListsAreNewestFirstPagedAndFiltered) {
  for (int hour = 0; hour < 5; ++hour) {
    ASSERT_TRUE(media_.put(media(v1::Media::KIND_UPLOAD, kNow + absl::Hours(hour)), {}, kNow).ok());
  }
  ASSERT_TRUE(media_.put(media(v1::Media::KIND_STILL, kNow), {}, kNow).ok());
  ASSERT_TRUE(media_.put(media(v1::Media::KIND_UPLOAD, kNow, "projects/home/channels/yard"), {}, kNow).ok());
  const auto hoursOf = [&](const MediaFilter& filter) {
    std::string hours, token;
    do {
      const auto page = media_.list(filter, 2, token);
      EXPECT_TRUE(page.ok()) << page.status();
      for (const auto& found : page->media) {
        absl::StrAppend(&hours, (found.start_time().seconds() - absl::ToUnixSeconds(kNow)) / 3600, " ");
      }
      token = page->nextPageToken;
    } while (!token.empty());
    return hours;
  };
  MediaFilter filter;
  filter.parent = kChannel;
  filter.kinds = {v1::Media::KIND_UPLOAD};
  EXPECT_EQ(hoursOf(filter), "4 3 2 1 0 ");
  filter.from = kNow + absl::Hours(1);
  filter.until = kNow + absl::Hours(3);
  EXPECT_EQ(hoursOf(filter), "2 1 ");
  MediaFilter all;
  all.parent = "projects/home";
  EXPECT_EQ(hoursOf(all), "4 3 2 1 0 0 0 ");
  const std::vector<VisibleChannel> allowed{{"projects/home/channels/yard"}};
  all.allowedChannels = &allowed;
  EXPECT_EQ(hoursOf(all), "0 ");
  const std::vector<VisibleChannel> none;
  all.allowedChannels = &none;
  EXPECT_EQ(hoursOf(all), "");
}

TEST_P(MediaTableTest, AnAnalysisIsFollowedToItsEnd) {
  const std::string name = media_.put(media(v1::Media::KIND_UPLOAD), {}, kNow)->media.name();
  ASSERT_EQ(media_.unfinished()->size(), 1u);
  AnalysisChange running;
  running.state = v1::Media::ANALYSIS_STATE_RUNNING;
  running.progress = 0.25f;
  running.attempt = "attempt-1";
  ASSERT_TRUE(media_.setAnalysis(name, running, kNow).ok());
  AnalysisChange failed;
  failed.state = v1::Media::ANALYSIS_STATE_FAILED;
  failed.error = type::v1::LocalizedText();
  failed.error->set_en("The file ends early.");
  failed.errorReason = "FILE_INCOMPLETE";
  const auto after = media_.setAnalysis(name, failed, kNow);
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_EQ(after->media.analysis_state(), v1::Media::ANALYSIS_STATE_FAILED);
  EXPECT_FLOAT_EQ(after->media.analysis_progress(), 0.25f);
  EXPECT_EQ(after->media.analysis_error().en(), "The file ends early.");
  EXPECT_EQ(after->media.analysis_error_reason(), "FILE_INCOMPLETE");
  EXPECT_EQ(after->analysisAttempt, "attempt-1");
  EXPECT_TRUE(media_.unfinished()->empty());
}

TEST_P(MediaTableTest, RemovingAMediaTakesWhatWasMadeFromItAndDoomsTheFiles) {
  const StoredMedia source =
      *media_.put(media(v1::Media::KIND_UPLOAD), {file("a"), file("b", MediaFile::Variant::kBrowser)}, kNow);
  StoredMedia clip = media(v1::Media::KIND_CLIP);
  clip.media.set_source(source.media.name());
  ASSERT_TRUE(media_.put(clip, {file("c")}, kNow).ok());
  const auto removed = media_.remove(source.media.name());
  ASSERT_TRUE(removed.ok()) << removed.status();
  EXPECT_EQ(removed->size(), 2u);
  EXPECT_EQ(*media_.doomedFiles(10), (std::vector<std::string>{"a", "b", "c"}));
  ASSERT_TRUE(media_.forgetDoomed({"a", "c"}).ok());
  EXPECT_EQ(*media_.doomedFiles(10), std::vector<std::string>{"b"});
  EXPECT_EQ(base::errorReason(media_.get(clip.media.name()).status()), type::v1::ERROR_REASON_MEDIA_UNKNOWN);
  EXPECT_EQ(base::errorReason(media_.remove(source.media.name()).status()), type::v1::ERROR_REASON_MEDIA_UNKNOWN);
}

TEST_P(MediaTableTest, UsageFollowsTheFiles) {
  const std::string name =
      media_.put(media(v1::Media::KIND_UPLOAD), {file("a", MediaFile::Variant::kOriginal, 1000)}, kNow)->media.name();
  ASSERT_TRUE(media_.put(media(v1::Media::KIND_UPLOAD, kNow, "projects/home/channels/yard"), {file("y")}, kNow).ok());
  EXPECT_EQ(media_.usage(kChannel)->storedBytes, 1000);
  ASSERT_TRUE(media_.putFile(name, file("a.browser", MediaFile::Variant::kBrowser, 50), kNow).ok());
  EXPECT_EQ(media_.usage(kChannel)->storedBytes, 1050);
  ASSERT_TRUE(media_.putFile(name, file("a.browser2", MediaFile::Variant::kBrowser, 60), kNow).ok());
  EXPECT_EQ(media_.usage(kChannel)->storedBytes, 1060);
  EXPECT_EQ(media_.usage("projects/home")->storedBytes, 1160);
  EXPECT_EQ(media_.usage("projects/home")->mediaCount, 2);
  EXPECT_EQ(*media_.doomedFiles(10), std::vector<std::string>{"a.browser"});
  ASSERT_TRUE(media_.remove(name).ok());
  EXPECT_EQ(media_.usage(kChannel)->storedBytes, 0);
}

}  // namespace
}  // namespace cameramonit::media
