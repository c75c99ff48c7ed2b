#include "storage/media/upload_desk.h"

#include <algorithm>
#include <optional>
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

using base::ErrorReason;

constexpr std::size_t kMostChunkBytes = 1 << 20;
// A power cut costs at most this much of an upload; a kill costs nothing.
constexpr std::int64_t kFlushEvery = 16 << 20;
constexpr absl::Duration kRecordEvery = absl::Minutes(1);

absl::Status uploadUnknown(const std::string& name) {
  return base::notFound(ErrorReason::ERROR_REASON_UPLOAD_UNKNOWN,
                        "There is no such upload. It may have ended or expired; start it again.", {{"upload", name}});
}

/// What a person calls the file: the last part of a path, without control characters, at most 200 bytes of UTF-8.
std::string displayName(const std::string& given) {
  constexpr std::size_t kMostBytes = 200;
  std::string name = given.substr(given.find_last_of("/\\") + 1);
  name.erase(std::remove_if(name.begin(), name.end(), [](unsigned char c) { return c < 32 || c == 127; }), name.end());
  if (name.size() > kMostBytes) {
    std::size_t end = kMostBytes;
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;  // not within a character
    name.resize(end);
  }
  return name.empty() ? "video" : name;
}

/// Cameras without a set clock write 1904, 1970 or the year of their firmware; such a time is none.
bool isPlausible(absl::Time created, absl::Time now) {
  static const absl::Time kEarliest = absl::FromCivil(absl::CivilYear(2000), absl::UTCTimeZone());
  return created > kEarliest && created <= now;
}

/// Refusals by content, after which nothing of the file is kept. Anything else may go better next time.
bool isRefusal(const absl::Status& status) {
  return status.code() == absl::StatusCode::kInvalidArgument;
}

}  // namespace

absl::StatusOr<v1::Upload> UploadDesk::start(const v1::StartUploadRequest& request, const std::string& principal) {
  std::vector<base::FieldViolation> violations;
  if (!isChannelName(request.channel())) violations.push_back({"channel", "projects/{project}/channels/{channel}"});
  if (request.size_bytes() < 0) violations.push_back({"size_bytes", "the length of the file in bytes"});
  if (request.request_id().size() > 128) violations.push_back({"request_id", "at most 128 characters"});
  if (!violations.empty()) return base::invalidFields(violations);
  if (request.size_bytes() == 0) {
    return base::invalidArgument(ErrorReason::ERROR_REASON_FILE_EMPTY, "The file is empty.");
  }
  CAMERAMONIT_RETURN_IF_ERROR(parts_.channels.settings(request.channel()).status());

  const absl::Time now = parts_.clock.now();
  const std::string id = base::newUuid(now);
  StoredUpload stored;
  stored.upload.set_name(absl::StrCat(request.channel(), "/uploads/", id));
  stored.upload.set_display_name(displayName(request.display_name()));
  stored.upload.set_size_bytes(request.size_bytes());
  *stored.upload.mutable_expire_time() = sql::timestampOf(now + parts_.options.uploadLife);
  if (request.has_start_time()) stored.startTime = sql::timeOf(true, request.start_time());
  stored.path = MediaLayout::original(id);
  stored.principal = principal;
  stored.requestId = request.request_id();

  absl::MutexLock lock(&starting_);
  CAMERAMONIT_ASSIGN_OR_RETURN(const StoredUpload begun, parts_.uploads.begin(stored, now));
  if (begun.upload.name() != stored.upload.name()) return get(begun.upload.name());
  absl::Status fits = checkQuota(begun.upload);
  if (fits.ok()) fits = checkDisk(begun.upload.size_bytes());
  if (!fits.ok()) {
    CAMERAMONIT_RETURN_IF_ERROR(parts_.uploads.remove(begun.upload.name()));
    return fits;
  }
  return begun.upload;
}

absl::Status UploadDesk::checkQuota(const v1::Upload& upload) {
  const std::string project = projectOf(upload.name());
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::int64_t quota, parts_.channels.quotaBytes(project));
  if (quota <= 0) return absl::OkStatus();
  CAMERAMONIT_ASSIGN_OR_RETURN(const MediaUsage usage, parts_.media.usage(project));
  // This upload is among those that are announced.
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::int64_t announced, parts_.uploads.reserved(project));
  if (usage.storedBytes + announced <= quota) return absl::OkStatus();
  return base::resourceExhausted(ErrorReason::ERROR_REASON_QUOTA_EXCEEDED,
                                 "The project has no room for this file. Delete something, or ask for more.",
                                 {{"quota_bytes", absl::StrCat(quota)},
                                  {"used_bytes", absl::StrCat(usage.storedBytes)},
                                  {"announced_bytes", absl::StrCat(announced)}});
}

absl::Status UploadDesk::checkDisk(std::int64_t neededBytes) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::int64_t free, parts_.disk.freeBytes());
  if (free - neededBytes >= parts_.options.freeDiskBytes) return absl::OkStatus();
  return base::resourceExhausted(ErrorReason::ERROR_REASON_DISK_FULL,
                                 "The server's disk has no room for this file. Whoever runs it must make some.",
                                 {{"free_bytes", absl::StrCat(free)}, {"needed_bytes", absl::StrCat(neededBytes)}});
}

absl::StatusOr<std::int64_t> UploadDesk::append(const v1::UploadChunkRequest& request) {
  if (!parseChild(request.upload(), "uploads")) return uploadUnknown(request.upload());
  if (request.data().size() > kMostChunkBytes) return base::invalidFields({{"data", "at most 1 MiB"}});
  const KeyedMutex::Lock hold(locks_, request.upload());
  CAMERAMONIT_ASSIGN_OR_RETURN(const StoredUpload stored, parts_.uploads.get(request.upload()));
  if (!stored.upload.media().empty()) return stored.upload.size_bytes();
  const auto length = static_cast<std::int64_t>(request.data().size());
  if (request.offset() > stored.upload.size_bytes() - length) {
    return base::resourceExhausted(ErrorReason::ERROR_REASON_QUOTA_EXCEEDED, "The file is longer than was announced.",
                                   {{"announced_bytes", absl::StrCat(stored.upload.size_bytes())}});
  }
  CAMERAMONIT_RETURN_IF_ERROR(checkDisk(length));
  const UploadFile file(parts_.layout.absolute(stored.path));
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::int64_t received, file.append(request.offset(), request.data()));
  const absl::Time recorded = sql::timeOf(true, stored.upload.expire_time()) - parts_.options.uploadLife;
  if (received - stored.upload.received_bytes() >= kFlushEvery || parts_.clock.now() - recorded >= kRecordEvery) {
    CAMERAMONIT_RETURN_IF_ERROR(file.flush());
    CAMERAMONIT_RETURN_IF_ERROR(recordProgress(stored, received));
  }
  return received;
}

absl::Status UploadDesk::recordProgress(const StoredUpload& stored, std::int64_t received) {
  return parts_.uploads.advance(stored.upload.name(), stored.upload.received_bytes(), received,
                                parts_.clock.now() + parts_.options.uploadLife);
}

absl::StatusOr<v1::Upload> UploadDesk::get(const std::string& name) {
  if (!parseChild(name, "uploads")) return uploadUnknown(name);
  CAMERAMONIT_ASSIGN_OR_RETURN(StoredUpload stored, parts_.uploads.get(name));
  // The file knows better than its row, which is written now and then.
  stored.upload.set_received_bytes(stored.upload.media().empty()
                                       ? UploadFile(parts_.layout.absolute(stored.path)).received()
                                       : stored.upload.size_bytes());
  return stored.upload;
}

absl::StatusOr<v1::Media> UploadDesk::finish(const v1::FinishUploadRequest& request, bool& isNew) {
  isNew = false;
  const std::optional<ChildName> name = parseChild(request.upload(), "uploads");
  if (!name) return uploadUnknown(request.upload());
  const KeyedMutex::Lock hold(locks_, request.upload());
  CAMERAMONIT_ASSIGN_OR_RETURN(const StoredUpload stored, parts_.uploads.get(request.upload()));
  const std::string mediaName = absl::StrCat(name->channel, "/media/", name->id);
  if (const absl::StatusOr<StoredMedia> there = parts_.media.get(mediaName); there.ok()) {
    if (stored.upload.media().empty()) {
      CAMERAMONIT_RETURN_IF_ERROR(parts_.uploads.finish(request.upload(), mediaName));
    }
    return there->media;
  } else if (base::errorReason(there.status()) != ErrorReason::ERROR_REASON_MEDIA_UNKNOWN) {
    return there.status();
  }
  if (!stored.upload.media().empty()) {
    return base::notFound(ErrorReason::ERROR_REASON_MEDIA_UNKNOWN, "The video was deleted.", {{"media", mediaName}});
  }
  const absl::Status checked = checkContent(stored, request.sha256());
  absl::StatusOr<v1::Media> media = checked.ok() ? record(stored, mediaName) : checked;
  if (media.ok()) {
    isNew = true;
    CAMERAMONIT_RETURN_IF_ERROR(parts_.uploads.finish(request.upload(), mediaName));
  } else if (isRefusal(media.status())) {
    CAMERAMONIT_RETURN_IF_ERROR(parts_.uploads.remove(request.upload()));
  }
  return media;
}

absl::Status UploadDesk::checkContent(const StoredUpload& stored, const std::string& sha256) {
  const UploadFile file(parts_.layout.absolute(stored.path));
  const std::int64_t received = file.received();
  if (received != stored.upload.size_bytes()) {
    return base::failedPrecondition(
        ErrorReason::ERROR_REASON_UPLOAD_INCOMPLETE, "Not all of the file has been received.",
        {{"received_bytes", absl::StrCat(received)}, {"size_bytes", absl::StrCat(stored.upload.size_bytes())}});
  }
  if (!sha256.empty()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const std::string digest, file.sha256());
    if (digest != sha256) {
      return base::invalidArgument(ErrorReason::ERROR_REASON_CHECKSUM_MISMATCH,
                                   "The file was damaged on its way. Send it again.");
    }
  }
  return file.flush();
}

absl::StatusOr<v1::Media> UploadDesk::record(const StoredUpload& stored, const std::string& mediaName) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const VideoFacts facts, probeVideo(parts_.layout.absolute(stored.path)));
  const absl::Time now = parts_.clock.now();
  absl::Time start = stored.startTime;
  if (start == absl::InfiniteFuture()) {
    start = facts.creationTime && isPlausible(*facts.creationTime, now) ? *facts.creationTime : now - facts.duration;
  }
  StoredMedia media;
  media.media.set_name(mediaName);
  media.media.set_kind(v1::Media::KIND_UPLOAD);
  media.media.set_display_name(stored.upload.display_name());
  media.media.set_size_bytes(stored.upload.size_bytes());
  *media.media.mutable_start_time() = sql::timestampOf(start);
  *media.media.mutable_duration() = sql::protoDurationOf(facts.duration);
  *media.media.mutable_video() = toProto(facts);
  media.media.set_analysis_state(v1::Media::ANALYSIS_STATE_PENDING);
  if (facts.oddity != VideoOddity::kNone) *media.media.mutable_remark() = remarkOn(facts);
  const MediaFile file{.variant = Variant::kOriginal,
                       .path = stored.path,
                       .contentType = contentTypeOf(facts.container),
                       .sizeBytes = stored.upload.size_bytes()};
  CAMERAMONIT_ASSIGN_OR_RETURN(StoredMedia kept, parts_.media.put(media, {file}, now));
  return std::move(kept.media);
}

absl::Status UploadDesk::cancel(const std::string& name) {
  if (!parseChild(name, "uploads")) return absl::OkStatus();
  return drop(name);
}

absl::Status UploadDesk::drop(const std::string& name) {
  const KeyedMutex::Lock hold(locks_, name);
  const absl::StatusOr<StoredUpload> stored = parts_.uploads.get(name);
  if (!stored.ok()) {
    const bool gone = base::errorReason(stored.status()) == ErrorReason::ERROR_REASON_UPLOAD_UNKNOWN;
    return gone ? absl::OkStatus() : stored.status();
  }
  // Killed between recording the media and the end of its upload: the bytes are the media's.
  const std::optional<ChildName> parts = parseChild(name, "uploads");
  const std::string mediaName = parts ? absl::StrCat(parts->channel, "/media/", parts->id) : std::string();
  if (stored->upload.media().empty() && parts_.media.get(mediaName).ok()) {
    CAMERAMONIT_RETURN_IF_ERROR(parts_.uploads.finish(name, mediaName));
  }
  return parts_.uploads.remove(name);
}

absl::Status UploadDesk::expire() {
  constexpr int kBatch = 100;
  for (;;) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const std::vector<StoredUpload> old,
                                 parts_.uploads.expired(parts_.clock.now(), kBatch));
    for (const StoredUpload& stored : old) CAMERAMONIT_RETURN_IF_ERROR(drop(stored.upload.name()));
    if (static_cast<int>(old.size()) < kBatch) return absl::OkStatus();
  }
}

}  // namespace cameramonit::media
