#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <absl/status/status.h>

#include "storage/media/table/media_table.h"

namespace cameramonit::media {

using Variant = MediaFile::Variant;

/// Where files lie below one folder. Paths are made of our own ids alone, never of anything a person gave; the tables
/// keep them relative to the root.
///
///   files/<last two digits>/<media>/original             what was uploaded, recorded, or stored as a still
///   files/<last two digits>/<media>/<variant>-<random>   made from it: clip, browser, animation, still
///
/// An upload becomes the media of the same id, so its bytes are in place from the first chunk on. What can be made or
/// replaced again gets a new name each time: deleting an old file can then never hit a new one. Reentrant.
class MediaLayout {
 public:
  explicit MediaLayout(std::filesystem::path root);

  /// Makes the folders. Errors: DISK_FULL, INTERNAL.
  absl::Status prepare() const;

  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path files() const { return root_ / "files"; }
  std::filesystem::path absolute(std::string_view relative) const { return root_ / relative; }

  // Relative paths. `media` must be a UUID; anything else aborts, for it may be a path.
  static std::string original(std::string_view media);
  static std::string fresh(std::string_view media, Variant variant);

 private:
  std::filesystem::path root_;
};

/// Makes the folders above `file` that are missing, for the owner alone. Errors: DISK_FULL, INTERNAL. Reentrant.
absl::Status makeFolderOf(const std::filesystem::path& file);

}  // namespace cameramonit::media
