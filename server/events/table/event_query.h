#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "cameramonit/events/v1/event.pb.h"
#include "server/events/table/conditions.h"
#include "server/events/table/dictionary.h"
#include "server/events/table/lane_shape.h"
#include "server/events/table/scope.h"
#include "storage/sql/bulk_insert.h"
#include "storage/sql/session.h"

namespace cameramonit::events {

/// The events of one channel that a question means and the asker may see: FROM and WHERE, with the row's alias `e`.
/// Every lane is one range of one index, which is why channels are asked one by one.
struct Lane {
  Dictionary::Ref channelRef = 0;
  std::string channel;
  SqlText where;
  SqlText unsplit;                 ///< `where` without what EventQuery::split() asks for
  std::optional<LaneShape> shape;  ///< says the same as `where`, where that is all there is to say
};

/// A filter and a scope, made into SQL. Thread-bound; valid while its session is lent.
class EventQuery {
 public:
  /// Errors: FIELD_INVALID (a malformed parent or name, an unknown time zone, a bad window).
  static absl::StatusOr<EventQuery> make(sql::Session& session, Dictionary& dictionary, const v1::EventFilter& filter,
                                         const Scope& scope);

  /// Empty when nothing can match.
  const std::vector<Lane>& lanes() const { return lanes_; }

  /// "event e", or "event_feature e" where that has all the lanes need to begin with; both have the columns event_ref,
  /// channel_ref, class_ref, kind, object_ref and start_us. From event_feature the same event may come several times.
  const std::string& source() const { return source_; }
  bool mayRepeat() const { return mayRepeat_; }

  /// What lanes are split by along their index: the column after the channel's, or before it, and the values that the
  /// filter asks for; none: the lane is one range as it is.
  const std::string& splitColumn() const { return splitColumn_; }
  const std::vector<Dictionary::Ref>& split() const { return split_; }

  /// The text narrowed by more conditions.
  static SqlText narrowed(SqlText sql, const std::string& condition,
                          std::vector<std::pair<std::string, sql::Value>> values);

 private:
  std::string source_ = "event e";
  bool mayRepeat_ = false;
  std::string splitColumn_ = "e.class_ref";
  std::vector<Dictionary::Ref> split_;
  std::vector<Lane> lanes_;
};

/// Stands for a filter in page tokens. The scope is no part of it: it is applied anew to every page, and moves with
/// time
/// ("the last week"). Reentrant.
std::string queryFingerprint(const v1::EventFilter& filter);

}  // namespace cameramonit::events
