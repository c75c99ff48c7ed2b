#pragma once

#include <memory>
#include <string>

#include <absl/base/thread_annotations.h>
#include <absl/container/flat_hash_map.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>
#include <grpcpp/channel.h>

#include "cameramonit/events/v1/event_service.grpc.pb.h"
#include "cameramonit/media/v1/media.pb.h"
#include "common/base/clock.h"
#include "common/rpc/call_metadata.h"
#include "server/access/access_directory.h"
#include "server/application/table/name_filter.h"
#include "server/events/table/scope.h"
#include "storage/media/table/visible_channels.h"

namespace cameramonit {

/// What grants mean in each room's own terms: the scope of event queries, the media that lists show, the names of
/// projects and channels. Thread-safe; may block.
class GrantsApplied {
 public:
  /// Borrows both.
  GrantsApplied(const access::AccessDirectory& directory, const base::Clock& clock)
      : directory_(directory), clock_(clock) {}

  /// Where EventService is: before the first call of mayUse.
  void connect(const std::shared_ptr<grpc::Channel>& channel) { events_ = events::v1::EventService::NewStub(channel); }

  absl::StatusOr<events::Scope> scopeOf(const rpc::Principal& who, access::Right right) const;

  /// Whole media: only what is shown without regard to events.
  absl::StatusOr<media::VisibleChannels> channelsOf(const rpc::Principal& who) const;

  absl::StatusOr<application::NameFilter> namesOf(const rpc::Principal& who) const;

  /// Whether the person may now do this with a media. A clip or still belongs to its event, so EventService is asked
  /// about that; a film shows everything, so it needs a grant that hides no event.
  /// Errors: MEDIA_UNKNOWN, TOKEN_INVALID.
  absl::Status mayUse(const rpc::Principal& who, access::Right right, const media::v1::Media& media) const;

 private:
  absl::Status decide(const rpc::Principal& who, const access::View& view, access::Right right,
                      const media::v1::Media& media) const;

  const access::AccessDirectory& directory_;
  const base::Clock& clock_;
  const rpc::ServiceIdentity media_{"media"};  ///< asks for the events of clips and stills
  std::unique_ptr<events::v1::EventService::Stub> events_;
  struct Allowed {
    std::shared_ptr<const access::View> view;
    absl::Time at;
  };
  mutable absl::Mutex mutex_;
  /// What was allowed a moment ago under which view: an open stream asks over and over.
  mutable absl::flat_hash_map<std::string, Allowed> allowed_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cameramonit
