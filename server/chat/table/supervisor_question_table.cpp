#include "server/chat/table/supervisor_question_table.h"

#include "common/base/status.h"
#include "storage/sql/bulk_insert.h"
#include "storage/sql/database.h"
#include "storage/sql/dialect.h"

namespace cameramonit::chat {
namespace {

/// The last part of a name.
std::string idOf(const std::string& name) {
  return name.substr(name.rfind('/') + 1);
}

}  // namespace

absl::StatusOr<bool> SupervisorQuestionTable::wasAsked(const std::vector<std::string>& objects) {
  return database_.read([&](sql::Session& session) -> absl::StatusOr<bool> {
    for (const std::string& object : objects) {
      int count = 0;
      sql::Statement select = session.prepare("select count(*) from supervisor_question where object_id = :object_id");
      select.bind("object_id", idOf(object)).into(count);
      select.fetch();
      CAMERAMONIT_RETURN_IF_ERROR(select.status());
      if (count > 0) return true;
    }
    return false;
  });
}

absl::Status SupervisorQuestionTable::put(const std::vector<std::string>& objects, const std::string& message,
                                          absl::Time now) {
  return database_.write([&](sql::Session& session) -> absl::Status {
    sql::BulkInsert insert(session, "supervisor_question", {"object_id", "message_id", "create_us"},
                           sql::upsert(session.dialect(), {"object_id"}, {}));
    for (const std::string& object : objects) {
      CAMERAMONIT_RETURN_IF_ERROR(insert.row({idOf(object), idOf(message), absl::ToUnixMicros(now)}));
    }
    return insert.flush();
  });
}

}  // namespace cameramonit::chat
