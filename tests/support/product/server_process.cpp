#include "tests/support/product/server_process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>
#include <absl/time/clock.h>

namespace cameramonit::testing {
namespace {

constexpr absl::Duration kStartPatience = absl::Seconds(90);

[[noreturn]] void give(const std::string& why) {
  std::cerr << why << std::endl;
  std::abort();
}

/// A port that was free a moment ago.
int freePort() {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(fd, generic, size) != 0 || ::getsockname(fd, generic, &size) != 0) give("No free port.");
  ::close(fd);
  return ntohs(address.sin_port);
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (const std::string& text : texts) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& command, const std::vector<std::string>& environment) {
  int pipe[2];
  if (::pipe2(pipe, O_CLOEXEC) != 0) give("No pipe.");
  std::vector<std::string> variables = environment;
  for (char** variable = environ; *variable != nullptr; ++variable) variables.emplace_back(*variable);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO);
  if (::posix_spawn(&pid_, command.front().c_str(), &actions, nullptr, pointers(command).data(),
                    pointers(variables).data()) != 0) {
    give(absl::StrCat("Cannot start ", command.front()));
  }
  posix_spawn_file_actions_destroy(&actions);
  ::close(pipe[1]);
  output_ = pipe[0];
  ::fcntl(output_, F_SETFL, O_NONBLOCK);
}

ChildProcess::~ChildProcess() {
  if (!ended()) {
    kill(SIGKILL);
    wait();
  }
  ::close(output_);
}

bool ChildProcess::ended() {
  if (reaped_) return true;
  int status = 0;
  if (::waitpid(pid_, &status, WNOHANG) != pid_) return false;
  reaped_ = true;
  exitCode_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return true;
}

int ChildProcess::wait() {
  while (!ended()) {
    output();  // so that a full pipe does not hold it up
    absl::SleepFor(absl::Milliseconds(5));
  }
  return exitCode_;
}

void ChildProcess::kill(int signal) {
  if (!reaped_) ::kill(pid_, signal);
}

std::string ChildProcess::output() {
  char buffer[4096];
  for (ssize_t n = 0; (n = ::read(output_, buffer, sizeof buffer)) > 0;)
    said_.append(buffer, static_cast<std::size_t>(n));
  return said_;
}

std::string programFolder() {
  std::string self(4096, '\0');
  const ssize_t size = ::readlink("/proc/self/exe", self.data(), self.size());
  self.resize(static_cast<std::size_t>(size));
  return self.substr(0, self.rfind('/'));
}

ServerProcess::ServerProcess(std::string dataDirectory)
    : dataDirectory_(std::move(dataDirectory)), webPort_(freePort()), grpcPort_(freePort()) {}

void ServerProcess::start() {
  process_ = std::make_unique<ChildProcess>(
      std::vector<std::string>{programFolder() + "/cameramonit", "serve", "--data-dir", dataDirectory_, "--listen",
                               absl::StrCat("127.0.0.1:", webPort_), "--grpc-listen", grpcAddress()},
      std::vector<std::string>{});
  const absl::Time end = absl::Now() + kStartPatience;
  while (!absl::StrContains(process_->output(), "gRPC (camctl)")) {
    if (process_->ended() || absl::Now() > end) give("The server did not start.");
    absl::SleepFor(absl::Milliseconds(10));
  }
}

void ServerProcess::killAndReap(int signal) {
  process_->kill(signal);
  process_->wait();
}

std::string ServerProcess::operatorToken() const {
  ChildProcess process({programFolder() + "/cameramonit", "operator-token", "--data-dir", dataDirectory_}, {});
  if (process.wait() != 0) give("No operator token.");
  return std::string(absl::StripSuffix(process.output(), "\n"));
}

std::string ServerProcess::grpcAddress() const {
  return absl::StrCat("127.0.0.1:", grpcPort_);
}

}  // namespace cameramonit::testing
