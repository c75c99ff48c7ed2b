#include "storage/media/retention.h"

#include <algorithm>
#include <set>
#include <vector>

#include "common/base/status.h"
#include "storage/media/resource_name.h"

namespace cameramonit::media {
namespace {

constexpr int kBatch = 50;
constexpr absl::Duration kCutting = absl::Minutes(1);  // how long one clip may take

}  // namespace

absl::Status Retention::run() {
  absl::MutexLock lock(&mutex_);
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::vector<std::string> channels, parts_.recordings.channels());
  std::set<std::string> projects;
  for (const std::string& channel : channels) {
    CAMERAMONIT_RETURN_IF_ERROR(keepChannel(channel));
    projects.insert(projectOf(channel));
  }
  for (const std::string& project : projects) CAMERAMONIT_RETURN_IF_ERROR(keepProject(project));
  // Recordings make room a while before uploads are refused.
  const std::int64_t floor = 2 * parts_.options.freeDiskBytes;
  return dropOldest("", Sort::kBoth, "disk", [&](const KeptMedia&) -> absl::StatusOr<bool> {
    CAMERAMONIT_ASSIGN_OR_RETURN(const std::int64_t free, parts_.disk.freeBytes());
    return free < floor;
  });
}

absl::Status Retention::keepChannel(const std::string& channel) {
  const absl::StatusOr<ChannelSettings> settings = parts_.channels.settings(channel);
  const absl::StatusOr<absl::Duration> ofProject = parts_.channels.retention(projectOf(channel));
  if (!settings.ok() || !ofProject.ok()) return absl::OkStatus();
  const auto olderThan = [now = parts_.clock.now()](absl::Duration limit) {
    return [now, limit](const KeptMedia& oldest) -> absl::StatusOr<bool> { return oldest.end < now - limit; };
  };
  const absl::Duration limit = std::min(settings->recordingLimit, *ofProject);
  CAMERAMONIT_RETURN_IF_ERROR(dropOldest(channel, Sort::kRecordings, "age", olderThan(limit)));
  CAMERAMONIT_RETURN_IF_ERROR(dropOldest(channel, Sort::kClips, "age", olderThan(*ofProject)));
  if (settings->recordingBytes <= 0) return absl::OkStatus();
  return dropOldest(channel, Sort::kRecordings, "channel", [&](const KeptMedia&) -> absl::StatusOr<bool> {
    CAMERAMONIT_ASSIGN_OR_RETURN(const std::int64_t bytes, parts_.recordings.bytes(channel));
    return bytes > settings->recordingBytes;
  });
}

absl::Status Retention::keepProject(const std::string& project) {
  const absl::StatusOr<std::int64_t> quota = parts_.channels.quotaBytes(project);
  if (!quota.ok() || *quota <= 0) return absl::OkStatus();
  return dropOldest(project, Sort::kBoth, "project", [&](const KeptMedia&) -> absl::StatusOr<bool> {
    CAMERAMONIT_ASSIGN_OR_RETURN(const MediaUsage usage, parts_.media.usage(project));
    return usage.storedBytes > *quota;
  });
}

absl::Status Retention::dropOldest(const std::string& parent, Sort sort, const char* why, const MustGo& mustGo) {
  for (;;) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const std::vector<KeptMedia> oldest, parts_.recordings.oldest(parent, sort, kBatch));
    if (oldest.empty()) return absl::OkStatus();
    for (const KeptMedia& media : oldest) {
      CAMERAMONIT_ASSIGN_OR_RETURN(const bool goes, mustGo(media));
      if (!goes) return absl::OkStatus();
      CAMERAMONIT_RETURN_IF_ERROR(drop(media));
      parts_.log.info("media.let_go", {{"media", media.name}, {"why", why}, {"bytes", media.storedBytes}});
    }
  }
}

absl::Status Retention::drop(const KeptMedia& media) {
  if (media.sort == Sort::kRecordings) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const std::vector<std::string> clips, parts_.recordings.clipsOf(media.name));
    for (const std::string& clip : clips) {
      const absl::Status cut = parts_.shelf.get(clip, MediaFile::Variant::kOriginal, kCutting).status();
      // What cannot be cut now could not be cut later either; only a busy house is worth waiting for.
      if (cut.code() == absl::StatusCode::kUnavailable) return cut;
    }
    // From now on they cannot be made again: the shelf must not let go of them.
    parts_.shelf.forget(clips);
    CAMERAMONIT_RETURN_IF_ERROR(parts_.recordings.remove(media.name));
    parts_.shelf.forget({media.name});
  } else {
    const auto removed = parts_.media.remove(media.name);
    if (!removed.ok() && !absl::IsNotFound(removed.status())) return removed.status();
    parts_.shelf.forget({media.name});
  }
  parts_.gone(media.name);
  return absl::OkStatus();
}

}  // namespace cameramonit::media
