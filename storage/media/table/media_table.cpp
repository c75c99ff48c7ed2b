#include "storage/media/table/media_table.h"

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>

#include <algorithm>
#include <set>

#include "common/base/status.h"
#include "storage/media/table/media_file_rows.h"
#include "storage/media/table/media_query.h"
#include "storage/media/table/media_row.h"
#include "storage/sql/database.h"
#include "storage/sql/page_token.h"

namespace cameramonit::media {
namespace {

using sql::Session;
using sql::Statement;

constexpr char kSelectMadeFrom[] = "select media_id from media where source_id = :source_id";
constexpr char kDelete[] = "delete from media where media_id = :media_id";
constexpr char kUsageOfProject[] =
    "select coalesce(sum(stored_bytes), 0), count(*) from media where project_id = :project_id";
constexpr char kUsageOfChannel[] =
    "select coalesce(sum(stored_bytes), 0), count(*) from media where project_id = :project_id "
    "and channel_id = :channel_id";

absl::Status unknown(const std::string& name) {
  return base::notFound(type::v1::ERROR_REASON_MEDIA_UNKNOWN, "There is no such recording.", {{"media", name}});
}

absl::StatusOr<std::optional<StoredMedia>> findWhere(Session& session, const std::string& condition,
                                                     const std::vector<std::pair<std::string, std::string>>& values,
                                                     std::optional<int> kind) {
  MediaRow row;
  Statement select = session.prepare(absl::StrCat("select ", kMediaColumns, " from media where ", condition));
  for (const auto& [name, value] : values) select.bind(name, value);
  if (kind.has_value()) select.bind("kind", *kind);
  row.bindTo(select);
  if (select.fetch()) return row.media();
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return std::nullopt;
}

absl::StatusOr<StoredMedia> find(Session& session, const std::string& name) {
  const MediaName parsed = parseMediaName(name);
  CAMERAMONIT_ASSIGN_OR_RETURN(
      auto found,
      findWhere(session, "media_id = :media_id and project_id = :project_id and channel_id = :channel_id",
                {{"media_id", parsed.id}, {"project_id", parsed.project}, {"channel_id", parsed.channel}}, {}));
  if (!found.has_value()) return unknown(name);
  return *std::move(found);
}

absl::StatusOr<std::optional<StoredMedia>> findByEvent(Session& session, const std::string& event,
                                                       v1::Media::Kind kind) {
  return findWhere(session, "event_id = :event_id and kind = :kind", {{"event_id", parseMediaName(event).id}},
                   static_cast<int>(kind));
}

absl::Status writeRow(Session& session, const StoredMedia& stored, bool exists, absl::Time created, absl::Time now) {
  static const std::vector<std::string> kColumns = absl::StrSplit(kMediaColumns, ", ");
  std::vector<std::string> parts;
  std::string text;
  if (exists) {
    for (const std::string& column : kColumns) {
      if (column != "version" && column != "media_id") parts.push_back(absl::StrCat(column, " = :", column));
    }
    text = absl::StrCat("update media set ", absl::StrJoin(parts, ", "),
                        ", version = version + 1, update_us = :now_us where media_id = :media_id");
  } else {
    for (const std::string& column : kColumns) {
      if (column != "version") parts.push_back(":" + column);
    }
    text = absl::StrCat("insert into media (", kMediaColumns, ", stored_bytes, update_us) values (",
                        absl::StrJoin(parts, ", "), ", 1, 0, :now_us)");
  }
  Statement write = session.prepare(text);
  bindMedia(write, stored, created);
  return write.bind("now_us", now).run();
}

absl::StatusOr<StoredMedia> putIn(Session& session, StoredMedia stored, const std::vector<MediaFile>& files,
                                  absl::Time now) {
  absl::Time created = now;
  std::optional<StoredMedia> before;
  if (!stored.media.event().empty()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(before, findByEvent(session, stored.media.event(), stored.media.kind()));
    if (before.has_value()) stored.media.set_name(before->media.name());
  }
  if (!before.has_value()) {
    absl::StatusOr<StoredMedia> found = find(session, stored.media.name());
    if (found.ok()) {
      before = *std::move(found);
    } else if (!absl::IsNotFound(found.status())) {
      return found.status();
    }
  }
  if (before.has_value()) {
    created = absl::FromUnixSeconds(before->media.create_time().seconds()) +
              absl::Nanoseconds(before->media.create_time().nanos());
  }
  CAMERAMONIT_RETURN_IF_ERROR(writeRow(session, stored, before.has_value(), created, now));
  const std::string id = parseMediaName(stored.media.name()).id;
  std::set<std::string> kept;
  for (const MediaFile& file : files) kept.insert(file.path);
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::vector<MediaFile> oldFiles, filesOf(session, id));
  for (const MediaFile& file : oldFiles) CAMERAMONIT_RETURN_IF_ERROR(dropFile(session, id, file, kept));
  for (const MediaFile& file : files) CAMERAMONIT_RETURN_IF_ERROR(insertFile(session, id, file, now));
  CAMERAMONIT_RETURN_IF_ERROR(sumFiles(session, id, now));
  return find(session, stored.media.name());
}

void apply(const AnalysisChange& change, StoredMedia& stored) {
  v1::Media& media = stored.media;
  if (change.state.has_value()) media.set_analysis_state(*change.state);
  if (change.progress.has_value()) media.set_analysis_progress(*change.progress);
  if (change.attempt.has_value()) stored.analysisAttempt = *change.attempt;
  if (change.error.has_value()) *media.mutable_analysis_error() = *change.error;
  if (change.errorReason.has_value()) media.set_analysis_error_reason(*change.errorReason);
  if (change.remark.has_value()) *media.mutable_remark() = *change.remark;
}

}  // namespace

absl::StatusOr<StoredMedia> MediaTable::put(const StoredMedia& media, const std::vector<MediaFile>& files,
                                            absl::Time now) {
  return database_.write([&](Session& session) { return putIn(session, media, files, now); });
}

absl::StatusOr<StoredMedia> MediaTable::get(const std::string& name) {
  return database_.read([&](Session& session) { return find(session, name); });
}

absl::StatusOr<std::optional<StoredMedia>> MediaTable::findOfEvent(const std::string& event, v1::Media::Kind kind) {
  return database_.read([&](Session& session) { return findByEvent(session, event, kind); });
}

absl::StatusOr<MediaPage> MediaTable::list(const MediaFilter& filter, int pageSize, const std::string& pageToken) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const int size, sql::pageSize(pageSize, 100, 1000));
  MediaQuery query = mediaQuery(filter);
  const std::string fingerprint = query.filter;
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto key, sql::decodePageToken(fingerprint, pageToken, 2));
  std::string where = query.where;
  if (!key.empty()) {
    std::int64_t start = 0;
    if (!absl::SimpleAtoi(key[0], &start)) start = 0;
    where += " and (coalesce(start_us, 0) < :start or (coalesce(start_us, 0) = :start and media_id < :id))";
    query.numbers.emplace_back("start", start);
    query.texts.emplace_back("id", key[1]);
  }
  return database_.read([&](Session& session) -> absl::StatusOr<MediaPage> {
    MediaPage page;
    MediaRow row;
    Statement select =
        session.prepare(absl::StrCat("select ", kMediaColumns, " from media where ", where,
                                     " order by coalesce(start_us, 0) desc, media_id desc limit ", size + 1));
    query.bindTo(select);
    row.bindTo(select);
    while (select.fetch()) {
      if (page.media.size() == static_cast<std::size_t>(size)) {
        const v1::Media& last = page.media.back();
        const std::int64_t start = last.start_time().seconds() * 1'000'000 + last.start_time().nanos() / 1000;
        page.nextPageToken = sql::encodePageToken(fingerprint, {absl::StrCat(start), parseMediaName(last.name()).id});
        break;
      }
      page.media.push_back(row.media().media);
    }
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    return page;
  });
}

absl::StatusOr<std::vector<StoredMedia>> MediaTable::unfinished() {
  return database_.read([](Session& session) -> absl::StatusOr<std::vector<StoredMedia>> {
    std::vector<StoredMedia> media;
    MediaRow row;
    Statement select = session.prepare(
        absl::StrCat("select ", kMediaColumns,
                     " from media where analysis_state in (:pending, :running) order by create_us, media_id"));
    select.bind("pending", static_cast<int>(v1::Media::ANALYSIS_STATE_PENDING));
    select.bind("running", static_cast<int>(v1::Media::ANALYSIS_STATE_RUNNING));
    row.bindTo(select);
    while (select.fetch()) media.push_back(row.media());
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    return media;
  });
}

absl::StatusOr<StoredMedia> MediaTable::setAnalysis(const std::string& name, const AnalysisChange& change,
                                                    absl::Time now) {
  return database_.write([&](Session& session) -> absl::StatusOr<StoredMedia> {
    CAMERAMONIT_ASSIGN_OR_RETURN(StoredMedia stored, find(session, name));
    apply(change, stored);
    Statement update = session.prepare(
        "update media set analysis_state = :state, analysis_progress = :progress, analysis_attempt = :attempt, "
        "analysis_error_pl = :error_pl, analysis_error_en = :error_en, analysis_error_reason = :reason, "
        "remark_pl = :remark_pl, remark_en = :remark_en, version = version + 1, update_us = :now_us "
        "where media_id = :media_id");
    CAMERAMONIT_RETURN_IF_ERROR(update.bind("state", static_cast<int>(stored.media.analysis_state()))
                                    .bind("progress", static_cast<double>(stored.media.analysis_progress()))
                                    .bind("attempt", stored.analysisAttempt)
                                    .bind("error_pl", stored.media.analysis_error().pl())
                                    .bind("error_en", stored.media.analysis_error().en())
                                    .bind("reason", stored.media.analysis_error_reason())
                                    .bind("remark_pl", stored.media.remark().pl())
                                    .bind("remark_en", stored.media.remark().en())
                                    .bind("now_us", now)
                                    .bind("media_id", parseMediaName(name).id)
                                    .run());
    return find(session, name);
  });
}

absl::StatusOr<std::vector<MediaFile>> MediaTable::files(const std::string& name) {
  return database_.read([&](Session& session) { return filesOf(session, parseMediaName(name).id); });
}

absl::Status MediaTable::putFile(const std::string& name, const MediaFile& file, absl::Time now) {
  return database_.write([&](Session& session) -> absl::Status {
    CAMERAMONIT_RETURN_IF_ERROR(find(session, name).status());
    const std::string id = parseMediaName(name).id;
    CAMERAMONIT_ASSIGN_OR_RETURN(const std::vector<MediaFile> oldFiles, filesOf(session, id));
    for (const MediaFile& old : oldFiles) {
      if (old.variant != file.variant) continue;
      CAMERAMONIT_RETURN_IF_ERROR(dropFile(session, id, old, {file.path}));
    }
    CAMERAMONIT_RETURN_IF_ERROR(insertFile(session, id, file, now));
    return sumFiles(session, id, now);
  });
}

absl::StatusOr<std::vector<std::string>> MediaTable::remove(const std::string& name) {
  return database_.write([&](Session& session) -> absl::StatusOr<std::vector<std::string>> {
    CAMERAMONIT_RETURN_IF_ERROR(find(session, name).status());
    const MediaName parsed = parseMediaName(name);
    std::vector<std::string> ids{parsed.id};
    {
      std::string id;
      Statement select = session.prepare(kSelectMadeFrom);
      select.bind("source_id", parsed.id).into(id);
      while (select.fetch()) ids.push_back(id);
      CAMERAMONIT_RETURN_IF_ERROR(select.status());
    }
    std::vector<std::string> removed;
    for (const std::string& id : ids) {
      CAMERAMONIT_ASSIGN_OR_RETURN(const std::vector<MediaFile> files, filesOf(session, id));
      for (const MediaFile& file : files) CAMERAMONIT_RETURN_IF_ERROR(doom(session, file.path));
      CAMERAMONIT_RETURN_IF_ERROR(session.prepare(kDelete).bind("media_id", id).run());
      removed.push_back(mediaName({parsed.project, parsed.channel, "media", id}));
    }
    return removed;
  });
}

absl::StatusOr<std::vector<std::string>> MediaTable::doomedFiles(int limit) {
  return database_.read([&](Session& session) -> absl::StatusOr<std::vector<std::string>> {
    std::vector<std::string> paths;
    std::string path;
    Statement select = session.prepare("select path from doomed_file order by path limit :batch");
    select.bind("batch", limit).into(path);
    while (select.fetch()) paths.push_back(path);
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    return paths;
  });
}

absl::Status MediaTable::forgetDoomed(const std::vector<std::string>& paths) {
  return database_.write([&](Session& session) -> absl::Status {
    for (const std::string& path : paths) {
      CAMERAMONIT_RETURN_IF_ERROR(
          session.prepare("delete from doomed_file where path = :path").bind("path", path).run());
    }
    return absl::OkStatus();
  });
}

absl::StatusOr<MediaUsage> MediaTable::usage(const std::string& parent) {
  const MediaName name = parseMediaName(parent);
  return database_.read([&](Session& session) -> absl::StatusOr<MediaUsage> {
    MediaUsage usage;
    Statement select = session.prepare(name.channel.empty() ? kUsageOfProject : kUsageOfChannel);
    select.bind("project_id", name.project);
    if (!name.channel.empty()) select.bind("channel_id", name.channel);
    select.into(usage.storedBytes, usage.mediaCount);
    select.fetch();
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    return usage;
  });
}

}  // namespace cameramonit::media
