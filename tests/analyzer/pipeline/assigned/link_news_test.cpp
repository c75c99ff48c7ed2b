// A silent camera is news, a short silence is none.
#include <gmock/gmock.h>

#include "analyzer/pipeline/assigned/link_news.h"

namespace cameramonit::assigned {
namespace {

using events::v1::Event;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const absl::Time kStart = absl::FromUnixSeconds(1'795'444'200);

TEST(LinkNewsTest, ShortSilenceIsNoNews) {
  LinkNews news("projects/p/channels/c");
  EXPECT_THAT(news.observe(true, kStart), IsEmpty());
  EXPECT_THAT(news.observe(false, kStart + absl::Seconds(1)), IsEmpty());
  EXPECT_THAT(news.observe(false, kStart + absl::Seconds(9)), IsEmpty());
  EXPECT_THAT(news.observe(true, kStart + absl::Seconds(10)), IsEmpty());
}

TEST(LinkNewsTest, LongSilenceGrowsUnderOneNameAndEndsWithTheReturn) {
  LinkNews news("projects/p/channels/c");
  news.observe(false, kStart);
  const std::vector<Event> silent = news.observe(false, kStart + absl::Seconds(12));
  ASSERT_THAT(silent, SizeIs(1));
  EXPECT_EQ(silent[0].kind(), events::v1::EVENT_KIND_CAMERA_OFFLINE);
  EXPECT_EQ(silent[0].state(), Event::STATE_ONGOING);
  EXPECT_EQ(silent[0].start_time().seconds(), absl::ToUnixSeconds(kStart));
  EXPECT_THAT(news.observe(false, kStart + absl::Seconds(20)), IsEmpty()) << "told once";

  const std::vector<Event> back = news.observe(true, kStart + absl::Seconds(90));
  ASSERT_THAT(back, SizeIs(2));
  EXPECT_EQ(back[0].name(), silent[0].name());
  EXPECT_EQ(back[0].state(), Event::STATE_FINAL);
  EXPECT_THAT(back[0].sentence().en(), HasSubstr("90 seconds"));
  EXPECT_EQ(back[1].kind(), events::v1::EVENT_KIND_CAMERA_BACK);
  EXPECT_THAT(back[1].sentence().pl(), HasSubstr("znów odpowiada"));
}

TEST(LinkNewsTest, TimeThatNobodyWatchedIsSaidAsThat) {
  const LinkNews news("projects/p/channels/c");
  const Event event = news.notWatched(kStart, kStart + absl::Minutes(4));
  EXPECT_EQ(event.kind(), events::v1::EVENT_KIND_CAMERA_OFFLINE);
  EXPECT_EQ(event.state(), Event::STATE_FINAL);
  EXPECT_THAT(event.sentence().en(), HasSubstr("Nobody watched for 4 minutes"));
  EXPECT_THAT(event.sentence().pl(), HasSubstr("nikt nie patrzył"));
}

}  // namespace
}  // namespace cameramonit::assigned
