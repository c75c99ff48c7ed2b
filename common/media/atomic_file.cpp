#include "common/media/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <random>
#include <system_error>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "common/base/status.h"

namespace cameramonit::media {
namespace {

constexpr char kLeftoverExtension[] = ".tmp";

}  // namespace

AtomicFile::AtomicFile(std::filesystem::path destination) : destination_(std::move(destination)) {
  std::random_device random;
  temporary_ = destination_;
  temporary_ += absl::StrFormat(".%08x%s", random(), kLeftoverExtension);
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : destination_(std::move(other.destination_)), temporary_(std::move(other.temporary_)) {
  other.temporary_.clear();
}

AtomicFile::~AtomicFile() {
  std::error_code ignored;
  if (!temporary_.empty()) std::filesystem::remove(temporary_, ignored);
}

absl::Status AtomicFile::commit() {
  CAMERAMONIT_RETURN_IF_ERROR(syncToDisk(temporary_));
  if (std::rename(temporary_.c_str(), destination_.c_str()) != 0) return writeFailure(errno, "naming a file");
  temporary_.clear();
  return syncToDisk(destination_.parent_path());
}

bool AtomicFile::isLeftover(const std::filesystem::path& file) {
  return file.extension() == kLeftoverExtension;
}

absl::Status writeWholeFile(const std::filesystem::path& file, std::string_view content) {
  AtomicFile fresh(file);
  const int fd = open(fresh.temporary().c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return writeFailure(errno, "creating a file");
  while (!content.empty()) {
    const ssize_t written = write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      const int error = errno;
      close(fd);
      return writeFailure(error, "writing a file");
    }
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  close(fd);
  return fresh.commit();
}

absl::Status syncToDisk(const std::filesystem::path& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return writeFailure(errno, "flushing a file");
  const int result = fsync(fd);
  const int error = errno;
  close(fd);
  return result == 0 ? absl::OkStatus() : writeFailure(error, "flushing a file");
}

absl::Status writeFailure(int error, const std::string& doing) {
  if (error == ENOSPC || error == EDQUOT || error == EFBIG) {
    return base::resourceExhausted(base::ErrorReason::ERROR_REASON_DISK_FULL,
                                   absl::StrCat("The disk is full; it was noticed while ", doing, "."));
  }
  return base::internalError(absl::StrCat("Writing to disk failed while ", doing, "."),
                             {{"cause", std::generic_category().message(error)}});
}

}  // namespace cameramonit::media
