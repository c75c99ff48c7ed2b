#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

namespace cameramonit::testing {

/// A child process whose standard output is kept. Thread-bound.
class ChildProcess {
 public:
  /// Starts it. Aborts the test program when it cannot.
  ChildProcess(const std::vector<std::string>& command, const std::vector<std::string>& environment);
  /// Kills and reaps what still runs.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  /// Whether it ended by itself; then exitCode() is known.
  bool ended();
  /// Waits for its end; its exit code, 128 + signal when killed.
  int wait();
  void kill(int signal);
  /// What it said so far.
  std::string output();
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
  int output_ = -1;
  bool reaped_ = false;
  int exitCode_ = 0;
  std::string said_;
};

/// The real program on its own data directory and fixed free ports, so that it can be killed and come back.
/// Thread-bound.
class ServerProcess {
 public:
  explicit ServerProcess(std::string dataDirectory);

  /// Starts it and waits until it serves.
  void start();
  void killAndReap(int signal);

  /// A fresh token with every role.
  std::string operatorToken() const;
  std::string grpcAddress() const;
  /// While it runs.
  pid_t pid() const { return process_->pid(); }

 private:
  const std::string dataDirectory_;
  const int webPort_;
  const int grpcPort_;
  std::unique_ptr<ChildProcess> process_;
};

/// The folder that the programs under test were built into.
std::string programFolder();

}  // namespace cameramonit::testing
