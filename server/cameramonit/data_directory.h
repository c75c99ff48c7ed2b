#pragma once

#include <filesystem>
#include <string>

#include <absl/status/statusor.h>

#include "common/base/secret.h"

namespace cameramonit {

/// The folder that holds everything an installation keeps: mode 0700, used by one process at a time. Thread-bound.
class DataDirectory {
 public:
  /// Makes the folder if need be and takes it for this process until destroyed.
  /// Errors: SETTING_INVALID when it cannot be used or another process holds it.
  static absl::StatusOr<DataDirectory> open(const std::filesystem::path& path);

  /// The same without taking it: for reading a key beside a running server.
  static absl::StatusOr<DataDirectory> peek(const std::filesystem::path& path);

  DataDirectory(DataDirectory&& other) noexcept;
  DataDirectory& operator=(DataDirectory&&) = delete;
  ~DataDirectory();

  const std::filesystem::path& path() const { return path_; }
  /// 32 random bytes kept in keys/`name` (0600), made at the first call.
  absl::StatusOr<base::Secret<std::string>> key(const std::string& name) const;

 private:
  DataDirectory(std::filesystem::path path, int lock) : path_(std::move(path)), lock_(lock) {}

  std::filesystem::path path_;
  int lock_;  // file descriptor, -1 when only peeking
};

}  // namespace cameramonit
