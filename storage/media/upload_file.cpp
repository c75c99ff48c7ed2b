#include "storage/media/upload_file.h"

#include <sodium.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>
#include <vector>

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "common/media/atomic_file.h"
#include "storage/media/media_layout.h"
#include "storage/media/open_file.h"

namespace cameramonit::media {
namespace {

absl::Status writeWhole(int fd, std::string_view data, std::int64_t offset) {
  while (!data.empty()) {
    const ssize_t written = pwrite(fd, data.data(), data.size(), offset);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return writeFailure(errno, "receiving a file");
    data.remove_prefix(static_cast<std::size_t>(written));
    offset += written;
  }
  return absl::OkStatus();
}

absl::Status offsetWrong(std::int64_t received) {
  return base::failedPrecondition(base::ErrorReason::ERROR_REASON_UPLOAD_OFFSET_WRONG,
                                  "The chunk does not follow what was received.",
                                  {{"received_bytes", absl::StrCat(received)}});
}

}  // namespace

std::int64_t UploadFile::received() const {
  std::error_code missing;
  const std::uintmax_t size = std::filesystem::file_size(file_, missing);
  return missing ? 0 : static_cast<std::int64_t>(size);
}

absl::StatusOr<std::int64_t> UploadFile::append(std::int64_t offset, std::string_view data) const {
  CAMERAMONIT_RETURN_IF_ERROR(makeFolderOf(file_));
  const OpenFile file(file_, O_WRONLY | O_CREAT);
  struct stat facts {};
  if (!file.isOpen() || fstat(file.fd(), &facts) != 0) return writeFailure(errno, "receiving a file");
  const std::int64_t received = facts.st_size;
  const std::int64_t end = offset + static_cast<std::int64_t>(data.size());
  if (offset >= 0 && end <= received) return received;
  if (offset != received) return offsetWrong(received);
  if (absl::Status written = writeWhole(file.fd(), data, offset); !written.ok()) {
    // A part of a chunk is no chunk: its sender repeats it as a whole.
    if (ftruncate(file.fd(), offset) != 0) return writeFailure(errno, "taking back a part of a chunk");
    return written;
  }
  return end;
}

absl::Status UploadFile::flush() const {
  CAMERAMONIT_RETURN_IF_ERROR(syncToDisk(file_));
  return syncToDisk(file_.parent_path());
}

absl::StatusOr<std::string> UploadFile::sha256() const {
  const OpenFile file(file_, O_RDONLY);
  if (!file.isOpen()) {
    return base::notFound(base::ErrorReason::ERROR_REASON_FILE_MISSING, "The received file is gone.");
  }
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  std::vector<unsigned char> buffer(1 << 20);
  for (;;) {
    const ssize_t got = read(file.fd(), buffer.data(), buffer.size());
    if (got == 0) break;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      return base::internalError("The received file cannot be read.",
                                 {{"cause", std::generic_category().message(errno)}});
    }
    crypto_hash_sha256_update(&state, buffer.data(), static_cast<unsigned long long>(got));
  }
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256_final(&state, reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

}  // namespace cameramonit::media
