#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/base/child_process.h"

namespace cameramonit::support {

/// A test camera in a process of its own, gone with this object. Thread-bound.
class CameraProcess {
 public:
  /// Starts it with the arguments of cameramonit-testcamera and waits until it is ready. Aborts the test program when
  /// it is not.
  explicit CameraProcess(const std::vector<std::string>& arguments);

  /// Sends one command, e.g. "stall".
  void tell(const std::string& command) const;

  const std::string& address() const { return address_; }
  /// Of the sub-stream; empty where it has none.
  const std::string& subAddress() const { return subAddress_; }
  std::string port() const;

 private:
  std::unique_ptr<base::ChildProcess> process_;
  std::string address_;
  std::string subAddress_;
};

}  // namespace cameramonit::support
