#include "tests/architecture/source_tree.h"

#include <gmock/gmock.h>

namespace cameramonit::architecture {
namespace {

using ::testing::ElementsAre;

TEST(SourceTreeTest, IncludesAreReadFromBothKindsOfQuotes) {
  const SourceFile file{.path = "a/b.cpp", .lines = {"#include \"a/b.h\"", "// #include \"c.h\"", "#include <vector>"}};
  EXPECT_THAT(file.includes(), ElementsAre("a/b.h", "vector"));
  EXPECT_EQ(file.extension(), "cpp");
  EXPECT_EQ(file.folder(), "a");
}

TEST(SourceTreeTest, RoomsKeepTheirOrder) {
  EXPECT_THAT(
      roomsInOrder({"project(x)", "cameramonit_add_rooms(", "  protos", "  a/b a/c", ")", "other(", "  d", ")"}),
      ElementsAre("protos", "a/b", "a/c"));
}

}  // namespace
}  // namespace cameramonit::architecture
