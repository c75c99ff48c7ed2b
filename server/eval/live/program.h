#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

namespace cameramonit::eval {

/// An empty folder that goes with everything in it. Thread-bound.
class WorkFolder {
 public:
  WorkFolder();
  ~WorkFolder();
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// What a program said and cost until its end.
struct ProgramRun {
  std::string firstLine;  ///< of its standard output
  absl::Duration cpu;     ///< user and system
};

/// Runs a program to its end. Thread-bound.
/// Errors: FILE_MISSING where there is no such program; INTERNAL where it fails.
absl::StatusOr<ProgramRun> runProgram(const std::vector<std::string>& command,
                                      const std::vector<std::string>& environment = {});

}  // namespace cameramonit::eval
