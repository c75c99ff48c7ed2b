#pragma once

#include <string>

#include <absl/status/statusor.h>

#include "cameramonit/media/v1/media_service.pb.h"
#include "common/base/clock.h"
#include "storage/media/channel_directory.h"
#include "storage/media/keyed_mutex.h"
#include "storage/media/media_layout.h"
#include "storage/media/table/media_table.h"

namespace cameramonit::media {

/// The clips and stills that prove events: one of each kind an event. Thread-safe; calls block on disk and database.
class Evidence {
 public:
  struct Parts {
    const MediaLayout& layout;
    MediaTable& media;
    ChannelDirectory& channels;
    KeyedMutex& locks;  ///< held by media name while its files change
    const base::Clock& clock;
  };
  /// Borrows everything in `parts`.
  explicit Evidence(const Parts& parts) : parts_(parts) {}

  // As the contract says, with its errors; also FIELD_INVALID.
  absl::StatusOr<v1::Media> storeStill(const v1::StoreStillRequest& request);
  absl::StatusOr<v1::Media> declareClip(const v1::DeclareClipRequest& request);

  /// What is played for `name`, which may be a media or an event: then its clip or, where `wantsStill`, its still if
  /// there is one. Errors: MEDIA_UNKNOWN.
  absl::StatusOr<StoredMedia> resolve(const std::string& name, bool wantsStill);

 private:
  const Parts parts_;
  KeyedMutex byEvent_;
};

}  // namespace cameramonit::media
