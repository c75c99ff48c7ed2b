#include "tests/architecture/source_tree.h"

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>

namespace cameramonit::architecture {
namespace {

std::string outputOf(const std::string& command) {
  std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string output;
  std::array<char, 4096> block;
  while (pipe != nullptr) {
    const size_t count = fread(block.data(), 1, block.size(), pipe.get());
    if (count == 0) break;
    output.append(block.data(), count);
  }
  return output;
}

bool isText(const std::string& content) {
  return content.find('\0') == std::string::npos;
}

}  // namespace

std::string SourceFile::extension() const {
  const std::string name = path.substr(path.rfind('/') + 1);
  const size_t dot = name.rfind('.');
  return dot == std::string::npos ? "" : name.substr(dot + 1);
}

std::string folderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

std::vector<std::string> SourceFile::includes() const {
  std::vector<std::string> found;
  for (absl::string_view line : lines) {
    if (!absl::ConsumePrefix(&line, "#include ")) continue;
    const size_t end = line.find_first_of("\">", 1);
    if (end != absl::string_view::npos) found.emplace_back(line.substr(1, end - 1));
  }
  return found;
}

std::vector<SourceFile> readSourceTree(const std::string& root) {
  const std::string list =
      outputOf("git -C '" + root + "' ls-files -z --cached --others --exclude-standard --deduplicate");
  if (list.empty()) {
    std::cerr << "git lists no file below " << root << "\n";
    std::abort();
  }
  std::vector<SourceFile> files;
  for (absl::string_view path : absl::StrSplit(list, '\0', absl::SkipEmpty())) {
    std::ifstream stream(root + "/" + std::string(path), std::ios::binary);
    if (!stream) continue;  // deleted, not committed yet
    std::stringstream content;
    content << stream.rdbuf();
    if (!isText(content.str())) continue;
    SourceFile file{.path = std::string(path), .lines = absl::StrSplit(content.str(), '\n')};
    if (file.lines.back().empty()) file.lines.pop_back();
    files.push_back(std::move(file));
  }
  return files;
}

std::vector<std::string> roomsInOrder(const std::vector<std::string>& lines) {
  std::vector<std::string> rooms;
  bool inside = false;
  for (const std::string& line : lines) {
    if (absl::StartsWith(line, "cameramonit_add_rooms(")) {
      inside = true;
    } else if (inside && absl::StartsWith(line, ")")) {
      break;
    } else if (inside) {
      for (absl::string_view room : absl::StrSplit(line, ' ', absl::SkipEmpty())) rooms.emplace_back(room);
    }
  }
  return rooms;
}

}  // namespace cameramonit::architecture
