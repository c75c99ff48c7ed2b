#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

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
  struct Where;

  absl::Status readClasses();
  Where where(const char* alias, const std::vector<MicrosSpan>& spans, std::size_t from, std::size_t count,
              const char* column) const;
  absl::Status readCells(const Grouping& grouping, std::int64_t spanUs, const std::vector<MicrosSpan>& spans,
                         Counts& counts);
  absl::Status readRoamers(const Grouping& grouping, std::int64_t spanUs, const std::vector<MicrosSpan>& spans,
                           Counts& counts);
  absl::Status readEvents(const Grouping& grouping, const std::vector<MicrosSpan>& spans, Counts& counts);
  /// The very first or last start in a place.
  absl::StatusOr<std::int64_t> startIn(Place place, bool last);

  sql::Session& session_;
  const Lane& lane_;
  KindGroup group_ = kEveryKind;
  std::vector<Dictionary::Ref> classes_;  ///< for cells, which are in order within a class only
};

}  // namespace cameramonit::events
