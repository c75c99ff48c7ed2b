// Clips, stills and what is made of media when it is played.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "common/base/ids.h"
#include "common/media/still.h"
#include "common/media/video_probe.h"
#include "storage/sql/proto_fields.h"
#include "tests/storage/media/open_room.h"
#include "tests/support/database/test_database.h"
#include "tests/support/media/test_video.h"

namespace cameramonit::media {
namespace {

using ::testing::SizeIs;

class EvidenceTest : public ::testing::Test {
 protected:
  v1::Media upload(const support::TestVideo& video) {
    support::makeTestVideo(video, folder_ / "film");
    auto media = room_.uploadAll(support::contentOf(folder_ / "film"));
    EXPECT_TRUE(media.ok()) << media.status();
    return media.ok() ? *media : v1::Media{};
  }
  std::string newEvent() { return absl::StrCat(kChannel, "/events/", base::newUuid(room_.clock.now())); }

  /// The clip of `event`, which lasts from .. to, seconds from the source's start.
  absl::StatusOr<v1::Media> declare(const std::string& event, const v1::Media& source, double from, double to) {
    const absl::Time start = sql::timeOf(true, source.start_time());
    v1::DeclareClipRequest request;
    request.set_event(event);
    request.set_source(source.name());
    *request.mutable_time_range()->mutable_start_time() = sql::timestampOf(start + absl::Seconds(from));
    *request.mutable_time_range()->mutable_end_time() = sql::timestampOf(start + absl::Seconds(to));
    return room_.room->evidence().declareClip(request);
  }
  absl::StatusOr<MediaFile> play(const std::string& media, Variant variant) {
    return room_.room->shelf().get(media, variant, absl::Seconds(60));
  }
  VideoFacts factsOf(const MediaFile& file) {
    return probeVideo(room_.options.directory / file.path).value_or(VideoFacts{});
  }

  support::TemporaryFolder folder_;
  support::TestDatabase database_{sql::Dialect::kSqlite};
  OpenRoom room_{*database_, folder_ / "media"};
};

TEST_F(EvidenceTest, ClipIsCutAtFirstPlayAndKnowsWhereItsEventBegins) {
  const v1::Media source = upload({.length = absl::Seconds(12)});  // keyframes every 2 s
  const auto clip = declare(newEvent(), source, 6.5, 8);
  ASSERT_TRUE(clip.ok()) << clip.status();
  EXPECT_EQ(clip->kind(), v1::Media::KIND_CLIP);
  EXPECT_THAT(room_.filesOnDisk(), SizeIs(1)) << "nothing is cut before somebody looks";

  const auto file = play(clip->name(), Variant::kBrowser);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->variant, Variant::kOriginal) << "H.264 in MP4 is played as it was cut";
  EXPECT_EQ(file->contentType, "video/mp4");
  EXPECT_NEAR(absl::ToDoubleSeconds(factsOf(*file).duration), 5, 0.2);
  const auto stored = room_.media.get(clip->name());
  EXPECT_NEAR(absl::ToDoubleSeconds(stored->eventOffset), 2.5, 0.01);
  EXPECT_EQ(sql::timeOf(true, stored->media.start_time()) - sql::timeOf(true, source.start_time()), absl::Seconds(4));
  EXPECT_EQ(stored->media.video().codec(), "h264");
}

TEST_F(EvidenceTest, ClipThatBrowsersCannotPlayGetsAnH264VersionOnce) {
  const v1::Media source = upload({.container = "avi", .encoder = "msmpeg4", .length = absl::Seconds(12)});
  const auto clip = declare(newEvent(), source, 6, 8);
  ASSERT_TRUE(clip.ok());
  const auto first = play(clip->name(), Variant::kBrowser);
  const auto second = play(clip->name(), Variant::kBrowser);
  ASSERT_TRUE(first.ok() && second.ok()) << first.status();
  EXPECT_EQ(first->path, second->path);
  EXPECT_TRUE(factsOf(*first).browserPlayable);
  const auto original = play(clip->name(), Variant::kOriginal);
  EXPECT_EQ(factsOf(*original).codec, "msmpeg4v3");
  EXPECT_THAT(room_.filesOnDisk(), SizeIs(3));
}

TEST_F(EvidenceTest, AnimationAndStillOfAClip) {
  const v1::Media source = upload({.length = absl::Seconds(12)});
  const auto clip = declare(newEvent(), source, 6, 8);
  const auto animation = play(clip->name(), Variant::kAnimation);
  const auto still = play(clip->name(), Variant::kStill);
  ASSERT_TRUE(animation.ok() && still.ok()) << animation.status() << still.status();
  EXPECT_EQ(animation->contentType, "image/webp");
  EXPECT_EQ(still->contentType, "image/jpeg");
  EXPECT_EQ(support::contentOf(room_.options.directory / still->path).substr(0, 2), "\xff\xd8");
}

TEST_F(EvidenceTest, ManyAsksMakeOneFile) {
  const v1::Media source = upload({.container = "avi", .encoder = "msmpeg4"});
  std::set<std::string> paths;
  absl::Mutex mutex;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        const auto file = play(source.name(), Variant::kBrowser);
        absl::MutexLock lock(&mutex);
        paths.insert(file.ok() ? file->path : std::string(file.status().message()));
      });
    }
  }
  EXPECT_THAT(paths, SizeIs(1));
  EXPECT_THAT(room_.filesOnDisk(), SizeIs(2));
}

TEST_F(EvidenceTest, WhoWillNotWaitIsToldToAskAgain) {
  const v1::Media source = upload({.container = "avi", .encoder = "msmpeg4"});
  EXPECT_EQ(reasonOf(room_.room->shelf().get(source.name(), Variant::kBrowser, absl::ZeroDuration()).status()),
            "VARIANT_NOT_READY");
  EXPECT_TRUE(play(source.name(), Variant::kBrowser).ok());
}

TEST_F(EvidenceTest, ClipDeclaredAgainIsTheSameClip) {
  const v1::Media source = upload({.length = absl::Seconds(12)});
  const std::string event = newEvent();
  const auto first = declare(event, source, 6, 7);
  ASSERT_TRUE(play(first->name(), Variant::kOriginal).ok());
  const auto again = declare(event, source, 6, 7);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->name(), first->name());
  EXPECT_NEAR(absl::ToDoubleSeconds(room_.media.get(first->name())->eventOffset), 2, 0.01);
  EXPECT_EQ(room_.media.files(first->name())->size(), 1u) << "what was cut is kept";

  const auto longer = declare(event, source, 6, 10);
  EXPECT_EQ(longer->name(), first->name());
  const auto file = play(first->name(), Variant::kOriginal);
  EXPECT_NEAR(absl::ToDoubleSeconds(factsOf(*file).duration), 7, 0.2) << "the event went on";
}

TEST_F(EvidenceTest, StillIsKeptAndReplaced) {
  const v1::Media source = upload({});
  v1::StoreStillRequest request;
  request.set_event(newEvent());
  request.set_source(source.name());
  *request.mutable_taken_time() = source.start_time();
  request.set_jpeg(*makeStill(folder_ / "film", {}));
  const auto first = room_.room->evidence().storeStill(request);
  ASSERT_TRUE(first.ok()) << first.status();
  const auto firstFile = play(first->name(), Variant::kStill);
  EXPECT_TRUE(support::contentOf(room_.options.directory / firstFile->path) == request.jpeg());

  request.set_jpeg(*makeStill(folder_ / "film", {.at = absl::Seconds(3)}));
  const auto second = room_.room->evidence().storeStill(request);
  EXPECT_EQ(second->name(), first->name());
  const auto secondFile = play(second->name(), Variant::kStill);
  EXPECT_TRUE(support::contentOf(room_.options.directory / secondFile->path) == request.jpeg());
  room_.reopen();
  EXPECT_THAT(room_.filesOnDisk(), SizeIs(2)) << "the replaced picture is gone";
  EXPECT_EQ(room_.room->evidence().resolve(request.event(), true)->media.name(), first->name());

  request.set_jpeg("<svg onload=alert(1)>");
  EXPECT_EQ(reasonOf(room_.room->evidence().storeStill(request).status()), "FIELD_INVALID");
}

TEST_F(EvidenceTest, DeletingAVideoTakesEverythingMadeOfIt) {
  const v1::Media source = upload({.container = "avi", .encoder = "msmpeg4", .length = absl::Seconds(12)});
  const std::string event = newEvent();
  const auto clip = declare(event, source, 6, 8);
  ASSERT_TRUE(play(clip->name(), Variant::kBrowser).ok());
  ASSERT_TRUE(play(source.name(), Variant::kStill).ok());
  ASSERT_TRUE(room_.room->remove(source.name()).ok());
  EXPECT_THAT(room_.filesOnDisk(), SizeIs(0));
  EXPECT_EQ(reasonOf(room_.room->evidence().resolve(event, false).status()), "MEDIA_UNKNOWN");
  EXPECT_EQ(room_.room->shelf().keptBytes(), 0);
  EXPECT_EQ(room_.media.usage("projects/home")->storedBytes, 0);
}

TEST_F(EvidenceTest, WhatCanBeMadeAgainIsKeptBelowItsBound) {
  room_.options.madeBytes = 1;
  room_.reopen();
  const v1::Media source = upload({.container = "avi", .encoder = "msmpeg4"});
  const auto still = play(source.name(), Variant::kStill);
  ASSERT_TRUE(still.ok());
  room_.clock.advance(absl::Seconds(1));
  ASSERT_TRUE(play(source.name(), Variant::kAnimation).ok());
  EXPECT_THAT(*room_.media.files(source.name()), SizeIs(2)) << "the original and what was made last";
  EXPECT_TRUE(play(source.name(), Variant::kStill).ok()) << "it is made again when it is wanted";
}

TEST_F(EvidenceTest, WrongDeclarationsAreRefused) {
  const v1::Media source = upload({});
  EXPECT_EQ(reasonOf(declare("projects/home/channels/gate/events/x", source, 1, 2).status()), "FIELD_INVALID");
  EXPECT_EQ(reasonOf(declare(newEvent(), source, 2, 2).status()), "FIELD_INVALID");
  v1::Media absent;
  absent.set_name(absl::StrCat(kChannel, "/media/", base::newUuid(room_.clock.now())));
  EXPECT_EQ(reasonOf(declare(newEvent(), absent, 1, 2).status()), "MEDIA_UNKNOWN");
}

}  // namespace
}  // namespace cameramonit::media
