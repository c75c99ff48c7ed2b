#pragma once

#include <set>
#include <string>

#include <absl/status/status.h>

#include "common/base/clock.h"
#include "common/log/logger.h"
#include "storage/media/media_layout.h"
#include "storage/media/table/media_table.h"
#include "storage/media/table/upload_table.h"
#include "storage/media/upload_desk.h"
#include "storage/media/variant_shelf.h"

namespace cameramonit::media {

/// Keeps disk and tables in agreement, whatever was killed in the middle of what. Thread-safe.
class Janitor {
 public:
  struct Parts {
    const MediaLayout& layout;
    MediaTable& media;
    UploadTable& uploads;
    UploadDesk& desk;
    VariantShelf& shelf;
    const base::Clock& clock;
    log::Logger& log;
  };
  /// Borrows everything in `parts`.
  explicit Janitor(const Parts& parts) : parts_(parts) {}

  /// Before anything else runs: deletes files that no row knows, forgets rows whose file is gone, hands what can be
  /// made again to the shelf. Uploads under way and their bytes stay.
  absl::Status recover();

  /// Now and then: drops what expired and deletes the files of what was removed.
  absl::Status tidy();

  /// Deletes the files of what was removed.
  absl::Status deleteDoomed();

 private:
  absl::Status checkMedia(const v1::Media& media, std::set<std::string>& known);
  absl::Status noteUploads(std::set<std::string>& known);
  int deleteUnknown(const std::set<std::string>& known) const;

  const Parts parts_;
};

}  // namespace cameramonit::media
