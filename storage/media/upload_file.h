#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

namespace cameramonit::media {

/// The bytes of one upload under way. The length of the file is the truth about how much was received: a chunk counts
/// once it is in the file as a whole. Calls for one file must follow one another; no state is kept between them.
class UploadFile {
 public:
  explicit UploadFile(std::filesystem::path file) : file_(std::move(file)) {}

  /// How many bytes are there; 0 where nothing came yet.
  std::int64_t received() const;

  /// Appends `data` at `offset`, which must be received(); gives the new length. A chunk that is there already is
  /// acknowledged again.
  /// Errors: UPLOAD_OFFSET_WRONG (fact received_bytes), DISK_FULL; then nothing of the chunk is kept.
  absl::StatusOr<std::int64_t> append(std::int64_t offset, std::string_view data) const;

  /// Brings everything received to the disk, so that a power cut cannot take it. Errors: DISK_FULL, INTERNAL.
  absl::Status flush() const;

  /// SHA-256 of everything received, 32 bytes. Errors: FILE_MISSING, INTERNAL.
  absl::StatusOr<std::string> sha256() const;

 private:
  const std::filesystem::path file_;
};

}  // namespace cameramonit::media
