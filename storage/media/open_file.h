#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <utility>

namespace cameramonit::media {

/// A file descriptor, closed with its owner. Movable; thread-bound.
class OpenFile {
 public:
  /// `flags` and `mode` as for open(2). Not open afterwards when that fails; errno tells why.
  OpenFile(const std::filesystem::path& file, int flags, mode_t mode = 0600)
      : fd_(::open(file.c_str(), flags | O_CLOEXEC, mode)) {}
  OpenFile(OpenFile&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  OpenFile& operator=(OpenFile&&) = delete;
  ~OpenFile() {
    if (fd_ >= 0) ::close(fd_);
  }

  bool isOpen() const { return fd_ >= 0; }
  int fd() const { return fd_; }

 private:
  int fd_;
};

}  // namespace cameramonit::media
