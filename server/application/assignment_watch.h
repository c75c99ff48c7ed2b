#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <tuple>

#include "cameramonit/application/v1/assignment_service.pb.h"
#include "common/base/clock.h"
#include "common/rpc/server_stream.h"
#include "server/application/assignment_desk.h"
#include "server/application/table/channel_table.h"
#include "server/application/table/lease_table.h"
#include "server/application/table/project_table.h"

namespace cameramonit::application {

/// One open WatchAssignments: tells an analyzer what it holds, channel by channel. Thread-bound (the watch hub never
/// polls twice at once).
class AssignmentWatch {
 public:
  using Stream = rpc::ServerStream<v1::WatchAssignmentsResponse>;
  struct Parts {
    LeaseTable& leases;
    ChannelTable& channels;
    ProjectTable& projects;
    AssignmentDesk& desk;
    const base::Clock& clock;
  };
  /// Borrows what `parts` refers to. `holder` is what the desk gave for this stream.
  AssignmentWatch(const Parts& parts, std::string analyzer, std::string holder, std::shared_ptr<Stream> stream);

  /// Tells what changed, and that we are alive when `checkpoint` says so. False when the call is over.
  bool poll(bool checkpoint);

 private:
  /// What decides whether a channel must be told again: fence, channel's and project's version.
  using Told = std::tuple<std::int64_t, std::int64_t, std::int64_t>;

  absl::Status tellChanges();
  absl::Status assign(const Lease& lease);

  const Parts parts_;
  const std::string analyzer_;
  const std::string holder_;
  const std::shared_ptr<Stream> stream_;
  std::map<std::string, Told> told_;  // by channel
};

}  // namespace cameramonit::application
