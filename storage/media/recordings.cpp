#include "storage/media/recordings.h"

#include <algorithm>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>

#include "common/base/ids.h"
#include "common/base/status.h"
#include "common/media/video_probe.h"
#include "storage/media/resource_name.h"
#include "storage/media/upload_file.h"
#include "storage/media/video_format.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::media {
namespace {

constexpr char kContainer[] = "mov,mp4";
constexpr absl::Duration kPatience = absl::Minutes(2);  // without growing, until nobody writes it any more

absl::Time startOf(const v1::Media& media) {
  return sql::timeOf(true, media.start_time());
}

/// Every current browser plays these in MP4.
bool isBrowserPlayable(const v1::VideoFormat& format) {
  const std::string& sound = format.audio_codec();
  return format.codec() == "h264" && (sound.empty() || sound == "aac" || sound == "mp3");
}

}  // namespace

absl::Status Recordings::makeRoom() {
  const auto full = [this]() -> absl::StatusOr<bool> {
    CAMERAMONIT_ASSIGN_OR_RETURN(const std::int64_t free, parts_.disk.freeBytes());
    return free < parts_.options.freeDiskBytes;
  };
  CAMERAMONIT_ASSIGN_OR_RETURN(const bool before, full());
  if (!before) return absl::OkStatus();
  CAMERAMONIT_RETURN_IF_ERROR(parts_.retention.run());
  CAMERAMONIT_ASSIGN_OR_RETURN(const bool after, full());
  if (!after) return absl::OkStatus();
  return base::resourceExhausted(base::ErrorReason::ERROR_REASON_DISK_FULL,
                                 "The server's disk has no room for a recording. Whoever runs it must make some.");
}

absl::StatusOr<v1::StartRecordingResponse> Recordings::start(const v1::StartRecordingRequest& request) {
  std::vector<base::FieldViolation> violations;
  if (!isChannelName(request.channel())) violations.push_back({"channel", "projects/{project}/channels/{channel}"});
  if (!request.has_start_time()) violations.push_back({"start_time", "when its first picture was taken"});
  if (request.request_id().empty() || request.request_id().size() > 128) {
    violations.push_back({"request_id", "1..128 characters"});
  }
  if (!violations.empty()) return base::invalidFields(violations);
  const std::string id = base::stableUuid(sql::timeOf(true, request.start_time()),
                                          absl::StrCat(request.channel(), "\n", request.request_id()));
  const std::string name = absl::StrCat(request.channel(), "/media/", id);
  const KeyedMutex::Lock hold(parts_.locks, name);
  const MediaFile file{.path = MediaLayout::original(id), .contentType = "video/mp4"};
  v1::StartRecordingResponse response;
  response.set_path(parts_.layout.absolute(file.path).string());
  absl::StatusOr<StoredMedia> there = parts_.media.get(name);
  if (there.ok()) {
    *response.mutable_media() = std::move(there->media);
    return response;
  }
  if (!absl::IsNotFound(there.status())) return there.status();

  CAMERAMONIT_RETURN_IF_ERROR(makeRoom());
  CAMERAMONIT_RETURN_IF_ERROR(makeFolderOf(parts_.layout.absolute(file.path)));
  StoredMedia stored;
  stored.media.set_name(name);
  stored.media.set_kind(v1::Media::KIND_RECORDING);
  *stored.media.mutable_start_time() = request.start_time();
  *stored.media.mutable_video() = request.video();
  stored.media.mutable_video()->set_container(kContainer);
  stored.media.mutable_video()->set_browser_playable(isBrowserPlayable(request.video()));
  // It is being looked at while it is recorded.
  stored.media.set_analysis_state(v1::Media::ANALYSIS_STATE_DONE);
  stored.media.set_running(true);
  CAMERAMONIT_ASSIGN_OR_RETURN(StoredMedia kept, parts_.media.put(stored, {file}, parts_.clock.now()));
  grows(name, 0);
  parts_.changed(name);
  *response.mutable_media() = std::move(kept.media);
  return response;
}

absl::StatusOr<MediaFile> Recordings::fileOf(const std::string& name) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::vector<MediaFile> files, parts_.media.files(name));
  for (MediaFile file : files) {
    if (file.variant != Variant::kOriginal) continue;
    file.sizeBytes = UploadFile(parts_.layout.absolute(file.path)).received();
    return file;
  }
  return base::notFound(base::ErrorReason::ERROR_REASON_FILE_MISSING, "The file of this media is not there.",
                        {{"media", name}});
}

absl::StatusOr<v1::FinishRecordingResponse> Recordings::finish(const v1::FinishRecordingRequest& request) {
  const KeyedMutex::Lock hold(parts_.locks, request.media());
  CAMERAMONIT_ASSIGN_OR_RETURN(StoredMedia stored, parts_.media.get(request.media()));
  const absl::Duration length = sql::timeOf(true, request.end_time()) - startOf(stored.media);
  if (stored.media.kind() != v1::Media::KIND_RECORDING) return base::invalidFields({{"media", "a recording"}});
  if (!request.has_end_time() || length < absl::ZeroDuration()) {
    return base::invalidFields({{"end_time", "the end of its last picture, after its start"}});
  }
  const absl::StatusOr<MediaFile> file = fileOf(request.media());
  if (!file.ok() || file->sizeBytes == 0) return forget(request.media());
  CAMERAMONIT_RETURN_IF_ERROR(
      parts_.recordings.setGaps(request.media(), {request.gaps().begin(), request.gaps().end()}));
  return close(std::move(stored), *file, length);
}

absl::StatusOr<v1::FinishRecordingResponse> Recordings::close(StoredMedia stored, const MediaFile& file,
                                                              absl::Duration length) {
  CAMERAMONIT_ASSIGN_OR_RETURN(std::vector<MediaFile> files, parts_.media.files(stored.media.name()));
  for (MediaFile& known : files) {
    if (known.variant == file.variant) known = file;
  }
  stored.media.set_running(false);
  stored.media.set_size_bytes(file.sizeBytes);
  *stored.media.mutable_duration() = sql::protoDurationOf(length);
  CAMERAMONIT_ASSIGN_OR_RETURN(StoredMedia kept, parts_.media.put(stored, files, parts_.clock.now()));
  {
    absl::MutexLock lock(&mutex_);
    growth_.erase(stored.media.name());
  }
  parts_.changed(stored.media.name());
  v1::FinishRecordingResponse response;
  *response.mutable_media() = std::move(kept.media);
  return response;
}

absl::StatusOr<v1::FinishRecordingResponse> Recordings::forget(const std::string& name) {
  CAMERAMONIT_RETURN_IF_ERROR(parts_.media.remove(name).status());
  {
    absl::MutexLock lock(&mutex_);
    growth_.erase(name);
  }
  parts_.gone(name);
  return v1::FinishRecordingResponse();
}

absl::Status Recordings::complete(const std::string& name) {
  const KeyedMutex::Lock hold(parts_.locks, name);
  CAMERAMONIT_ASSIGN_OR_RETURN(StoredMedia stored, parts_.media.get(name));
  if (!stored.media.running()) return absl::OkStatus();
  const absl::StatusOr<MediaFile> file = fileOf(name);
  if (!file.ok() || file->sizeBytes == 0) return forget(name).status();
  const absl::StatusOr<VideoFacts> facts = probeVideo(parts_.layout.absolute(file->path));
  if (!facts.ok()) {
    parts_.log.warn("media.recording_lost", {{"media", name}, {"status", facts.status().ToString()}});
    return forget(name).status();
  }
  *stored.media.mutable_video() = toProto(*facts);
  parts_.log.info("media.recording_completed", {{"media", name}, {"bytes", file->sizeBytes}});
  return close(std::move(stored), *file, facts->duration).status();
}

absl::Status Recordings::recover() {
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::vector<StoredMedia> running, parts_.recordings.running());
  for (const StoredMedia& stored : running) CAMERAMONIT_RETURN_IF_ERROR(complete(stored.media.name()));
  return absl::OkStatus();
}

bool Recordings::grows(const std::string& name, std::int64_t bytes) {
  const absl::Time now = parts_.clock.now();
  absl::MutexLock lock(&mutex_);
  const auto [growth, isNew] = growth_.try_emplace(name, Growth{bytes, now});
  if (!isNew && growth->second.bytes != bytes) growth->second = {bytes, now};
  return now - growth->second.since < kPatience;
}

absl::Status Recordings::tidy() {
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::vector<StoredMedia> running, parts_.recordings.running());
  for (const StoredMedia& stored : running) {
    const std::string& name = stored.media.name();
    const absl::StatusOr<MediaFile> file = fileOf(name);
    const std::int64_t bytes = file.ok() ? file->sizeBytes : 0;
    if (!grows(name, bytes)) {
      CAMERAMONIT_RETURN_IF_ERROR(complete(name));
      continue;
    }
    const absl::Time now = parts_.clock.now();
    const absl::Duration length = std::max(now - startOf(stored.media), absl::ZeroDuration());
    CAMERAMONIT_RETURN_IF_ERROR(parts_.recordings.grow(name, bytes, length, now));
  }
  return parts_.retention.run();
}

}  // namespace cameramonit::media
