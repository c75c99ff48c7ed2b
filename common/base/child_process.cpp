#include "common/base/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include "common/base/status.h"

extern char** environ;

namespace cameramonit::base {
namespace {

constexpr absl::Duration kLook = absl::Milliseconds(5);

std::vector<char*> pointersTo(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

void shut(int& fd) {
  if (fd >= 0) ::close(fd);
  fd = -1;
}

}  // namespace

absl::StatusOr<std::unique_ptr<ChildProcess>> ChildProcess::start(const Options& options) {
  // A socket, since writing to one can be kept from raising SIGPIPE.
  int input[2];
  int output[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, input) != 0) return internalError("No pipe to a program.");
  if (::pipe2(output, O_CLOEXEC) != 0) {
    shut(input[0]);
    shut(input[1]);
    return internalError("No pipe from a program.");
  }
  std::vector<std::string> variables = options.environment;
  for (char** variable = environ; *variable != nullptr; ++variable) variables.emplace_back(*variable);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, input[1], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, output[1], STDOUT_FILENO);
  if (!options.errorsTo.empty()) {
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, options.errorsTo.c_str(), O_WRONLY | O_CREAT | O_APPEND,
                                     0600);
  }
  pid_t pid = -1;
  const int failed = ::posix_spawnp(&pid, options.command.front().c_str(), &files, nullptr,
                                    pointersTo(options.command).data(), pointersTo(variables).data());
  posix_spawn_file_actions_destroy(&files);
  shut(input[1]);
  shut(output[1]);
  if (failed != 0) {
    shut(input[0]);
    shut(output[0]);
    return notFound(ErrorReason::ERROR_REASON_FILE_MISSING, absl::StrCat("Cannot start ", options.command.front()),
                    {{"program", options.command.front()}});
  }
  return std::unique_ptr<ChildProcess>(new ChildProcess(pid, input[0], output[0]));
}

ChildProcess::~ChildProcess() {
  shut(input_);
  signal(SIGKILL);
  wait();
  shut(output_);
}

bool ChildProcess::write(std::string_view bytes) {
  while (!bytes.empty() && input_ >= 0) {
    const ssize_t sent = ::send(input_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return bytes.empty();
}

void ChildProcess::closeInput() {
  shut(input_);
}

std::optional<std::string> ChildProcess::readLine(absl::Duration patience) {
  const absl::Time end = absl::Now() + patience;
  for (;;) {
    if (const std::size_t newline = read_.find('\n'); newline != std::string::npos) {
      std::string line = read_.substr(0, newline);
      read_.erase(0, newline + 1);
      return line;
    }
    const absl::Duration left = std::clamp(end - absl::Now(), absl::ZeroDuration(), absl::Hours(1));
    pollfd waiting{output_, POLLIN, 0};
    if (output_ < 0 || ::poll(&waiting, 1, static_cast<int>(absl::ToInt64Milliseconds(left))) <= 0) return std::nullopt;
    char bytes[4096];
    const ssize_t got = ::read(output_, bytes, sizeof bytes);
    if (got <= 0) {
      shut(output_);
      return read_.empty() ? std::nullopt : std::optional(std::exchange(read_, {}));
    }
    read_.append(bytes, static_cast<std::size_t>(got));
  }
}

void ChildProcess::signal(int number) {
  if (!exitCode_) ::kill(pid_, number);
}

std::optional<int> ChildProcess::wait(absl::Duration patience) {
  for (const absl::Time end = absl::Now() + patience; !exitCode_;) {
    int status = 0;
    const pid_t ended = ::waitpid(pid_, &status, WNOHANG);
    if (ended == pid_) {
      exitCode_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    } else if (ended < 0) {
      exitCode_ = -1;
    } else if (absl::Now() >= end) {
      break;
    } else {
      absl::SleepFor(kLook);
    }
  }
  return exitCode_;
}

std::string programBeside(const std::string& name) {
  char self[PATH_MAX];
  const ssize_t size = ::readlink("/proc/self/exe", self, sizeof self);
  const std::string path(self, static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  return path.substr(0, path.rfind('/') + 1) + name;
}

}  // namespace cameramonit::base
