#include "server/registry/table/camera_table.h"

#include <map>

#include <absl/strings/str_cat.h>

#include "cameramonit/registry/v1/camera_registry_service.pb.h"
#include "common/base/status.h"
#include "server/registry/table/camera_row.h"
#include "server/registry/table/credential_rows.h"
#include "storage/sql/database.h"
#include "storage/sql/error.h"
#include "storage/sql/page_token.h"
#include "storage/sql/revision_counter.h"

namespace cameramonit::registry {
namespace {

using sql::Session;
using sql::Statement;

constexpr char kCounter[] = "cameras";
constexpr int kSameNames = 1000;

constexpr char kInsert[] =
    "insert into camera (camera_id, display_name, place, main_stream, sub_stream, onvif_device, make, model, labels, "
    "has_credentials, create_us, update_us, version, revision) values (:camera_id, :display_name, :place, "
    ":main_stream, :sub_stream, :onvif_device, :make, :model, :labels, :has_credentials, :now_us, :now_us, 1, "
    ":revision)";
// The version is compared here too: MariaDB's plain read holds no lock.
constexpr char kUpdate[] =
    "update camera set display_name = :display_name, place = :place, main_stream = :main_stream, "
    "sub_stream = :sub_stream, onvif_device = :onvif_device, make = :make, model = :model, labels = :labels, "
    "has_credentials = :has_credentials, update_us = :now_us, version = version + 1, revision = :revision "
    "where camera_id = :camera_id and version = :version";
constexpr char kDelete[] = "delete from camera where camera_id = :camera_id and version = :version";
constexpr char kInsertTombstone[] =
    "insert into camera_tombstone (revision, camera_id, delete_us) values (:revision, :camera_id, :now_us)";
constexpr char kSetProbe[] =
    "update camera set last_probe = :last_probe, revision = :revision where camera_id = :camera_id";
constexpr char kSelectNames[] =
    "select camera_id from camera where display_name = :display_name order by camera_id limit 2";
constexpr char kSelectTombstones[] =
    "select revision, camera_id from camera_tombstone where revision > :revision order by revision limit :batch";
constexpr char kSelectForgotten[] =
    "select coalesce(max(revision), 0) from camera_tombstone where delete_us < :time_us";
constexpr char kDeleteTombstones[] = "delete from camera_tombstone where revision <= :revision";

absl::Status changedMeanwhile(const std::string& name) {
  return base::aborted(type::v1::ERROR_REASON_ETAG_MISMATCH, "The camera was changed in the meantime.",
                       {{"camera", name}});
}

/// Writes one step within a transaction, under the revision it was given. Thread-bound.
class StepWriter {
 public:
  StepWriter(Session& session, absl::Time now, std::int64_t revision)
      : session_(session), now_(now), revision_(revision) {}

  absl::StatusOr<v1::Camera> write(const CameraStep& step) {
    switch (step.kind) {
      case CameraStep::Kind::kCreate:
        return create(step);
      case CameraStep::Kind::kUpdate:
        return update(step);
      case CameraStep::Kind::kRemove:
        return remove(step);
    }
    return base::internalError("No such step.");
  }

 private:
  absl::StatusOr<v1::Camera> create(const CameraStep& step) {
    const std::string wanted = cameraIdOf(step.camera.name());
    for (int i = 1;; ++i) {
      const std::string id = i == 1 ? wanted : absl::StrCat(wanted, "-", i);
      Statement insert = session_.prepare(kInsert);
      bindCamera(step.camera, insert);
      const bool sealed = step.credentials.kind == CredentialChange::Kind::kReplace;
      const absl::Status inserted = insert.bind("camera_id", id)
                                        .bind("has_credentials", sealed)
                                        .bind("now_us", now_)
                                        .bind("revision", revision_)
                                        .run();
      if (sql::isDuplicate(inserted)) {
        if (step.anyName && i < kSameNames) continue;
        return base::alreadyExists(type::v1::ERROR_REASON_CAMERA_NAME_TAKEN, "Another camera has this name.",
                                   {{"camera", step.camera.name()}});
      }
      CAMERAMONIT_RETURN_IF_ERROR(inserted);
      CAMERAMONIT_RETURN_IF_ERROR(changeCredentials(id, step.credentials));
      return findCamera(session_, id);
    }
  }

  absl::StatusOr<v1::Camera> update(const CameraStep& step) {
    CAMERAMONIT_ASSIGN_OR_RETURN(v1::Camera camera, findCamera(session_, step.camera.name()));
    const std::string etag = camera.etag();
    if (!step.camera.etag().empty() && step.camera.etag() != etag) return changedMeanwhile(step.camera.name());
    CAMERAMONIT_RETURN_IF_ERROR(step.change(camera));
    const std::string id = cameraIdOf(step.camera.name());
    bool sealed = camera.has_credentials();
    if (step.credentials.kind != CredentialChange::Kind::kKeep) {
      sealed = step.credentials.kind == CredentialChange::Kind::kReplace;
    }
    Statement statement = session_.prepare(kUpdate);
    bindCamera(camera, statement);
    CAMERAMONIT_RETURN_IF_ERROR(statement.bind("camera_id", id)
                                    .bind("has_credentials", sealed)
                                    .bind("now_us", now_)
                                    .bind("revision", revision_)
                                    .bind("version", static_cast<std::int64_t>(std::stoll(etag)))
                                    .run());
    if (statement.affectedRows() == 0) return changedMeanwhile(step.camera.name());
    CAMERAMONIT_RETURN_IF_ERROR(changeCredentials(id, step.credentials));
    return findCamera(session_, id);
  }

  absl::StatusOr<v1::Camera> remove(const CameraStep& step) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const v1::Camera camera, findCamera(session_, step.camera.name()));
    if (!step.camera.etag().empty() && step.camera.etag() != camera.etag()) {
      return changedMeanwhile(step.camera.name());
    }
    const std::string id = cameraIdOf(step.camera.name());
    CAMERAMONIT_RETURN_IF_ERROR(removeCredentials(session_, id));
    Statement statement = session_.prepare(kDelete);
    CAMERAMONIT_RETURN_IF_ERROR(
        statement.bind("camera_id", id).bind("version", static_cast<std::int64_t>(std::stoll(camera.etag()))).run());
    if (statement.affectedRows() == 0) return changedMeanwhile(step.camera.name());
    CAMERAMONIT_RETURN_IF_ERROR(session_.prepare(kInsertTombstone)
                                    .bind("revision", revision_)
                                    .bind("camera_id", id)
                                    .bind("now_us", now_)
                                    .run());
    v1::Camera gone;
    gone.set_name(camera.name());
    return gone;
  }

  absl::Status changeCredentials(const std::string& id, const CredentialChange& change) {
    if (change.kind == CredentialChange::Kind::kForget) return removeCredentials(session_, id);
    if (change.kind == CredentialChange::Kind::kKeep) return absl::OkStatus();
    return putCredentials(session_, {id, change.seal(id)});
  }

  Session& session_;
  const absl::Time now_;
  const std::int64_t revision_;
};

}  // namespace

absl::StatusOr<std::vector<v1::Camera>> CameraTable::apply(const std::vector<CameraStep>& steps,
                                                           const sql::RequestKey& key, absl::Time now) {
  return database_.write([&](Session& session) -> absl::StatusOr<std::vector<v1::Camera>> {
    v1::ConfirmImportResponse result;  // any message that holds several cameras
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool repeated, sql::findFirstResult(session, key, now, result));
    if (!repeated && !steps.empty()) {
      CAMERAMONIT_ASSIGN_OR_RETURN(std::int64_t revision,
                                   sql::takeRevisions(session, kCounter, static_cast<std::int64_t>(steps.size())));
      for (const CameraStep& step : steps) {
        CAMERAMONIT_ASSIGN_OR_RETURN(*result.add_cameras(), StepWriter(session, now, revision++).write(step));
      }
      CAMERAMONIT_RETURN_IF_ERROR(sql::rememberResult(session, key, now, result));
    }
    return std::vector<v1::Camera>(result.cameras().begin(), result.cameras().end());
  });
}

absl::StatusOr<v1::Camera> CameraTable::get(const std::string& name) {
  return database_.read([&](Session& session) { return findCamera(session, name); });
}

absl::StatusOr<CameraPage> CameraTable::list(int pageSize, const std::string& pageToken) {
  static const std::string kSelectPage = absl::StrCat("select ", kCameraColumns,
                                                      " from camera where camera_id > :after order by camera_id "
                                                      "limit :batch");
  CAMERAMONIT_ASSIGN_OR_RETURN(const int size, sql::pageSize(pageSize, 100, 1000));
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto key, sql::decodePageToken(kCameraCollection, pageToken, 1));
  return database_.read([&](Session& session) -> absl::StatusOr<CameraPage> {
    CameraPage page;
    CAMERAMONIT_ASSIGN_OR_RETURN(page.revision, sql::lastRevision(session, kCounter));
    CameraRow row;
    Statement select = session.prepare(kSelectPage);
    select.bind("after", key.empty() ? "" : key[0]).bind("batch", size + 1);
    row.bindTo(select);
    while (select.fetch()) page.cameras.push_back(row.camera());
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    if (page.cameras.size() > static_cast<std::size_t>(size)) {
      page.cameras.pop_back();
      page.nextPageToken = sql::encodePageToken(kCameraCollection, {cameraIdOf(page.cameras.back().name())});
    }
    return page;
  });
}

absl::StatusOr<std::vector<std::string>> CameraTable::namesOf(const std::string& displayName) {
  return database_.read([&](Session& session) -> absl::StatusOr<std::vector<std::string>> {
    std::vector<std::string> names;
    std::string id;
    Statement select = session.prepare(kSelectNames);
    select.bind("display_name", displayName).into(id);
    while (select.fetch()) names.push_back(absl::StrCat(kCameraCollection, id));
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    return names;
  });
}

absl::Status CameraTable::setProbe(const std::string& name, const v1::Probe& probe) {
  return database_.write([&](Session& session) -> absl::Status {
    CAMERAMONIT_RETURN_IF_ERROR(findCamera(session, name).status());
    CAMERAMONIT_ASSIGN_OR_RETURN(const std::int64_t revision, sql::takeRevisions(session, kCounter, 1));
    return session.prepare(kSetProbe)
        .bind("last_probe", probeColumn(probe))
        .bind("revision", revision)
        .bind("camera_id", cameraIdOf(name))
        .run();
  });
}

absl::StatusOr<std::optional<SealedCredentials>> CameraTable::credentials(const std::string& name) {
  return database_.read([&](Session& session) -> absl::StatusOr<std::optional<SealedCredentials>> {
    CAMERAMONIT_RETURN_IF_ERROR(findCamera(session, name).status());
    return findCredentials(session, cameraIdOf(name));
  });
}

absl::StatusOr<int> CameraTable::resealAll(const std::string& keyId, const Reseal& reseal) {
  return database_.write([&](Session& session) -> absl::StatusOr<int> {
    // Whoever writes credentials takes a revision: until this ends, nobody seals by the key that goes.
    CAMERAMONIT_RETURN_IF_ERROR(sql::takeRevisions(session, kCounter, 1).status());
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto rows, credentialsNotUnder(session, keyId));
    for (const CredentialRow& row : rows) {
      CAMERAMONIT_ASSIGN_OR_RETURN(SealedCredentials fresh, reseal(row.cameraId, row.sealed));
      CAMERAMONIT_RETURN_IF_ERROR(putCredentials(session, {row.cameraId, std::move(fresh)}));
    }
    return static_cast<int>(rows.size());
  });
}

absl::StatusOr<CameraChanges> CameraTable::changedSince(std::int64_t revision, int limit) {
  static const std::string kSelectChanged = absl::StrCat("select ", kCameraColumns,
                                                         " from camera where revision > :revision order by revision "
                                                         "limit :batch");
  return database_.snapshot([&](Session& session) -> absl::StatusOr<CameraChanges> {
    CAMERAMONIT_ASSIGN_OR_RETURN(const std::int64_t compacted, sql::compactedRevision(session, kCounter));
    if (revision < compacted) {
      return base::outOfRange(type::v1::ERROR_REASON_REVISION_COMPACTED, "Too much happened since. List again.");
    }
    std::map<std::int64_t, CameraChange> found;
    {
      CameraRow row;
      Statement select = session.prepare(kSelectChanged);
      select.bind("revision", revision).bind("batch", limit);
      row.bindTo(select);
      while (select.fetch()) {
        v1::Camera camera = row.camera();
        const std::string name = camera.name();
        found.emplace(row.revision, CameraChange{name, std::move(camera)});
      }
      CAMERAMONIT_RETURN_IF_ERROR(select.status());
    }
    std::int64_t removedAt = 0;
    std::string id;
    Statement select = session.prepare(kSelectTombstones);
    select.bind("revision", revision).bind("batch", limit).into(removedAt, id);
    while (select.fetch()) found.emplace(removedAt, CameraChange{absl::StrCat(kCameraCollection, id), std::nullopt});
    CAMERAMONIT_RETURN_IF_ERROR(select.status());

    CameraChanges changes;
    for (auto& [at, change] : found) {
      if (changes.changes.size() == static_cast<std::size_t>(limit)) return changes;
      changes.changes.push_back(std::move(change));
      changes.revision = at;
    }
    CAMERAMONIT_ASSIGN_OR_RETURN(changes.revision, sql::lastRevision(session, kCounter));
    return changes;
  });
}

absl::StatusOr<std::int64_t> CameraTable::lastRevision() {
  return database_.read([](Session& session) { return sql::lastRevision(session, kCounter); });
}

absl::Status CameraTable::forgetRemoved(absl::Time time) {
  return database_.write([&](Session& session) -> absl::Status {
    std::int64_t until = 0;
    {
      Statement select = session.prepare(kSelectForgotten);
      select.bind("time_us", time).into(until);
      select.fetch();
      CAMERAMONIT_RETURN_IF_ERROR(select.status());
    }
    if (until == 0) return absl::OkStatus();
    CAMERAMONIT_RETURN_IF_ERROR(sql::setCompactedRevision(session, kCounter, until));
    return session.prepare(kDeleteTombstones).bind("revision", until).run();
  });
}

}  // namespace cameramonit::registry
