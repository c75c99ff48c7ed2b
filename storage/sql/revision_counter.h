#pragma once

#include <cstdint>
#include <string_view>

#include <absl/status/statusor.h>

namespace cameramonit::sql {

class Session;

/// Numbers for the changes of one kind of thing ("events", "chat"), such that a reader never misses one: a transaction
/// that takes a number holds the counter until it ends, so numbers become visible in the order they were taken, and
/// whoever has read up to n has seen everything up to n. Writers of the same counter therefore follow one another:
/// take numbers once per transaction, for the whole batch. Reentrant.

/// Takes `count` (at least 1) numbers within the writing transaction of `session`; the first of them is returned.
absl::StatusOr<std::int64_t> takeRevisions(Session& session, std::string_view counter, std::int64_t count);

/// The number taken last, as far as `session` sees; 0 when there was none.
absl::StatusOr<std::int64_t> lastRevision(Session& session, std::string_view counter);

/// Up to where tombstones were forgotten: a reader that has read less must begin anew.
absl::StatusOr<std::int64_t> compactedRevision(Session& session, std::string_view counter);

/// Declares everything up to `revision` forgotten; never goes back.
absl::Status setCompactedRevision(Session& session, std::string_view counter, std::int64_t revision);

}  // namespace cameramonit::sql
