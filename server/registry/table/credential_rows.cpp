#include "server/registry/table/credential_rows.h"

#include <absl/strings/str_cat.h>

#include "common/base/status.h"

namespace cameramonit::registry {
namespace {

constexpr char kInsert[] = "insert into credential (camera_id, key_id, sealed) values (:camera_id, :key_id, :sealed)";
constexpr char kDelete[] = "delete from credential where camera_id = :camera_id";
constexpr char kSelect[] = "select key_id, sealed from credential where camera_id = :camera_id";
constexpr char kSelectOthers[] =
    "select camera_id, key_id, sealed from credential where key_id <> :key_id order by camera_id";

}  // namespace

absl::Status putCredentials(sql::Session& session, const CredentialRow& row) {
  const std::string insert =
      absl::StrCat(kInsert, " ", sql::upsert(session.dialect(), {"camera_id"}, {"key_id", "sealed"}));
  return session.prepare(insert)
      .bind("camera_id", row.cameraId)
      .bind("key_id", row.sealed.keyId)
      .bind("sealed", row.sealed.box)
      .run();
}

absl::Status removeCredentials(sql::Session& session, const std::string& cameraId) {
  return session.prepare(kDelete).bind("camera_id", cameraId).run();
}

absl::StatusOr<std::optional<SealedCredentials>> findCredentials(sql::Session& session, const std::string& cameraId) {
  SealedCredentials sealed;
  sql::Statement select = session.prepare(kSelect);
  select.bind("camera_id", cameraId).into(sealed.keyId, sealed.box);
  if (select.fetch()) return std::optional<SealedCredentials>(sealed);
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return std::optional<SealedCredentials>();
}

absl::StatusOr<std::vector<CredentialRow>> credentialsNotUnder(sql::Session& session, const std::string& keyId) {
  std::vector<CredentialRow> rows;
  CredentialRow row;
  sql::Statement select = session.prepare(kSelectOthers);
  select.bind("key_id", keyId).into(row.cameraId, row.sealed.keyId, row.sealed.box);
  while (select.fetch()) rows.push_back(row);
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return rows;
}

}  // namespace cameramonit::registry
