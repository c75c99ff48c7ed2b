#include "storage/media/evidence.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>

#include "common/base/ids.h"
#include "common/base/status.h"
#include "common/media/atomic_file.h"
#include "storage/media/resource_name.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::media {
namespace {

constexpr std::size_t kMostJpegBytes = 1 << 20;
constexpr absl::Duration kLongestEvent = absl::Minutes(30);  // of a clip without its rolls

absl::Status mediaUnknown(const std::string& name) {
  return base::notFound(base::ErrorReason::ERROR_REASON_MEDIA_UNKNOWN, "There is no such media.", {{"media", name}});
}

bool isJpeg(const std::string& bytes) {
  return bytes.size() > 3 && bytes.compare(0, 3, "\xff\xd8\xff") == 0;
}

/// Whether a clip that was cut already shows all of what is asked for now.
bool covers(const StoredMedia& clip, absl::Time start, absl::Time end) {
  // The end of a cut is the end of a picture, which may be a little before what was asked for.
  constexpr absl::Duration kPicture = absl::Milliseconds(500);
  const absl::Time from = sql::timeOf(true, clip.media.start_time());
  const absl::Time to = from + sql::durationOf(clip.media.duration());
  return from <= start && to + kPicture >= end;
}

}  // namespace

absl::StatusOr<v1::Media> Evidence::storeStill(const v1::StoreStillRequest& request) {
  const std::optional<ChildName> event = parseChild(request.event(), "events");
  std::vector<base::FieldViolation> violations;
  if (!event) violations.push_back({"event", "projects/{project}/channels/{channel}/events/{uuid}"});
  if (!request.has_taken_time()) violations.push_back({"taken_time", "when the picture was taken"});
  if (!isJpeg(request.jpeg()) || request.jpeg().size() > kMostJpegBytes) {
    violations.push_back({"jpeg", "a JPEG picture of at most 1 MiB"});
  }
  if (!violations.empty()) return base::invalidFields(violations);

  const KeyedMutex::Lock hold(byEvent_, request.event());
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::optional<StoredMedia> old,
                               parts_.media.findOfEvent(request.event(), v1::Media::KIND_STILL));
  const absl::Time now = parts_.clock.now();
  StoredMedia still;
  still.media.set_name(old ? old->media.name() : absl::StrCat(event->channel, "/media/", base::newUuid(now)));
  still.media.set_kind(v1::Media::KIND_STILL);
  still.media.set_size_bytes(static_cast<std::int64_t>(request.jpeg().size()));
  *still.media.mutable_start_time() = request.taken_time();
  still.media.set_source(request.source());
  still.media.set_event(request.event());
  const std::optional<ChildName> name = parseChild(still.media.name(), "media");
  if (!name) return base::internalError("A still has a name that is none.");
  const MediaFile file{.variant = Variant::kOriginal,
                       .path = MediaLayout::fresh(name->id, Variant::kStill),
                       .contentType = "image/jpeg",
                       .sizeBytes = still.media.size_bytes()};
  const std::filesystem::path path = parts_.layout.absolute(file.path);
  CAMERAMONIT_RETURN_IF_ERROR(makeFolderOf(path));
  CAMERAMONIT_RETURN_IF_ERROR(writeWholeFile(path, request.jpeg()));
  CAMERAMONIT_ASSIGN_OR_RETURN(StoredMedia kept, parts_.media.put(still, {file}, now));
  return std::move(kept.media);
}

absl::StatusOr<v1::Media> Evidence::declareClip(const v1::DeclareClipRequest& request) {
  const std::optional<ChildName> event = parseChild(request.event(), "events");
  const absl::Time eventStart = sql::timeOf(true, request.time_range().start_time());
  const absl::Time eventEnd = sql::timeOf(true, request.time_range().end_time());
  std::vector<base::FieldViolation> violations;
  if (!event) violations.push_back({"event", "projects/{project}/channels/{channel}/events/{uuid}"});
  if (eventStart >= eventEnd || eventEnd - eventStart > kLongestEvent)
    violations.push_back({"time_range", "0..30 minutes, end after start"});
  if (!violations.empty()) return base::invalidFields(violations);
  CAMERAMONIT_ASSIGN_OR_RETURN(const StoredMedia source, parts_.media.get(request.source()));

  // An event must not lose its proof because another service is away for a moment: then the usual rolls do.
  const ChannelSettings rolls = parts_.channels.settings(event->channel).value_or(ChannelSettings());
  // Before the first picture there is nothing to show.
  const absl::Time start = std::max(eventStart - rolls.preRoll, sql::timeOf(true, source.media.start_time()));
  const absl::Time end = eventEnd + rolls.postRoll;
  const KeyedMutex::Lock holdEvent(byEvent_, request.event());
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::optional<StoredMedia> old,
                               parts_.media.findOfEvent(request.event(), v1::Media::KIND_CLIP));
  const absl::Time now = parts_.clock.now();
  const std::string name = old ? old->media.name() : absl::StrCat(event->channel, "/media/", base::newUuid(now));
  const KeyedMutex::Lock holdMedia(parts_.locks, name);

  StoredMedia clip;
  std::vector<MediaFile> files;
  if (old) {
    // Read again: it may have been cut while we waited for it.
    CAMERAMONIT_ASSIGN_OR_RETURN(clip, parts_.media.get(name));
    CAMERAMONIT_ASSIGN_OR_RETURN(files, parts_.media.files(name));
  }
  const bool keepsCut = !files.empty() && clip.media.source() == request.source() && covers(clip, start, end);
  if (!keepsCut) {
    files.clear();
    clip = {};
    clip.media.set_name(name);
    clip.media.set_kind(v1::Media::KIND_CLIP);
    clip.media.set_source(request.source());
    clip.media.set_event(request.event());
    *clip.media.mutable_start_time() = sql::timestampOf(start);
    *clip.media.mutable_duration() = sql::protoDurationOf(end - start);
  }
  clip.media.set_display_name(request.display_text().en());
  clip.eventOffset = eventStart - sql::timeOf(true, clip.media.start_time());
  CAMERAMONIT_ASSIGN_OR_RETURN(StoredMedia kept, parts_.media.put(clip, files, now));
  return std::move(kept.media);
}

absl::StatusOr<StoredMedia> Evidence::resolve(const std::string& name, bool wantsStill) {
  if (parseChild(name, "media")) return parts_.media.get(name);
  if (!parseChild(name, "events")) return mediaUnknown(name);
  if (wantsStill) {
    CAMERAMONIT_ASSIGN_OR_RETURN(std::optional<StoredMedia> still,
                                 parts_.media.findOfEvent(name, v1::Media::KIND_STILL));
    if (still) return *std::move(still);
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(std::optional<StoredMedia> clip, parts_.media.findOfEvent(name, v1::Media::KIND_CLIP));
  if (clip) return *std::move(clip);
  return mediaUnknown(name);
}

}  // namespace cameramonit::media
