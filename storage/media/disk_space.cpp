#include "storage/media/disk_space.h"

#include <system_error>

#include "common/base/status.h"

namespace cameramonit::media {

absl::StatusOr<std::int64_t> FileSystemSpace::freeBytes() const {
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(folder_, error);
  if (error) return base::internalError("The disk cannot be asked for its free space.", {{"cause", error.message()}});
  return static_cast<std::int64_t>(space.available);
}

}  // namespace cameramonit::media
