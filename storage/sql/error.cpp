#include "storage/sql/error.h"

#include <soci/mysql/soci-mysql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include "common/base/status.h"

namespace cameramonit::sql {
namespace {

namespace reasons = type::v1;

// SQLite's primary result codes (sqlite3.h); extended codes carry them in the low byte.
enum SqliteCode {
  kBusy = 5,
  kLocked = 6,
  kReadOnly = 8,
  kIoError = 10,
  kFull = 13,
  kCannotOpen = 14,
  kConstraint = 19,
};

absl::Status conflict(const std::string& what) {
  return base::aborted(reasons::ERROR_REASON_DATABASE_CONFLICT, "The database was busy with another change.",
                       {{"operation", what}});
}

absl::Status lost(const std::string& what, const std::string& why) {
  return base::unavailable(reasons::ERROR_REASON_DATABASE_UNAVAILABLE, "The database can't be reached.",
                           {{"operation", what}, {"cause", why}});
}

absl::Status full(const std::string& what) {
  return base::resourceExhausted(reasons::ERROR_REASON_DISK_FULL, "The disk of the database is full.",
                                 {{"operation", what}});
}

absl::Status broken(const std::string& what, const std::string& why) {
  return base::internalError("The database refused an operation.", {{"operation", what}, {"cause", why}});
}

absl::Status ofSqlite(const soci::sqlite3_soci_error& error, const std::string& what) {
  const std::string why = error.get_error_message();
  switch (error.result() & 0xff) {
    case kBusy:
    case kLocked:
      return conflict(what);
    case kFull:
      return full(what);
    case kReadOnly:
    case kIoError:
    case kCannotOpen:
      return lost(what, why);
    case kConstraint:
      if (why.find("FOREIGN KEY") != std::string::npos) return absl::FailedPreconditionError(why);
      if (why.find("UNIQUE") != std::string::npos) return absl::AlreadyExistsError(why);
      return broken(what, why);
    default:
      return broken(what, why);
  }
}

absl::Status ofMariadb(const soci::mysql_soci_error& error, const std::string& what) {
  const std::string why = error.get_error_message();
  switch (error.err_num_) {
    case 1205:  // lock wait timeout
    case 1213:  // deadlock
    case 1020:  // record has changed since last read
    case 1180:  // commit failed: Galera certification
      return conflict(what);
    case 1062:
    case 1586:
      return absl::AlreadyExistsError(why);
    case 1451:
    case 1452:
      return absl::FailedPreconditionError(why);
    case 1021:  // disk full
    case 1114:  // table full
      return full(what);
    case 1040:  // too many connections
    case 1053:  // server shutdown in progress
    case 1927:  // connection was killed
    case 2002:
    case 2003:
    case 2005:
    case 2006:
    case 2013:
    case 2026:  // TLS
    case 4031:  // idle too long
      return lost(what, why);
    case 1044:
    case 1045:
    case 1049:
      return lost(what, why);  // login or database refused: the settings are wrong, and no statement was run
    default:
      return broken(what, why);
  }
}

}  // namespace

absl::Status statusOfException(const std::string& what) {
  try {
    throw;
  } catch (const soci::sqlite3_soci_error& error) {
    return ofSqlite(error, what);
  } catch (const soci::mysql_soci_error& error) {
    return ofMariadb(error, what);
  } catch (const soci::soci_error& error) {
    return broken(what, error.get_error_message());
  } catch (const std::exception& error) {
    return broken(what, error.what());
  }
}

bool isDuplicate(const absl::Status& status) {
  return status.code() == absl::StatusCode::kAlreadyExists &&
         base::errorReason(status) == reasons::ERROR_REASON_UNSPECIFIED;
}

bool isConflict(const absl::Status& status) {
  return base::errorReason(status) == reasons::ERROR_REASON_DATABASE_CONFLICT;
}

bool isConnectionLost(const absl::Status& status) {
  return base::errorReason(status) == reasons::ERROR_REASON_DATABASE_UNAVAILABLE;
}

}  // namespace cameramonit::sql
