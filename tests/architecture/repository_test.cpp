#include "tests/architecture/source_tree.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include <gmock/gmock.h>

#include <map>
#include <regex>
#include <set>

namespace cameramonit::architecture {
namespace {

constexpr size_t kLongestFile = 500;  // lines

class RepositoryTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { tree_ = new std::vector(readSourceTree(CAMERAMONIT_SOURCE_DIR)); }
  static void TearDownTestSuite() { delete tree_; }

  static bool isCode(const SourceFile& file) {
    static const std::set<std::string> kExtensions = {"cpp", "h",  "proto", "ts",    "tsx", "js",
                                                      "mjs", "sh", "css",   "cmake", "sql", "html"};
    return kExtensions.count(file.extension()) > 0 || file.path == "run" || file.path == "test" ||
           absl::EndsWith(file.path, "CMakeLists.txt");
  }

  static inline const std::vector<SourceFile>* tree_ = nullptr;
};

TEST_F(RepositoryTest, FilesAreSmallEnoughToHoldInTheHead) {
  for (const SourceFile& file : *tree_) {
    if (!isCode(file)) continue;
    EXPECT_LE(file.lines.size(), kLongestFile) << file.path;
  }
}

/// Whether `cmake`, the text of a CMakeLists.txt, names the source at `path` below its folder.
bool isNamed(const std::string& cmake, const std::string& path) {
  const std::regex mention("(^|[^\\w/])" + std::regex_replace(path, std::regex(R"(\.)"), "\\.") + "([^\\w]|$)");
  return std::regex_search(cmake, mention);
}

TEST_F(RepositoryTest, EverySourceBelongsToATarget) {
  std::map<std::string, std::string> targets;  // folder -> its CMakeLists.txt
  for (const SourceFile& file : *tree_) {
    if (!absl::EndsWith(file.path, "CMakeLists.txt")) continue;
    for (const std::string& line : file.lines) absl::StrAppend(&targets[file.folder()], line, "\n");
  }
  for (const SourceFile& file : *tree_) {
    if (file.extension() != "cpp") continue;
    std::string folder = file.folder();  // the file's own, else the nearest above that is a target
    while (!folder.empty() && targets.count(folder) == 0) folder = folderOf(folder);
    const std::string below = file.path.substr(folder.empty() ? 0 : folder.size() + 1);
    EXPECT_TRUE(isNamed(targets[folder], below)) << file.path << " is built by no target";
  }
}

TEST_F(RepositoryTest, HeadersAreGuarded) {
  for (const SourceFile& file : *tree_) {
    if (file.extension() != "h") continue;
    const bool guarded = std::find(file.lines.begin(), file.lines.end(), "#pragma once") != file.lines.end();
    EXPECT_TRUE(guarded) << file.path;
  }
}

TEST_F(RepositoryTest, NothingNamesAMachineOrARegistry) {
  // Put together here, so that this file does not name them either.
  const std::vector<std::string> forbidden = {
      absl::StrCat("/", "work/"),
      absl::StrCat("/", "root/"),
      absl::StrCat("registry.", "npm"),
      absl::StrCat("deb.", "debian."),
      absl::StrCat("\"resolved\"", ": \"http"),
  };
  for (const SourceFile& file : *tree_) {
    for (size_t i = 0; i < file.lines.size(); ++i) {
      for (const std::string& text : forbidden) {
        EXPECT_FALSE(absl::StrContains(file.lines[i], text)) << file.path << ":" << i + 1 << " names " << text;
      }
    }
  }
}

}  // namespace
}  // namespace cameramonit::architecture
