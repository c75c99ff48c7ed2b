#include "storage/media/table/media_file_rows.h"

#include "common/base/status.h"
#include "storage/sql/dialect.h"
#include "storage/sql/session.h"
#include "storage/sql/statement.h"

namespace cameramonit::media {
namespace {

using sql::Statement;

constexpr char kSelectFiles[] =
    "select variant, path, content_type, size_bytes from media_file where media_id = :media_id order by variant";
constexpr char kInsertFile[] =
    "insert into media_file (media_id, variant, path, content_type, size_bytes, create_us) "
    "values (:media_id, :variant, :path, :content_type, :size_bytes, :now_us)";
constexpr char kDeleteFile[] = "delete from media_file where media_id = :media_id and variant = :variant";
constexpr char kSumFiles[] =
    "update media set stored_bytes = (select coalesce(sum(size_bytes), 0) from media_file where media_id = :media_id), "
    "update_us = :now_us where media_id = :media_id";

}  // namespace

absl::StatusOr<std::vector<MediaFile>> filesOf(sql::Session& session, const std::string& id) {
  std::vector<MediaFile> files;
  MediaFile file;
  int variant = 0;
  Statement select = session.prepare(kSelectFiles);
  select.bind("media_id", id).into(variant, file.path, file.contentType, file.sizeBytes);
  while (select.fetch()) {
    file.variant = static_cast<MediaFile::Variant>(variant);
    files.push_back(file);
  }
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return files;
}

absl::Status doom(sql::Session& session, const std::string& path) {
  return session.prepare("insert into doomed_file (path) values (:path)" + sql::upsert(session.dialect(), {"path"}, {}))
      .bind("path", path)
      .run();
}

absl::Status insertFile(sql::Session& session, const std::string& id, const MediaFile& file, absl::Time now) {
  // A path may have been doomed by an earlier attempt that failed half-way.
  CAMERAMONIT_RETURN_IF_ERROR(
      session.prepare("delete from doomed_file where path = :path").bind("path", file.path).run());
  return session.prepare(kInsertFile)
      .bind("media_id", id)
      .bind("variant", static_cast<int>(file.variant))
      .bind("path", file.path)
      .bind("content_type", file.contentType)
      .bind("size_bytes", file.sizeBytes)
      .bind("now_us", now)
      .run();
}

absl::Status dropFile(sql::Session& session, const std::string& id, const MediaFile& file,
                      const std::set<std::string>& keptPaths) {
  CAMERAMONIT_RETURN_IF_ERROR(
      session.prepare(kDeleteFile).bind("media_id", id).bind("variant", static_cast<int>(file.variant)).run());
  return keptPaths.count(file.path) > 0 ? absl::OkStatus() : doom(session, file.path);
}

absl::Status sumFiles(sql::Session& session, const std::string& id, absl::Time now) {
  return session.prepare(kSumFiles).bind("media_id", id).bind("now_us", now).run();
}

}  // namespace cameramonit::media
