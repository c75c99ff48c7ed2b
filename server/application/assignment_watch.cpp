#include "server/application/assignment_watch.h"

#include <set>
#include <utility>

#include "common/base/status.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::application {
namespace {

/// More at once would overrun the stream; the rest comes with the next beat.
constexpr int kMostAtOnce = 1000;

}  // namespace

AssignmentWatch::AssignmentWatch(const Parts& parts, std::string analyzer, std::string holder,
                                 std::shared_ptr<Stream> stream)
    : parts_(parts), analyzer_(std::move(analyzer)), holder_(std::move(holder)), stream_(std::move(stream)) {}

absl::Status AssignmentWatch::assign(const Lease& lease) {
  CAMERAMONIT_ASSIGN_OR_RETURN(v1::Channel channel, parts_.channels.get(lease.channel));
  const std::string project = lease.channel.substr(0, lease.channel.find("/channels/"));
  CAMERAMONIT_ASSIGN_OR_RETURN(const v1::Project found, parts_.projects.get(project));
  v1::WatchAssignmentsResponse message;
  *message.mutable_assigned()->mutable_channel() = std::move(channel);
  message.mutable_assigned()->set_time_zone(found.time_zone());
  message.mutable_assigned()->set_fence(lease.fence);
  stream_->push(std::move(message));
  return absl::OkStatus();
}

absl::Status AssignmentWatch::tellChanges() {
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::vector<Lease> leases, parts_.leases.of(analyzer_));
  std::set<std::string> held;
  for (const Lease& lease : leases) held.insert(lease.channel);
  // What is taken away first: whoever has no room may need the place.
  for (auto entry = told_.begin(); entry != told_.end();) {
    if (held.count(entry->first) != 0) {
      ++entry;
      continue;
    }
    v1::WatchAssignmentsResponse message;
    message.set_released(entry->first);
    stream_->push(std::move(message));
    entry = told_.erase(entry);
  }
  int pushed = 0;
  for (const Lease& lease : leases) {
    const Told now{lease.fence, lease.channelVersion, lease.projectVersion};
    const auto before = told_.find(lease.channel);
    if (before != told_.end() && before->second == now) continue;
    if (++pushed > kMostAtOnce) break;
    const absl::Status assigned = assign(lease);
    if (absl::IsNotFound(assigned)) continue;  // deleted meanwhile: the lease is about to go
    CAMERAMONIT_RETURN_IF_ERROR(assigned);
    told_[lease.channel] = now;
  }
  return absl::OkStatus();
}

bool AssignmentWatch::poll(bool checkpoint) {
  absl::Status status = parts_.desk.check(holder_);
  if (status.ok()) status = tellChanges();
  if (absl::IsUnavailable(status)) return !stream_->closed();  // the database will be back
  if (!status.ok()) {
    stream_->finish(status);
    return false;
  }
  if (checkpoint) {
    v1::WatchAssignmentsResponse message;
    const auto revision = parts_.leases.revision();
    message.mutable_checkpoint()->set_revision(revision.ok() ? *revision : 0);
    *message.mutable_checkpoint()->mutable_time() = sql::timestampOf(parts_.clock.now());
    *message.mutable_checkpoint()->mutable_lease() = sql::protoDurationOf(AssignmentDesk::kLease);
    stream_->push(std::move(message));
  }
  return !stream_->closed();
}

}  // namespace cameramonit::application
