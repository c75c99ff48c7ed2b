#include "server/access/table/second_factor_table.h"

#include <absl/strings/strip.h>

#include "common/base/status.h"
#include "server/access/table/access_counter.h"
#include "storage/sql/database.h"
#include "storage/sql/revision_counter.h"

namespace cameramonit::access {
namespace {

using sql::Session;
using sql::Statement;

constexpr char kSelect[] = "select sealed_secret, confirmed, last_step from second_factor where user_id = :user_id";
constexpr char kInsert[] =
    "insert into second_factor (user_id, sealed_secret, confirmed, last_step) values (:user_id, :sealed_secret, 0, 0)";
constexpr char kDelete[] = "delete from second_factor where user_id = :user_id";
constexpr char kDeleteCodes[] = "delete from recovery_code where user_id = :user_id";
constexpr char kConfirm[] = "update second_factor set confirmed = 1, last_step = :step where user_id = :user_id";
// Only one of two who send the same code at once changes the row.
constexpr char kTakeStep[] =
    "update second_factor set last_step = :step where user_id = :user_id and last_step < :step";
constexpr char kInsertCode[] = "insert into recovery_code (user_id, code_hash) values (:user_id, :code_hash)";
constexpr char kTakeCode[] = "delete from recovery_code where user_id = :user_id and code_hash = :code_hash";

std::string idOf(const std::string& user) {
  return std::string(absl::StripPrefix(user, "users/"));
}

absl::Status forget(Session& session, const std::string& user) {
  CAMERAMONIT_RETURN_IF_ERROR(session.prepare(kDeleteCodes).bind("user_id", idOf(user)).run());
  return session.prepare(kDelete).bind("user_id", idOf(user)).run();
}

}  // namespace

absl::StatusOr<std::optional<StoredFactor>> SecondFactorTable::get(const std::string& user) {
  return database_.read([&](Session& session) -> absl::StatusOr<std::optional<StoredFactor>> {
    StoredFactor factor;
    Statement select = session.prepare(kSelect);
    select.bind("user_id", idOf(user)).into(factor.sealedSecret, factor.confirmed, factor.lastStep);
    if (select.fetch()) return factor;
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    return std::nullopt;
  });
}

absl::Status SecondFactorTable::begin(const std::string& user, const std::string& sealedSecret) {
  return database_.write([&](Session& session) -> absl::Status {
    CAMERAMONIT_RETURN_IF_ERROR(sql::takeRevisions(session, kAccessCounter, 1).status());
    CAMERAMONIT_RETURN_IF_ERROR(forget(session, user));
    const absl::Status inserted =
        session.prepare(kInsert).bind("user_id", idOf(user)).bind("sealed_secret", sealedSecret).run();
    if (absl::IsFailedPrecondition(inserted)) {
      return base::notFound(type::v1::ERROR_REASON_USER_UNKNOWN, "There is no such user.", {{"user", user}});
    }
    return inserted;
  });
}

absl::Status SecondFactorTable::confirm(const std::string& user, std::int64_t step,
                                        const std::vector<std::string>& codeHashes) {
  return database_.write([&](Session& session) -> absl::Status {
    CAMERAMONIT_RETURN_IF_ERROR(sql::takeRevisions(session, kAccessCounter, 1).status());
    CAMERAMONIT_RETURN_IF_ERROR(session.prepare(kConfirm).bind("user_id", idOf(user)).bind("step", step).run());
    for (const std::string& hash : codeHashes) {
      CAMERAMONIT_RETURN_IF_ERROR(
          session.prepare(kInsertCode).bind("user_id", idOf(user)).bind("code_hash", hash).run());
    }
    return absl::OkStatus();
  });
}

absl::StatusOr<bool> SecondFactorTable::takeStep(const std::string& user, std::int64_t step) {
  return database_.write([&](Session& session) -> absl::StatusOr<bool> {
    Statement take = session.prepare(kTakeStep);
    CAMERAMONIT_RETURN_IF_ERROR(take.bind("user_id", idOf(user)).bind("step", step).run());
    return take.affectedRows() > 0;
  });
}

absl::StatusOr<bool> SecondFactorTable::takeRecoveryCode(const std::string& user, const std::string& codeHash) {
  return database_.write([&](Session& session) -> absl::StatusOr<bool> {
    Statement take = session.prepare(kTakeCode);
    CAMERAMONIT_RETURN_IF_ERROR(take.bind("user_id", idOf(user)).bind("code_hash", codeHash).run());
    return take.affectedRows() > 0;
  });
}

absl::Status SecondFactorTable::remove(const std::string& user) {
  return database_.write([&](Session& session) -> absl::Status {
    CAMERAMONIT_RETURN_IF_ERROR(sql::takeRevisions(session, kAccessCounter, 1).status());
    return forget(session, user);
  });
}

}  // namespace cameramonit::access
