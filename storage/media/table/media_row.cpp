#include "storage/media/table/media_row.h"

#include <absl/strings/str_cat.h>

#include "storage/sql/proto_fields.h"

namespace cameramonit::media {
namespace {

void setText(const std::string& pl, const std::string& en, type::v1::LocalizedText& text) {
  text.set_pl(pl);
  text.set_en(en);
}

std::optional<std::string> idOrNull(const std::string& name) {
  const std::string id = parseMediaName(name).id;
  return id.empty() ? std::nullopt : std::optional<std::string>(id);
}

}  // namespace

const char kMediaColumns[] =
    "media_id, project_id, channel_id, kind, display_name, size_bytes, start_us, duration_us, codec, width, height, "
    "frames_per_second, audio_codec, container, browser_playable, analysis_state, analysis_progress, "
    "analysis_attempt, analysis_error_pl, analysis_error_en, analysis_error_reason, source_id, event_id, "
    "event_offset_us, remark_pl, remark_en, running, create_us, version";

void MediaRow::bindTo(sql::Statement& select) {
  select.into(name.id, name.project, name.channel, kind, displayName, sizeBytes, start, duration, codec, width, height,
              framesPerSecond, audioCodec, container, browserPlayable, analysisState, analysisProgress, analysisAttempt,
              errorPl, errorEn, errorReason, sourceId, eventId, eventOffset, remarkPl, remarkEn, running, created,
              version);
}

StoredMedia MediaRow::media() const {
  StoredMedia stored;
  v1::Media& media = stored.media;
  media.set_name(mediaName(name));
  media.set_kind(static_cast<v1::Media::Kind>(kind));
  media.set_display_name(displayName);
  media.set_size_bytes(sizeBytes);
  if (start.has_value()) *media.mutable_start_time() = sql::timestampOf(*start);
  *media.mutable_duration() = sql::protoDurationOf(duration);
  if (!codec.empty()) {
    v1::VideoFormat& video = *media.mutable_video();
    video.set_codec(codec);
    video.set_width(width);
    video.set_height(height);
    video.set_frames_per_second(framesPerSecond);
    video.set_audio_codec(audioCodec);
    video.set_container(container);
    video.set_browser_playable(browserPlayable);
  }
  *media.mutable_create_time() = sql::timestampOf(created);
  media.set_analysis_state(static_cast<v1::Media::AnalysisState>(analysisState));
  media.set_analysis_progress(analysisProgress);
  if (!errorPl.empty() || !errorEn.empty()) setText(errorPl, errorEn, *media.mutable_analysis_error());
  media.set_analysis_error_reason(errorReason);
  if (sourceId.has_value()) media.set_source(mediaName({name.project, name.channel, "media", *sourceId}));
  if (eventId.has_value()) media.set_event(mediaName({name.project, name.channel, "events", *eventId}));
  if (!remarkPl.empty() || !remarkEn.empty()) setText(remarkPl, remarkEn, *media.mutable_remark());
  media.set_running(running);
  media.set_etag(absl::StrCat(version));
  stored.analysisAttempt = analysisAttempt;
  stored.eventOffset = eventOffset;
  return stored;
}

void bindMedia(sql::Statement& statement, const StoredMedia& stored, absl::Time created) {
  const v1::Media& media = stored.media;
  const MediaName name = parseMediaName(media.name());
  statement.bind("media_id", name.id)
      .bind("project_id", name.project)
      .bind("channel_id", name.channel)
      .bind("kind", static_cast<int>(media.kind()))
      .bind("display_name", media.display_name())
      .bind("size_bytes", static_cast<std::int64_t>(media.size_bytes()))
      .bind("start_us", sql::timeOf(media.has_start_time(), media.start_time()))
      .bind("duration_us", sql::durationOf(media.duration()))
      .bind("codec", media.video().codec())
      .bind("width", media.video().width())
      .bind("height", media.video().height())
      .bind("frames_per_second", static_cast<double>(media.video().frames_per_second()))
      .bind("audio_codec", media.video().audio_codec())
      .bind("container", media.video().container())
      .bind("browser_playable", media.video().browser_playable())
      .bind("analysis_state", static_cast<int>(media.analysis_state()))
      .bind("analysis_progress", static_cast<double>(media.analysis_progress()))
      .bind("analysis_attempt", stored.analysisAttempt)
      .bind("analysis_error_pl", media.analysis_error().pl())
      .bind("analysis_error_en", media.analysis_error().en())
      .bind("analysis_error_reason", media.analysis_error_reason())
      .bind("source_id", idOrNull(media.source()))
      .bind("event_id", idOrNull(media.event()))
      .bind("event_offset_us", stored.eventOffset)
      .bind("remark_pl", media.remark().pl())
      .bind("remark_en", media.remark().en())
      .bind("running", media.running())
      .bind("create_us", created);
}

}  // namespace cameramonit::media
