#include "storage/media/media_room.h"

#include <utility>

#include "common/base/status.h"
#include "storage/media/resource_name.h"

namespace cameramonit::media {
namespace {

constexpr absl::Duration kTidyEvery = absl::Minutes(1);

}  // namespace

MediaRoom::MediaRoom(const MediaOptions& options, const Parts& parts)
    : options_(options),
      parts_(parts),
      layout_(options.directory),
      changes_(parts.hub),
      desk_({options_, layout_, parts.media, parts.uploads, parts.channels, parts.disk, parts.clock}),
      maker_(options_, layout_, parts.media, parts.channels, parts.clock),
      shelf_(options_, maker_, locks_, parts.clock),
      evidence_({layout_, parts.media, parts.channels, locks_, parts.clock}),
      retention_({options_, parts.media, parts.recordings, parts.channels, shelf_, parts.disk, parts.clock, parts.log,
                  [this](const std::string& media) { gone(media); }}),
      recordings_({options_, layout_, parts.media, parts.recordings, retention_, locks_, parts.disk, parts.clock,
                   parts.log, [this](const std::string& media) { changes_.updated(media); },
                   [this](const std::string& media) { gone(media); }}),
      janitor_({layout_, parts.media, parts.uploads, desk_, shelf_, parts.clock, parts.log}),
      alive_(std::make_shared<absl::Mutex>()),
      gone_(std::make_shared<bool>(false)) {}

absl::StatusOr<std::unique_ptr<MediaRoom>> MediaRoom::open(const MediaOptions& options, const Parts& parts) {
  std::unique_ptr<MediaRoom> room(new MediaRoom(options, parts));
  CAMERAMONIT_RETURN_IF_ERROR(room->layout_.prepare());
  CAMERAMONIT_RETURN_IF_ERROR(room->recordings_.recover());
  CAMERAMONIT_RETURN_IF_ERROR(room->janitor_.recover());
  room->tidying_ = parts.ticker.every(kTidyEvery, [raw = room.get()] { raw->tidyLater(); });
  return room;
}

MediaRoom::~MediaRoom() {
  tidying_.reset();
  absl::MutexLock lock(alive_.get());
  *gone_ = true;
}

void MediaRoom::tidyLater() {
  // Dropped when too much waits: the next minute comes soon.
  (void)parts_.background.post([this, alive = alive_, gone = gone_] {
    absl::MutexLock lock(alive.get());
    if (*gone) return;
    if (const absl::Status tidied = tidy(); !tidied.ok()) {
      parts_.log.warn("media.tidy_failed", {{"status", tidied.ToString()}});
    }
  });
}

absl::Status MediaRoom::tidy() {
  const absl::Status recordings = recordings_.tidy();
  CAMERAMONIT_RETURN_IF_ERROR(janitor_.tidy());
  return recordings;
}

void MediaRoom::gone(const std::string& media) {
  deleteDoomed();
  changes_.deleted(media);
}

void MediaRoom::deleteDoomed() {
  // The rows are gone already; files that stay now are deleted by the next tidying.
  if (const absl::Status deleted = janitor_.deleteDoomed(); !deleted.ok()) {
    parts_.log.warn("media.tidy_failed", {{"status", deleted.ToString()}});
  }
}

absl::StatusOr<v1::Media> MediaRoom::finishUpload(const v1::FinishUploadRequest& request) {
  bool isNew = false;
  absl::StatusOr<v1::Media> media = desk_.finish(request, isNew);
  if (isNew && media.ok()) changes_.updated(media->name());
  if (!media.ok()) deleteDoomed();
  return media;
}

absl::Status MediaRoom::cancelUpload(const std::string& name) {
  CAMERAMONIT_RETURN_IF_ERROR(desk_.cancel(name));
  deleteDoomed();
  return absl::OkStatus();
}

absl::StatusOr<StoredMedia> MediaRoom::get(const std::string& media) {
  CAMERAMONIT_ASSIGN_OR_RETURN(StoredMedia stored, parts_.media.get(media));
  if (stored.media.kind() == v1::Media::KIND_RECORDING) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto gaps, parts_.recordings.gaps(media));
    stored.media.mutable_gaps()->Assign(gaps.begin(), gaps.end());
  }
  return stored;
}

absl::Status MediaRoom::remove(const std::string& media) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::vector<std::string> gone, parts_.media.remove(media));
  shelf_.forget(gone);
  deleteDoomed();
  for (const std::string& name : gone) changes_.deleted(name);
  return absl::OkStatus();
}

absl::Status MediaRoom::reportAnalysis(const v1::ReportAnalysisRequest& request) {
  AnalysisChange change;
  if (request.state() != v1::Media::ANALYSIS_STATE_UNSPECIFIED) change.state = request.state();
  change.progress = request.progress();
  if (request.has_error()) change.error = request.error();
  if (!request.error_reason().empty()) change.errorReason = request.error_reason();
  if (request.has_remark()) change.remark = request.remark();
  {
    const KeyedMutex::Lock hold(locks_, request.media());
    CAMERAMONIT_RETURN_IF_ERROR(parts_.media.setAnalysis(request.media(), change, parts_.clock.now()).status());
  }
  changes_.updated(request.media());
  return absl::OkStatus();
}

absl::StatusOr<v1::GetUsageResponse> MediaRoom::usage(const std::string& parent) {
  if (!isProjectName(parent) && !isChannelName(parent)) {
    return base::invalidFields({{"parent", "a project or a channel"}});
  }
  v1::GetUsageResponse response;
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::int64_t quota, parts_.channels.quotaBytes(projectOf(parent)));
  CAMERAMONIT_ASSIGN_OR_RETURN(const MediaUsage usage, parts_.media.usage(parent));
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::int64_t free, parts_.disk.freeBytes());
  response.set_quota_bytes(quota);
  response.set_used_bytes(usage.storedBytes);
  response.set_media_count(static_cast<std::int32_t>(usage.mediaCount));
  response.set_free_disk_bytes(free);
  return response;
}

}  // namespace cameramonit::media
