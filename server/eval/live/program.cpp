#include "server/eval/live/program.h"

#include <sys/resource.h>

#include <cstdlib>

#include <absl/strings/str_cat.h>

#include "common/base/child_process.h"
#include "common/base/status.h"

namespace cameramonit::eval {
namespace {

constexpr absl::Duration kLongest = absl::Minutes(10);

absl::Duration cpuOfChildren() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  return absl::DurationFromTimeval(usage.ru_utime) + absl::DurationFromTimeval(usage.ru_stime);
}

}  // namespace

WorkFolder::WorkFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "cameramonit-eval-XXXXXX").string();
  path_ = ::mkdtemp(pattern.data());
}

WorkFolder::~WorkFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

absl::StatusOr<ProgramRun> runProgram(const std::vector<std::string>& command,
                                      const std::vector<std::string>& environment) {
  const absl::Duration before = cpuOfChildren();
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto process,
                               base::ChildProcess::start({.command = command, .environment = environment}));
  process->closeInput();
  ProgramRun run;
  run.firstLine = process->readLine(kLongest).value_or("");
  const auto code = process->wait(kLongest);
  if (code != 0) {
    return base::internalError(absl::StrCat(command.front(), " failed with ", code.value_or(-1), "."));
  }
  run.cpu = cpuOfChildren() - before;
  return run;
}

}  // namespace cameramonit::eval
