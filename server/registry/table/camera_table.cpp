#include "server/registry/table/camera_table.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>

#include "common/base/status.h"
#include "storage/sql/database.h"
#include "storage/sql/error.h"
#include "storage/sql/page_token.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::registry {
namespace {

using sql::Session;
using sql::Statement;

constexpr char kCollection[] = "cameras/";

constexpr char kInsert[] =
    "insert into camera (camera_id, display_name, place, create_us, update_us, version) "
    "values (:camera_id, :display_name, :place, :now_us, :now_us, 1)";
constexpr char kSelect[] =
    "select camera_id, display_name, place, create_us, update_us, version from camera where camera_id = :camera_id";
constexpr char kSelectPage[] =
    "select camera_id, display_name, place, create_us, update_us, version from camera where camera_id > :after "
    "order by camera_id limit :batch";
// The version is compared here too: MariaDB's plain read holds no lock.
constexpr char kUpdate[] =
    "update camera set display_name = :display_name, place = :place, update_us = :now_us, version = version + 1 "
    "where camera_id = :camera_id and version = :version";
constexpr char kDelete[] = "delete from camera where camera_id = :camera_id";

std::string idOf(const std::string& name) {
  return std::string(absl::StripPrefix(name, kCollection));
}

absl::Status unknown(const std::string& name) {
  return base::notFound(type::v1::ERROR_REASON_CAMERA_UNKNOWN, "No camera is registered under this name.",
                        {{"camera", name}});
}

absl::Status changedMeanwhile(const std::string& name) {
  return base::aborted(type::v1::ERROR_REASON_ETAG_MISMATCH, "The camera was changed in the meantime.",
                       {{"camera", name}});
}

/// One row on its way into a message.
struct Row {
  std::string id;
  std::string displayName;
  std::string place;
  absl::Time created;
  absl::Time updated;
  std::int64_t version = 0;

  void bindTo(Statement& select) { select.into(id, displayName, place, created, updated, version); }

  v1::Camera camera() const {
    v1::Camera camera;
    camera.set_name(absl::StrCat(kCollection, id));
    camera.set_display_name(displayName);
    camera.set_place(place);
    *camera.mutable_create_time() = sql::timestampOf(created);
    *camera.mutable_update_time() = sql::timestampOf(updated);
    camera.set_etag(absl::StrCat(version));
    return camera;
  }
};

absl::StatusOr<v1::Camera> find(Session& session, const std::string& name) {
  Row row;
  Statement select = session.prepare(kSelect);
  select.bind("camera_id", idOf(name));
  row.bindTo(select);
  if (select.fetch()) return row.camera();
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return unknown(name);
}

}  // namespace

absl::StatusOr<v1::Camera> CameraTable::create(const v1::Camera& camera, const sql::RequestKey& key, absl::Time now) {
  return database_.write([&](Session& session) -> absl::StatusOr<v1::Camera> {
    v1::Camera created;
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool repeated, sql::findFirstResult(session, key, now, created));
    if (repeated) return created;
    const absl::Status inserted = session.prepare(kInsert)
                                      .bind("camera_id", idOf(camera.name()))
                                      .bind("display_name", camera.display_name())
                                      .bind("place", camera.place())
                                      .bind("now_us", now)
                                      .run();
    if (sql::isDuplicate(inserted)) {
      return base::alreadyExists(type::v1::ERROR_REASON_CAMERA_NAME_TAKEN, "Another camera has this name.",
                                 {{"camera", camera.name()}});
    }
    CAMERAMONIT_RETURN_IF_ERROR(inserted);
    CAMERAMONIT_ASSIGN_OR_RETURN(created, find(session, camera.name()));
    CAMERAMONIT_RETURN_IF_ERROR(sql::rememberResult(session, key, now, created));
    return created;
  });
}

absl::StatusOr<v1::Camera> CameraTable::get(const std::string& name) {
  return database_.read([&](Session& session) { return find(session, name); });
}

absl::StatusOr<CameraPage> CameraTable::list(int pageSize, const std::string& pageToken) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const int size, sql::pageSize(pageSize, 100, 1000));
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto key, sql::decodePageToken(kCollection, pageToken, 1));
  return database_.read([&](Session& session) -> absl::StatusOr<CameraPage> {
    CameraPage page;
    Row row;
    Statement select = session.prepare(kSelectPage);
    select.bind("after", key.empty() ? "" : key[0]).bind("batch", size + 1);
    row.bindTo(select);
    while (select.fetch()) page.cameras.push_back(row.camera());
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    if (page.cameras.size() > static_cast<std::size_t>(size)) {
      page.cameras.pop_back();
      page.nextPageToken = sql::encodePageToken(kCollection, {idOf(page.cameras.back().name())});
    }
    return page;
  });
}

absl::StatusOr<v1::Camera> CameraTable::update(const v1::Camera& camera, absl::Time now) {
  return database_.write([&](Session& session) -> absl::StatusOr<v1::Camera> {
    CAMERAMONIT_ASSIGN_OR_RETURN(const v1::Camera stored, find(session, camera.name()));
    if (!camera.etag().empty() && camera.etag() != stored.etag()) return changedMeanwhile(camera.name());
    Statement update = session.prepare(kUpdate);
    CAMERAMONIT_RETURN_IF_ERROR(update.bind("camera_id", idOf(camera.name()))
                                    .bind("display_name", camera.display_name())
                                    .bind("place", camera.place())
                                    .bind("now_us", now)
                                    .bind("version", static_cast<std::int64_t>(std::stoll(stored.etag())))
                                    .run());
    if (update.affectedRows() == 0) return changedMeanwhile(camera.name());
    return find(session, camera.name());
  });
}

absl::Status CameraTable::remove(const std::string& name) {
  return database_.write([&](Session& session) -> absl::Status {
    Statement remove = session.prepare(kDelete);
    CAMERAMONIT_RETURN_IF_ERROR(remove.bind("camera_id", idOf(name)).run());
    return remove.affectedRows() == 0 ? unknown(name) : absl::OkStatus();
  });
}

}  // namespace cameramonit::registry
