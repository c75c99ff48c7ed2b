#include "storage/media/table/recording_table.h"

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "storage/media/table/media_file_rows.h"
#include "storage/media/table/media_row.h"
#include "storage/sql/database.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::media {
namespace {

using sql::Session;
using sql::Statement;

constexpr char kRecordings[] = "kind = :recording and running = 0";
constexpr char kClips[] = "kind = :clip and source_id is null";
constexpr char kBoth[] = "((kind = :recording and running = 0) or (kind = :clip and source_id is null))";

constexpr char kGrow[] =
    "update media set size_bytes = :bytes, stored_bytes = :bytes, duration_us = :length, update_us = :now_us "
    "where media_id = :media_id and running = 1";
constexpr char kBytes[] =
    "select coalesce(sum(stored_bytes), 0) from media where project_id = :project_id and channel_id = :channel_id "
    "and kind = :recording";
constexpr char kClipsOf[] = "select media_id from media where source_id = :source_id and kind = :clip";
constexpr char kStandAlone[] = "update media set source_id = null where source_id = :media_id";
constexpr char kDelete[] = "delete from media where media_id = :media_id";
constexpr char kDeleteGaps[] = "delete from recording_gap where media_id = :media_id";
constexpr char kInsertGap[] =
    "insert into recording_gap (media_id, from_us, until_us) values (:media_id, :from_us, :until_us)";
constexpr char kSelectGaps[] =
    "select from_us, until_us from recording_gap where media_id = :media_id order by from_us";

const char* conditionOf(KeptMedia::Sort sort) {
  switch (sort) {
    case KeptMedia::Sort::kRecordings:
      return kRecordings;
    case KeptMedia::Sort::kClips:
      return kClips;
    case KeptMedia::Sort::kBoth:
      break;
  }
  return kBoth;
}

void bindSort(Statement& select, KeptMedia::Sort sort) {
  if (sort != KeptMedia::Sort::kClips) select.bind("recording", static_cast<int>(v1::Media::KIND_RECORDING));
  if (sort != KeptMedia::Sort::kRecordings) select.bind("clip", static_cast<int>(v1::Media::KIND_CLIP));
}

std::string idOf(const std::string& name) {
  return parseMediaName(name).id;
}

}  // namespace

absl::StatusOr<std::vector<StoredMedia>> RecordingTable::running() {
  return database_.read([](Session& session) -> absl::StatusOr<std::vector<StoredMedia>> {
    std::vector<StoredMedia> found;
    MediaRow row;
    Statement select =
        session.prepare(absl::StrCat("select ", kMediaColumns, " from media where running = 1 order by media_id"));
    row.bindTo(select);
    while (select.fetch()) found.push_back(row.media());
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    return found;
  });
}

absl::Status RecordingTable::grow(const std::string& name, std::int64_t bytes, absl::Duration length, absl::Time now) {
  return database_.write([&](Session& session) {
    return session.prepare(kGrow)
        .bind("bytes", bytes)
        .bind("length", length)
        .bind("now_us", now)
        .bind("media_id", idOf(name))
        .run();
  });
}

absl::StatusOr<std::vector<std::string>> RecordingTable::channels() {
  return database_.read([](Session& session) -> absl::StatusOr<std::vector<std::string>> {
    std::vector<std::string> channels;
    std::string project, channel;
    Statement select = session.prepare(absl::StrCat("select distinct project_id, channel_id from media where ", kBoth));
    bindSort(select, KeptMedia::Sort::kBoth);
    select.into(project, channel);
    while (select.fetch()) channels.push_back(absl::StrCat("projects/", project, "/channels/", channel));
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    return channels;
  });
}

absl::StatusOr<std::vector<KeptMedia>> RecordingTable::oldest(const std::string& parent, KeptMedia::Sort sort,
                                                              int limit) {
  const MediaName within = parseMediaName(parent);
  return database_.read([&](Session& session) -> absl::StatusOr<std::vector<KeptMedia>> {
    std::vector<KeptMedia> kept;
    MediaName name{.project = "", .channel = "", .collection = "media", .id = ""};
    int kind = 0;
    absl::Time start;
    absl::Duration length;
    std::int64_t bytes = 0;
    Statement select = session.prepare(absl::StrCat(
        "select media_id, project_id, channel_id, kind, start_us, duration_us, stored_bytes from media "
        "where ",
        conditionOf(sort), within.project.empty() ? "" : " and project_id = :project_id",
        within.channel.empty() ? "" : " and channel_id = :channel_id", " order by start_us, media_id limit :batch"));
    bindSort(select, sort);
    if (!within.project.empty()) select.bind("project_id", within.project);
    if (!within.channel.empty()) select.bind("channel_id", within.channel);
    select.bind("batch", limit).into(name.id, name.project, name.channel, kind, start, length, bytes);
    while (select.fetch()) {
      const bool isClip = kind == static_cast<int>(v1::Media::KIND_CLIP);
      kept.push_back(
          {mediaName(name), isClip ? KeptMedia::Sort::kClips : KeptMedia::Sort::kRecordings, start + length, bytes});
    }
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    return kept;
  });
}

absl::StatusOr<std::int64_t> RecordingTable::bytes(const std::string& channel) {
  const MediaName name = parseMediaName(channel);
  return database_.read([&](Session& session) -> absl::StatusOr<std::int64_t> {
    std::int64_t bytes = 0;
    Statement select = session.prepare(kBytes);
    select.bind("project_id", name.project)
        .bind("channel_id", name.channel)
        .bind("recording", static_cast<int>(v1::Media::KIND_RECORDING))
        .into(bytes);
    select.fetch();
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    return bytes;
  });
}

absl::StatusOr<std::vector<std::string>> RecordingTable::clipsOf(const std::string& recording) {
  const MediaName source = parseMediaName(recording);
  return database_.read([&](Session& session) -> absl::StatusOr<std::vector<std::string>> {
    std::vector<std::string> clips;
    std::string id;
    Statement select = session.prepare(kClipsOf);
    select.bind("source_id", source.id).bind("clip", static_cast<int>(v1::Media::KIND_CLIP)).into(id);
    while (select.fetch()) clips.push_back(mediaName({source.project, source.channel, "media", id}));
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    return clips;
  });
}

absl::Status RecordingTable::remove(const std::string& recording) {
  return database_.write([id = idOf(recording)](Session& session) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(const std::vector<MediaFile> files, filesOf(session, id));
    for (const MediaFile& file : files) CAMERAMONIT_RETURN_IF_ERROR(doom(session, file.path));
    CAMERAMONIT_RETURN_IF_ERROR(session.prepare(kStandAlone).bind("media_id", id).run());
    return session.prepare(kDelete).bind("media_id", id).run();
  });
}

absl::Status RecordingTable::setGaps(const std::string& recording, const std::vector<type::v1::TimeRange>& gaps) {
  return database_.write([&, id = idOf(recording)](Session& session) -> absl::Status {
    CAMERAMONIT_RETURN_IF_ERROR(session.prepare(kDeleteGaps).bind("media_id", id).run());
    for (const type::v1::TimeRange& gap : gaps) {
      CAMERAMONIT_RETURN_IF_ERROR(session.prepare(kInsertGap)
                                      .bind("media_id", id)
                                      .bind("from_us", sql::timeOf(true, gap.start_time()))
                                      .bind("until_us", sql::timeOf(true, gap.end_time()))
                                      .run());
    }
    return absl::OkStatus();
  });
}

absl::StatusOr<std::vector<type::v1::TimeRange>> RecordingTable::gaps(const std::string& recording) {
  return database_.read([id = idOf(recording)](Session& session) -> absl::StatusOr<std::vector<type::v1::TimeRange>> {
    std::vector<type::v1::TimeRange> gaps;
    absl::Time from, until;
    Statement select = session.prepare(kSelectGaps);
    select.bind("media_id", id).into(from, until);
    while (select.fetch()) {
      *gaps.emplace_back().mutable_start_time() = sql::timestampOf(from);
      *gaps.back().mutable_end_time() = sql::timestampOf(until);
    }
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    return gaps;
  });
}

}  // namespace cameramonit::media
