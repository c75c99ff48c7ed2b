#pragma once

#include <stop_token>

#include <absl/status/statusor.h>

#include "common/base/clock.h"
#include "storage/media/channel_directory.h"
#include "storage/media/media_layout.h"
#include "storage/media/media_options.h"
#include "storage/media/table/media_table.h"

namespace cameramonit::media {

/// Makes the files of a media that are not there yet, and records them. Every file appears whole or not at all.
/// Thread-safe for different media; calls for one media must follow one another.
class VariantMaker {
 public:
  /// Borrows everything.
  VariantMaker(const MediaOptions& options, const MediaLayout& layout, MediaTable& table, ChannelDirectory& channels,
               const base::Clock& clock);

  /// The file of `variant`, made if need be: clips are cut from their source by remux, browser versions coded,
  /// animations and stills begin where the event does. Errors: MEDIA_UNKNOWN, FILE_MISSING, DISK_FULL, CANCELLED, those
  /// of probeVideo.
  absl::StatusOr<MediaFile> make(const std::string& media, Variant variant, std::stop_token stop);

  /// The file of `variant` if it is there, else FILE_MISSING. A missing still of a still, and a browser version that
  /// the original itself is, are the original.
  absl::StatusOr<MediaFile> find(const std::string& media, Variant variant) const;

  /// Forgets a file that can be made again, and dooms it.
  absl::Status drop(const std::string& media, const std::string& path);

 private:
  absl::StatusOr<MediaFile> cutClip(const StoredMedia& clip, const std::stop_token& stop);
  absl::Status makeBrowserVersion(const std::filesystem::path& original, const std::filesystem::path& destination,
                                  const std::stop_token& stop) const;
  absl::Status makePicture(const StoredMedia& media, Variant variant, const std::filesystem::path& original,
                           const std::filesystem::path& destination, const std::stop_token& stop) const;

  const MediaOptions& options_;
  const MediaLayout& layout_;
  MediaTable& table_;
  ChannelDirectory& channels_;
  const base::Clock& clock_;
};

}  // namespace cameramonit::media
