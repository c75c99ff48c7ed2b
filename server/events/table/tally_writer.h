#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include <absl/status/status.h>

#include "server/events/table/tally_cell.h"
#include "storage/sql/session.h"

namespace cameramonit::events {

/// Keeps the ready-made counts true while events change, within the transaction that changes them: say what objects had
/// (`know`), which events go (`take`) and come (`put`), then `flush`. Thread-bound; borrows the session.
class TallyWriter {
 public:
  explicit TallyWriter(sql::Session& session) : session_(session) {}

  /// Reads what the events of these objects are, before any of them changes. An object that is not known is new.
  absl::Status know(const std::set<std::int64_t>& objectRefs);

  void take(const Occurrence& gone);
  void put(const Occurrence& come);

  /// Writes the differences.
  absl::Status flush();

 private:
  struct Delta {
    std::int64_t events = 0;
    std::int64_t alone = 0;
    std::int64_t objects = 0;
  };
  struct Story {
    std::vector<Occurrence> before;
    std::vector<Occurrence> now;
  };
  struct Roamer {
    TallyCell cell;
    std::int64_t objectRef = 0;
    friend auto operator<=>(const Roamer&, const Roamer&) = default;
  };

  void add(const Occurrence& one, std::int64_t count);
  void compare(std::int64_t objectRef, const Story& story);
  absl::Status writeTallies();
  absl::Status writeRoamers();

  sql::Session& session_;
  std::map<TallyCell, Delta> deltas_;
  std::map<std::int64_t, Story> stories_;  ///< by object
  std::set<Roamer> come_;
  std::set<Roamer> gone_;
};

}  // namespace cameramonit::events
