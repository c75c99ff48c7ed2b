#pragma once

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

namespace cameramonit::base {

/// A program that runs beside this one and ends with this object. No shell is involved. Thread-bound.
class ChildProcess {
 public:
  struct Options {
    std::vector<std::string> command;           ///< the program, by path or looked up in PATH, and its arguments
    std::vector<std::string> environment = {};  ///< NAME=value, besides ours
    std::string errorsTo = {};                  ///< file that its standard error is appended to; empty: ours
  };
  /// Errors: FILE_MISSING where there is no such program; INTERNAL.
  static absl::StatusOr<std::unique_ptr<ChildProcess>> start(const Options& options);

  /// Kills it, if it still runs.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  pid_t pid() const { return pid_; }

  /// Its standard input gets all of it; blocks while it does not read. False where it does not any more.
  bool write(std::string_view bytes);
  void closeInput();

  /// The next line of its standard output; nothing where none came within `patience`, or it has ended its output.
  std::optional<std::string> readLine(absl::Duration patience);

  void signal(int number);
  /// Its exit code, 128 + signal where that ended it; nothing where it still runs after `patience`.
  std::optional<int> wait(absl::Duration patience = absl::InfiniteDuration());
  bool running() { return !wait(absl::ZeroDuration()); }

 private:
  ChildProcess(pid_t pid, int input, int output) : pid_(pid), input_(input), output_(output) {}

  const pid_t pid_;
  int input_;         ///< -1: closed
  int output_;        ///< likewise
  std::string read_;  ///< of its output, not handed out yet
  std::optional<int> exitCode_;
};

/// The program `name` that was built or installed beside this one.
std::string programBeside(const std::string& name);

}  // namespace cameramonit::base
