#include "storage/media/media_changes.h"

#include <gtest/gtest.h>

#include "tests/storage/media/open_room.h"

namespace cameramonit::media {
namespace {

class MediaChangesTest : public ::testing::Test {
 protected:
  base::Executor executor_{"watch", 1, 10};
  base::Ticker ticker_;
  rpc::WatchHub hub_{executor_, ticker_};
  MediaChanges changes_{hub_};
};

TEST_F(MediaChangesTest, EachMediaIsToldOnceWithTheNewestWord) {
  std::int64_t from = changes_.next();
  changes_.updated("a");
  changes_.updated("b");
  changes_.deleted("a");
  const auto told = changes_.since(from);
  ASSERT_TRUE(told.ok());
  ASSERT_EQ(told->size(), 2u);
  EXPECT_EQ(told->at(0).media, "b");
  EXPECT_EQ(told->at(1).media, "a");
  EXPECT_TRUE(told->at(1).deleted);
  EXPECT_TRUE(changes_.since(from)->empty());
}

TEST_F(MediaChangesTest, WhoIsTooSlowMustBeginAnew) {
  std::int64_t from = changes_.next();
  for (int i = 0; i < 5000; ++i) changes_.updated("a");
  EXPECT_EQ(reasonOf(changes_.since(from).status()), "REVISION_COMPACTED");
}

}  // namespace
}  // namespace cameramonit::media
