#include "storage/media/media_layout.h"

#include <cstdlib>
#include <random>
#include <system_error>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "common/base/ids.h"
#include "common/base/status.h"
#include "common/media/atomic_file.h"

namespace cameramonit::media {
namespace {

/// Time leads in a UUIDv7, so neighbours share their first digits; the last ones spread them evenly.
std::string folderOf(std::string_view media) {
  if (!base::isUuid(media)) std::abort();
  return absl::StrCat("files/", std::string(media.substr(media.size() - 2)), "/", std::string(media));
}

const char* stem(Variant variant) {
  switch (variant) {
    case Variant::kOriginal:
      return "clip";
    case Variant::kBrowser:
      return "browser";
    case Variant::kAnimation:
      return "animation";
    case Variant::kStill:
      return "still";
  }
  std::abort();
}

absl::Status makeFolders(const std::filesystem::path& folder) {
  std::error_code error;
  if (std::filesystem::create_directories(folder, error)) {
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  }
  return error ? writeFailure(error.value(), "making a folder") : absl::OkStatus();
}

}  // namespace

MediaLayout::MediaLayout(std::filesystem::path root) : root_(std::move(root)) {}

absl::Status MediaLayout::prepare() const {
  return makeFolders(files());
}

std::string MediaLayout::original(std::string_view media) {
  return folderOf(media) + "/original";
}

std::string MediaLayout::fresh(std::string_view media, Variant variant) {
  std::random_device random;
  return absl::StrFormat("%s/%s-%08x%08x", folderOf(media), stem(variant), random(), random());
}

absl::Status makeFolderOf(const std::filesystem::path& file) {
  return makeFolders(file.parent_path());
}

}  // namespace cameramonit::media
