#pragma once

#include <string>
#include <vector>

namespace cameramonit::architecture {

/// The folder that holds `path`, "" for the root.
std::string folderOf(const std::string& path);

/// A text file of the repository.
struct SourceFile {
  std::string path;  ///< From the root, e.g. "common/base/status.h".
  std::vector<std::string> lines;

  /// The last extension without its dot, "" if there is none.
  std::string extension() const;
  std::string folder() const { return folderOf(path); }
  /// What stands between the quotes or brackets of `#include`, line by line.
  std::vector<std::string> includes() const;
};

/// Every text file that git tracks or would track below `root`. Aborts the test program when git cannot say.
std::vector<SourceFile> readSourceTree(const std::string& root);

/// The rooms of the root CMakeLists.txt in its order, lower ones first. `lines` are that file's.
std::vector<std::string> roomsInOrder(const std::vector<std::string>& lines);

}  // namespace cameramonit::architecture
