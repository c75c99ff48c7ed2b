#pragma once

#include <cstdint>
#include <filesystem>

#include <absl/status/statusor.h>

namespace cameramonit::media {

/// How much fits on a disk. Thread-safe.
class DiskSpace {
 public:
  virtual ~DiskSpace() = default;
  /// Bytes that can still be written by us. Errors: INTERNAL.
  virtual absl::StatusOr<std::int64_t> freeBytes() const = 0;
};

/// The file system that holds `folder`, which must exist.
class FileSystemSpace final : public DiskSpace {
 public:
  explicit FileSystemSpace(std::filesystem::path folder) : folder_(std::move(folder)) {}
  absl::StatusOr<std::int64_t> freeBytes() const override;

 private:
  const std::filesystem::path folder_;
};

}  // namespace cameramonit::media
