#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "cameramonit/application/v1/project_service.pb.h"
#include "common/base/clock.h"
#include "common/rpc/server_stream.h"
#include "server/application/table/changes.h"
#include "server/application/table/channel_table.h"
#include "server/application/table/project_table.h"

namespace cameramonit::application {

/// One open WatchProjects: the snapshot, then what changed. It runs ahead of its reader by a page at most.
/// Thread-bound (the watch hub never polls twice at once).
class ProjectWatch {
 public:
  using Stream = rpc::ServerStream<v1::WatchProjectsResponse>;
  struct Parts {
    ProjectTable& projects;
    ChannelTable& channels;
    ChangeTable& changes;
    const base::Clock& clock;
    std::function<bool(const std::string& name)> mayHear;  ///< of this project or channel; asked anew every time
  };

  /// Borrows what `parts` refers to. Continues after `revision`; 0: begins with a snapshot.
  ProjectWatch(Parts parts, std::int64_t revision, std::shared_ptr<Stream> stream);

  /// Hands on what is new, and where we are when `checkpoint` says so. False when the call is over.
  bool poll(bool checkpoint);
  /// Whether more waits than one poll hands on: poll again when the reader has taken it.
  bool isBehind() const { return behind_; }

 private:
  enum class Phase { kProjects, kChannels, kChanges };

  absl::Status advance();
  absl::Status tellProjects();
  absl::Status tellChannels();
  absl::Status tellChanges();
  absl::Status tell(const Change& change);
  void push(v1::WatchProjectsResponse message);

  const Parts parts_;
  Phase phase_;
  std::int64_t revision_;
  std::string pageToken_;
  bool behind_ = false;
  bool begun_ = false;  // the end of the snapshot was told
  bool open_ = true;
  const std::shared_ptr<Stream> stream_;
};

}  // namespace cameramonit::application
