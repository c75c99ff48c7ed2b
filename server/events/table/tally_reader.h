#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "server/events/table/conditions.h"
#include "server/events/table/event_query.h"
#include "server/events/table/grouping.h"
#include "server/events/table/tally_cell.h"
#include "storage/sql/session.h"

namespace cameramonit::events {

/// Counts one lane from what TallyWriter keeps, looking at events only at the ends of its spans, where a cell is cut
/// (docs/design/counting.md). Thread-bound; borrows session and lane.
class TallyReader {
 public:
  /// Whether ready-made counts answer this: plain lanes, kinds of one group, times that cells are cut at.
  static bool answers(const Lane& lane, const Grouping& grouping);

  TallyReader(sql::Session& session, const Lane& lane) : session_(session), lane_(lane) {}

  /// Counts what starts within `within`. The first and last time of groups are those of their cells; of a count by
  /// nothing they are exact.
  absl::StatusOr<std::map<std::int64_t, Tally>> count(const Grouping& grouping, const MicrosSpan& within = {});

 private:
  /// A stretch in which the first or last event lies.
  struct Place {
    std::int64_t fromUs = 0;
    std::int64_t untilUs = 0;
  };
  struct Count {
    Tally tally;
    std::int64_t alone = 0;
    std::set<std::int64_t> objects;  ///< those that may be in several cells
    std::optional<Place> first;
    std::optional<Place> last;
    void at(const Place& place);
  };
  using Counts = std::map<std::int64_t, Count>;
  /// The length of cells, and where they are asked for.
  using Level = std::pair<std::int64_t, std::span<const MicrosSpan>>;
  struct Pieces;
  class Union;

  absl::Status readClasses();
  Conditions cellsIn(const std::string& prefix, std::int64_t spanUs, std::span<const MicrosSpan> spans) const;
  Conditions eventsIn(const std::string& prefix, const MicrosSpan& span) const;
  absl::Status readCells(const Grouping& grouping, const Pieces& pieces, Counts& counts);
  absl::Status readEvents(const Grouping& grouping, const std::vector<MicrosSpan>& spans, Counts& counts);
  /// Narrows the places to the very first and last start.
  absl::Status readEnds(Place& first, Place& last);

  sql::Session& session_;
  const Lane& lane_;
  KindGroup group_ = kEveryKind;
  std::vector<Dictionary::Ref> classes_;  ///< for cells, which are in order within a class only
};

}  // namespace cameramonit::events
