#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <absl/status/status.h>

namespace cameramonit::media {

/// A file that appears under its name only when it is whole and on disk: it is written beside its place under a
/// temporary name ("<name>.<random>.tmp") and renamed by commit(). Not committed, it goes with this object; after a
/// crash its temporary name tells what it is. Movable; thread-bound.
class AtomicFile {
 public:
  /// Nothing is created yet. The folder of `destination` must exist.
  explicit AtomicFile(std::filesystem::path destination);
  AtomicFile(AtomicFile&& other) noexcept;
  AtomicFile& operator=(AtomicFile&&) = delete;
  ~AtomicFile();

  /// Where to write.
  const std::filesystem::path& temporary() const { return temporary_; }
  const std::filesystem::path& destination() const { return destination_; }

  /// Flushes the written file to disk and gives it its name, replacing what had it. Errors: DISK_FULL, INTERNAL; then
  /// the old file of that name is untouched.
  absl::Status commit();

  /// Whether `file` is what a crash left of an AtomicFile. Reentrant.
  static bool isLeftover(const std::filesystem::path& file);

 private:
  std::filesystem::path destination_;
  std::filesystem::path temporary_;  ///< empty once committed or moved from
};

/// Makes `file` with this content, whole or not at all. Errors: DISK_FULL, INTERNAL. Reentrant.
absl::Status writeWholeFile(const std::filesystem::path& file, std::string_view content);

/// Flushes a file or folder to disk. Errors: DISK_FULL, INTERNAL. Reentrant.
absl::Status syncToDisk(const std::filesystem::path& path);

/// The status of a failed write by its `errno`: DISK_FULL where the disk, a quota or a size limit ended it, INTERNAL
/// for the rest. `doing` completes "... while". Reentrant.
absl::Status writeFailure(int error, const std::string& doing);

}  // namespace cameramonit::media
