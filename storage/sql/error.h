#pragma once

#include <string>

#include <absl/status/status.h>

namespace cameramonit::sql {

/// The status of the exception being handled: call it in a catch block only. The message names `what`, never the
/// statement or its values. Reentrant.
///   DATABASE_CONFLICT     lost against another transaction; doing it again may succeed
///   DATABASE_UNAVAILABLE  no connection, or it broke
///   DISK_FULL             nothing more can be written
///   ALREADY_EXISTS (no reason)       a unique key is taken: `isDuplicate`
///   FAILED_PRECONDITION (no reason)  a referenced row is missing, or still referenced
///   INTERNAL              the statement or the database is wrong
absl::Status statusOfException(const std::string& what);

/// Whether `status` says that a unique key is taken.
bool isDuplicate(const absl::Status& status);

/// Whether the transaction lost against another one and may be tried again.
bool isConflict(const absl::Status& status);

/// Whether the connection is gone and must be opened again.
bool isConnectionLost(const absl::Status& status);

}  // namespace cameramonit::sql
