#include "tests/architecture/layering.h"

#include "absl/strings/match.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace cameramonit::architecture {
namespace {

using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::Ne;
using ::testing::Optional;

bool isCxx(const SourceFile& file) {
  return file.extension() == "cpp" || file.extension() == "h";
}

class LayeringRulesTest : public ::testing::Test {
 protected:
  const Layering layering_{{"common/base", "common/rpc", "server/events", "server/chat/understand", "server/chat",
                            "web-gateway/http", "web-gateway/media", "server/cameramonit"}};
};

TEST_F(LayeringRulesTest, ALowerRoomIsSeenAHigherOneIsNot) {
  EXPECT_THAT(layering_.objectionTo("common/rpc/server.cpp", "common/base/status.h"), Eq(std::nullopt));
  EXPECT_THAT(layering_.objectionTo("common/base/status.cpp", "common/rpc/server.h"), Optional(HasSubstr("above")));
}

TEST_F(LayeringRulesTest, ServicesMeetOnlyInTheCompositionRoot) {
  EXPECT_THAT(layering_.objectionTo("server/chat/asking.cpp", "server/events/event.h"),
              Optional(HasSubstr("past its contract")));
  EXPECT_THAT(layering_.objectionTo("web-gateway/http/server.cpp", "server/chat/asking.h"), Ne(std::nullopt));
  EXPECT_THAT(layering_.objectionTo("server/cameramonit/main.cpp", "server/chat/asking.h"), Eq(std::nullopt));
  EXPECT_THAT(layering_.objectionTo("web-gateway/http/server.cpp", "server/chat/understand/lexicon.h"),
              Ne(std::nullopt));
  EXPECT_THAT(layering_.objectionTo("server/chat/asking.cpp", "server/chat/understand/lexicon.h"), Eq(std::nullopt));
  EXPECT_THAT(layering_.objectionTo("web-gateway/media/range.cpp", "web-gateway/http/request.h"), Eq(std::nullopt));
}

TEST_F(LayeringRulesTest, AThirdPartyHeaderStaysWithItsOwner) {
  EXPECT_THAT(objectionToThirdParty("common/media/demuxer.cpp", "libavformat/avformat.h"), Eq(std::nullopt));
  EXPECT_THAT(objectionToThirdParty("analyzer/motion/motion.cpp", "libavformat/avformat.h"), Ne(std::nullopt));
  EXPECT_THAT(objectionToThirdParty("server/events/table/event_table.cpp", "soci/soci.h"), Eq(std::nullopt));
  EXPECT_THAT(objectionToThirdParty("server/events/event_service.cpp", "soci/soci.h"), Ne(std::nullopt));
  EXPECT_THAT(objectionToThirdParty("server/chat/answer.cpp", "vector"), Eq(std::nullopt));
}

class LayeringTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { tree_ = new std::vector(readSourceTree(CAMERAMONIT_SOURCE_DIR)); }
  static void TearDownTestSuite() { delete tree_; }

  static Layering houseLayering() {
    const auto root = std::find_if(tree_->begin(), tree_->end(),
                                   [](const SourceFile& file) { return file.path == "CMakeLists.txt"; });
    return Layering(roomsInOrder(root->lines));
  }

  static inline const std::vector<SourceFile>* tree_ = nullptr;
};

TEST_F(LayeringTest, NoRoomIncludesARoomAboveIt) {
  const Layering layering = houseLayering();
  for (const SourceFile& file : *tree_) {
    if (!isCxx(file)) continue;
    for (const std::string& header : file.includes()) {
      const auto objection = layering.objectionTo(file.path, header);
      if (objection) ADD_FAILURE() << file.path << " includes " << header << ": " << *objection;
    }
  }
}

TEST_F(LayeringTest, ThirdPartyHeadersStayWithTheirOwners) {
  for (const SourceFile& file : *tree_) {
    if (!isCxx(file) || absl::StartsWith(file.path, "tests/")) continue;
    for (const std::string& header : file.includes()) {
      const auto objection = objectionToThirdParty(file.path, header);
      if (objection) ADD_FAILURE() << file.path << " includes " << header << ": " << *objection;
    }
  }
}

}  // namespace
}  // namespace cameramonit::architecture
