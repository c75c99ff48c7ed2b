#include "storage/media/table/upload_table.h"

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "storage/media/table/media_name.h"
#include "storage/sql/database.h"
#include "storage/sql/dialect.h"
#include "storage/sql/error.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::media {
namespace {

using sql::Session;
using sql::Statement;

#define UPLOAD_COLUMNS                                                                                           \
  "upload_id, project_id, channel_id, display_name, size_bytes, received_bytes, start_us, expire_us, media_id, " \
  "path, principal, request_id"

constexpr char kInsert[] =
    "insert into upload (" UPLOAD_COLUMNS
    ", create_us) values (:upload_id, :project_id, :channel_id, :display_name, :size_bytes, 0, :start_us, :expire_us, "
    "null, :path, :principal, :request_id, :now_us)";
constexpr char kSelect[] =
    "select " UPLOAD_COLUMNS
    " from upload where upload_id = :upload_id and project_id = :project_id and channel_id = :channel_id";
constexpr char kSelectByRequest[] =
    "select " UPLOAD_COLUMNS " from upload where principal = :principal and request_id = :request_id";
constexpr char kSelectExpired[] =
    "select " UPLOAD_COLUMNS " from upload where expire_us <= :now_us order by expire_us limit :batch";
constexpr char kAdvance[] =
    "update upload set received_bytes = :to, expire_us = :expire_us where upload_id = :upload_id "
    "and received_bytes = :from";
constexpr char kFinish[] = "update upload set media_id = :media_id where upload_id = :upload_id";
constexpr char kDelete[] = "delete from upload where upload_id = :upload_id";
constexpr char kReservedOfProject[] =
    "select sum(size_bytes) from upload where project_id = :project_id and media_id is null";
constexpr char kReservedOfChannel[] =
    "select sum(size_bytes) from upload where project_id = :project_id and channel_id = :channel_id "
    "and media_id is null";

#undef UPLOAD_COLUMNS

struct Row {
  MediaName name{.project = "", .channel = "", .collection = "uploads", .id = ""};
  std::string displayName;
  std::int64_t sizeBytes = 0;
  std::int64_t receivedBytes = 0;
  absl::Time startTime;
  absl::Time expires;
  std::optional<std::string> mediaId;
  std::string path;
  std::string principal;
  std::string requestId;

  void bindTo(Statement& select) {
    select.into(name.id, name.project, name.channel, displayName, sizeBytes, receivedBytes, startTime, expires, mediaId,
                path, principal, requestId);
  }

  StoredUpload upload() const {
    StoredUpload stored;
    stored.upload.set_name(mediaName(name));
    stored.upload.set_display_name(displayName);
    stored.upload.set_size_bytes(sizeBytes);
    stored.upload.set_received_bytes(receivedBytes);
    *stored.upload.mutable_expire_time() = sql::timestampOf(expires);
    if (mediaId.has_value()) {
      stored.upload.set_media(mediaName({name.project, name.channel, "media", *mediaId}));
    }
    stored.startTime = startTime;
    stored.path = path;
    stored.principal = principal;
    stored.requestId = requestId;
    return stored;
  }
};

absl::Status unknown(const std::string& name) {
  return base::notFound(type::v1::ERROR_REASON_UPLOAD_UNKNOWN, "There is no such upload; it may have expired.",
                        {{"upload", name}});
}

absl::StatusOr<StoredUpload> find(Session& session, const std::string& name) {
  const MediaName parsed = parseMediaName(name);
  Row row;
  Statement select = session.prepare(kSelect);
  select.bind("upload_id", parsed.id).bind("project_id", parsed.project).bind("channel_id", parsed.channel);
  row.bindTo(select);
  if (select.fetch()) return row.upload();
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return unknown(name);
}

absl::StatusOr<std::optional<StoredUpload>> findByRequest(Session& session, const StoredUpload& upload) {
  if (upload.requestId.empty()) return std::nullopt;
  Row row;
  Statement select = session.prepare(kSelectByRequest);
  select.bind("principal", upload.principal).bind("request_id", upload.requestId);
  row.bindTo(select);
  if (select.fetch()) return row.upload();
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return std::nullopt;
}

bool sameRequest(const StoredUpload& a, const StoredUpload& b) {
  const MediaName nameA = parseMediaName(a.upload.name());
  const MediaName nameB = parseMediaName(b.upload.name());
  return nameA.project == nameB.project && nameA.channel == nameB.channel &&
         a.upload.display_name() == b.upload.display_name() && a.upload.size_bytes() == b.upload.size_bytes();
}

}  // namespace

absl::StatusOr<StoredUpload> UploadTable::begin(const StoredUpload& upload, absl::Time now) {
  return database_.write([&](Session& session) -> absl::StatusOr<StoredUpload> {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto repeated, findByRequest(session, upload));
    if (repeated.has_value()) {
      if (sameRequest(*repeated, upload)) return *repeated;
      return base::invalidArgument(type::v1::ERROR_REASON_REQUEST_ID_REUSED,
                                   "This request_id was already used for another upload.",
                                   {{"request_id", upload.requestId}});
    }
    const MediaName name = parseMediaName(upload.upload.name());
    CAMERAMONIT_RETURN_IF_ERROR(
        session.prepare(kInsert)
            .bind("upload_id", name.id)
            .bind("project_id", name.project)
            .bind("channel_id", name.channel)
            .bind("display_name", upload.upload.display_name())
            .bind("size_bytes", static_cast<std::int64_t>(upload.upload.size_bytes()))
            .bind("start_us", upload.startTime)
            .bind("expire_us", sql::timeOf(upload.upload.has_expire_time(), upload.upload.expire_time()))
            .bind("path", upload.path)
            .bind("principal", upload.principal)
            .bind("request_id", upload.requestId.empty() ? std::nullopt : std::optional<std::string>(upload.requestId))
            .bind("now_us", now)
            .run());
    return find(session, upload.upload.name());
  });
}

absl::StatusOr<StoredUpload> UploadTable::get(const std::string& name) {
  return database_.read([&](Session& session) { return find(session, name); });
}

absl::Status UploadTable::advance(const std::string& name, std::int64_t from, std::int64_t to, absl::Time expires) {
  return database_.write([&](Session& session) -> absl::Status {
    Statement advance = session.prepare(kAdvance);
    CAMERAMONIT_RETURN_IF_ERROR(advance.bind("upload_id", parseMediaName(name).id)
                                    .bind("from", from)
                                    .bind("to", to)
                                    .bind("expire_us", expires)
                                    .run());
    if (advance.affectedRows() == 1) return absl::OkStatus();
    CAMERAMONIT_ASSIGN_OR_RETURN(const StoredUpload stored, find(session, name));
    // MariaDB does not count a row that had these very values.
    if (stored.upload.received_bytes() == from && from == to) return absl::OkStatus();
    return base::failedPrecondition(type::v1::ERROR_REASON_UPLOAD_OFFSET_WRONG, "The upload goes on at another offset.",
                                    {{"received_bytes", absl::StrCat(stored.upload.received_bytes())}});
  });
}

absl::Status UploadTable::finish(const std::string& name, const std::string& media) {
  return database_.write([&](Session& session) -> absl::Status {
    CAMERAMONIT_RETURN_IF_ERROR(find(session, name).status());
    return session.prepare(kFinish)
        .bind("upload_id", parseMediaName(name).id)
        .bind("media_id", parseMediaName(media).id)
        .run();
  });
}

absl::Status UploadTable::remove(const std::string& name) {
  return database_.write([&](Session& session) -> absl::Status {
    const auto stored = find(session, name);
    if (absl::IsNotFound(stored.status())) return absl::OkStatus();
    CAMERAMONIT_RETURN_IF_ERROR(stored.status());
    if (stored->upload.media().empty()) {
      CAMERAMONIT_RETURN_IF_ERROR(
          session
              .prepare("insert into doomed_file (path) values (:path)" + sql::upsert(session.dialect(), {"path"}, {}))
              .bind("path", stored->path)
              .run());
    }
    return session.prepare(kDelete).bind("upload_id", parseMediaName(name).id).run();
  });
}

absl::StatusOr<std::vector<StoredUpload>> UploadTable::expired(absl::Time now, int limit) {
  return database_.read([&](Session& session) -> absl::StatusOr<std::vector<StoredUpload>> {
    std::vector<StoredUpload> uploads;
    Row row;
    Statement select = session.prepare(kSelectExpired);
    select.bind("now_us", now).bind("batch", limit);
    row.bindTo(select);
    while (select.fetch()) uploads.push_back(row.upload());
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    return uploads;
  });
}

absl::StatusOr<std::int64_t> UploadTable::reserved(const std::string& parent) {
  const MediaName name = parseMediaName(parent);
  return database_.read([&](Session& session) -> absl::StatusOr<std::int64_t> {
    std::int64_t bytes = 0;
    Statement select = session.prepare(name.channel.empty() ? kReservedOfProject : kReservedOfChannel);
    select.bind("project_id", name.project);
    if (!name.channel.empty()) select.bind("channel_id", name.channel);
    select.into(bytes);
    select.fetch();
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    return bytes;
  });
}

}  // namespace cameramonit::media
