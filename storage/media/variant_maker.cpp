#include "storage/media/variant_maker.h"

#include <algorithm>
#include <system_error>
#include <utility>
#include <vector>

#include "common/base/status.h"
#include "common/media/animation.h"
#include "common/media/atomic_file.h"
#include "common/media/browser_transcoder.h"
#include "common/media/clip_cutter.h"
#include "common/media/still.h"
#include "common/media/video_probe.h"
#include "storage/media/resource_name.h"
#include "storage/media/upload_file.h"
#include "storage/media/video_format.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::media {
namespace {

constexpr absl::Duration kWriting = absl::Seconds(20);  // what was sent is in the file of a recording by then

const char* contentType(Variant variant) {
  switch (variant) {
    case Variant::kAnimation:
      return "image/webp";
    case Variant::kStill:
      return "image/jpeg";
    default:
      return "video/mp4";
  }
}

/// The part of a running recording that a clip shows is not written yet. Where the camera fell silent it never will be:
/// after a while what there is must do.
bool mayStillCome(const StoredMedia& source, absl::Time clipEnd, absl::Time cutEnd, absl::Time now) {
  constexpr absl::Duration kPicture = absl::Milliseconds(500);
  return source.media.running() && cutEnd + kPicture < clipEnd && now < clipEnd + kWriting;
}

absl::Status notWritten() {
  return base::unavailable(base::ErrorReason::ERROR_REASON_VARIANT_NOT_READY,
                           "The camera is still recording this. Try again in a moment.");
}

absl::Status fileMissing(const std::string& media) {
  return base::notFound(base::ErrorReason::ERROR_REASON_FILE_MISSING, "The file of this media is not there.",
                        {{"media", media}});
}

/// What is shown when `asked` is: a still is its own picture, a playable original needs no other version.
Variant effective(const v1::Media& media, Variant asked) {
  const bool isPicture = media.kind() == v1::Media::KIND_STILL;
  const bool playable = media.kind() != v1::Media::KIND_CLIP && media.video().browser_playable();
  return isPicture || (asked == Variant::kBrowser && playable) ? Variant::kOriginal : asked;
}

}  // namespace

VariantMaker::VariantMaker(const MediaOptions& options, const MediaLayout& layout, MediaTable& table,
                           ChannelDirectory& channels, const base::Clock& clock)
    : options_(options), layout_(layout), table_(table), channels_(channels), clock_(clock) {}

absl::StatusOr<MediaFile> VariantMaker::find(const std::string& media, Variant variant) const {
  CAMERAMONIT_ASSIGN_OR_RETURN(const StoredMedia stored, table_.get(media));
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::vector<MediaFile> files, table_.files(media));
  const auto of = [&files](Variant wanted) {
    return std::find_if(files.begin(), files.end(), [wanted](const MediaFile& f) { return f.variant == wanted; });
  };
  auto file = of(effective(stored.media, variant));
  // Whether browsers play a clip is known once it is cut.
  const bool playableClip = stored.media.kind() == v1::Media::KIND_CLIP && stored.media.video().browser_playable();
  if (file == files.end() && variant == Variant::kBrowser && playableClip) file = of(Variant::kOriginal);
  std::error_code error;
  if (file == files.end() || !std::filesystem::exists(layout_.absolute(file->path), error)) return fileMissing(media);
  return *file;
}

absl::StatusOr<MediaFile> VariantMaker::make(const std::string& media, Variant variant, std::stop_token stop) {
  if (absl::StatusOr<MediaFile> there = find(media, variant);
      there.ok() || base::errorReason(there.status()) != base::ErrorReason::ERROR_REASON_FILE_MISSING) {
    return there;
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(StoredMedia stored, table_.get(media));
  absl::StatusOr<MediaFile> original = find(media, Variant::kOriginal);
  if (!original.ok()) {
    if (stored.media.kind() != v1::Media::KIND_CLIP) return original;
    CAMERAMONIT_ASSIGN_OR_RETURN(original, cutClip(stored, stop));
    CAMERAMONIT_ASSIGN_OR_RETURN(stored, table_.get(media));
  }
  if (variant == Variant::kOriginal) return original;
  if (variant == Variant::kBrowser && stored.media.video().browser_playable()) return original;

  const std::optional<ChildName> name = parseChild(media, "media");
  if (!name) return fileMissing(media);
  MediaFile made{
      .variant = variant, .path = MediaLayout::fresh(name->id, variant), .contentType = contentType(variant)};
  const std::filesystem::path source = layout_.absolute(original->path);
  const std::filesystem::path destination = layout_.absolute(made.path);
  CAMERAMONIT_RETURN_IF_ERROR(makeFolderOf(destination));
  CAMERAMONIT_RETURN_IF_ERROR(variant == Variant::kBrowser ? makeBrowserVersion(source, destination, stop)
                                                           : makePicture(stored, variant, source, destination, stop));
  made.sizeBytes = UploadFile(destination).received();
  CAMERAMONIT_RETURN_IF_ERROR(table_.putFile(media, made, clock_.now()));
  return made;
}

absl::StatusOr<MediaFile> VariantMaker::cutClip(const StoredMedia& clip, const std::stop_token& stop) {
  const std::optional<ChildName> name = parseChild(clip.media.name(), "media");
  if (!name) return fileMissing(clip.media.name());
  CAMERAMONIT_ASSIGN_OR_RETURN(const StoredMedia source, table_.get(clip.media.source()));
  CAMERAMONIT_ASSIGN_OR_RETURN(const MediaFile sourceFile, find(clip.media.source(), Variant::kOriginal));
  const absl::Duration from = sql::timeOf(true, clip.media.start_time()) - sql::timeOf(true, source.media.start_time());
  const MediaRange range{std::max(from, absl::ZeroDuration()), from + sql::durationOf(clip.media.duration())};
  const absl::Time begin = sql::timeOf(true, source.media.start_time());
  if (mayStillCome(source, begin + range.to, clock_.now(), clock_.now())) return notWritten();

  MediaFile made;
  made.path = MediaLayout::fresh(name->id, Variant::kOriginal);
  const std::filesystem::path destination = layout_.absolute(made.path);
  CAMERAMONIT_RETURN_IF_ERROR(makeFolderOf(destination));
  absl::Duration start;
  const absl::StatusOr<CutClip> cut = media::cutClip(layout_.absolute(sourceFile.path), range, destination, stop);
  if (cut.ok()) {
    start = cut->from;
    if (mayStillCome(source, begin + range.to, begin + cut->from + cut->duration, clock_.now())) {
      std::error_code error;
      std::filesystem::remove(destination, error);
      return notWritten();
    }
  } else if (source.media.running() && clock_.now() < begin + range.to + kWriting) {
    return notWritten();
  } else if (cut.status().code() == absl::StatusCode::kFailedPrecondition) {
    // Not to be had by copying: too few keyframes, or a codec without a container. Coding can begin anywhere.
    start = range.from;
    CAMERAMONIT_RETURN_IF_ERROR(transcodeForBrowser(
        layout_.absolute(sourceFile.path), {.range = range, .threads = options_.codingThreads}, destination, stop));
  } else {
    return cut.status();
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(const VideoFacts facts, probeVideo(destination, {}, stop));
  made.contentType = contentTypeOf(facts.container);
  made.sizeBytes = UploadFile(destination).received();

  // The clip's times become those of its first picture, which is the keyframe before what was asked for.
  StoredMedia changed = clip;
  const absl::Time startTime = sql::timeOf(true, source.media.start_time()) + start;
  changed.eventOffset += sql::timeOf(true, clip.media.start_time()) - startTime;
  *changed.media.mutable_start_time() = sql::timestampOf(startTime);
  *changed.media.mutable_duration() = sql::protoDurationOf(facts.duration);
  *changed.media.mutable_video() = toProto(facts);
  changed.media.set_size_bytes(made.sizeBytes);
  CAMERAMONIT_RETURN_IF_ERROR(table_.put(changed, {made}, clock_.now()).status());
  return made;
}

absl::Status VariantMaker::makeBrowserVersion(const std::filesystem::path& original,
                                              const std::filesystem::path& destination,
                                              const std::stop_token& stop) const {
  CAMERAMONIT_ASSIGN_OR_RETURN(const VideoFacts facts, probeVideo(original, {}, stop));
  const bool soundFits = facts.audioCodec.empty() || facts.audioCodec == "aac" || facts.audioCodec == "mp3";
  if (facts.browserCodec && soundFits) {
    const absl::StatusOr<CutClip> copied = media::cutClip(original, {}, destination, stop);
    if (copied.ok() || copied.status().code() != absl::StatusCode::kFailedPrecondition) return copied.status();
  }
  return transcodeForBrowser(original, {.threads = options_.codingThreads}, destination, stop);
}

absl::Status VariantMaker::makePicture(const StoredMedia& media, Variant variant, const std::filesystem::path& original,
                                       const std::filesystem::path& destination, const std::stop_token& stop) const {
  const absl::Duration from = std::max(media.eventOffset, absl::ZeroDuration());
  if (variant == Variant::kAnimation) {
    const std::optional<ChildName> name = parseChild(media.media.name(), "media");
    const absl::Duration length =
        (name ? channels_.settings(name->channel) : ChannelSettings()).value_or(ChannelSettings()).animationLength;
    const absl::Status made = makeAnimation(original, {.from = from, .length = length}, destination, stop);
    // An event at the very end of its clip has no pictures after it: the clip's beginning shows it at least.
    if (base::errorReason(made) != base::ErrorReason::ERROR_REASON_NOTHING_DECODABLE) return made;
    return makeAnimation(original, {.length = length}, destination, stop);
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::string jpeg, makeStill(original, {.at = from}, stop));
  return writeWholeFile(destination, jpeg);
}

absl::Status VariantMaker::drop(const std::string& media, const std::string& path) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const StoredMedia stored, table_.get(media));
  CAMERAMONIT_ASSIGN_OR_RETURN(std::vector<MediaFile> files, table_.files(media));
  files.erase(std::remove_if(files.begin(), files.end(), [&path](const MediaFile& f) { return f.path == path; }),
              files.end());
  return table_.put(stored, files, clock_.now()).status();
}

}  // namespace cameramonit::media
