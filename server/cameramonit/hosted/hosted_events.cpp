#include "server/cameramonit/hosted/hosted_events.h"

#include "common/base/status.h"

namespace cameramonit {
HostedEvents::HostedEvents(Foundation& f)
    : events_(*f.database),
      objects_(*f.database),
      namer_(*f.database, f.clock),
      service_({events_, objects_, namer_, f.callGuard, f.eventHub, f.clock,
                [&f](const rpc::Principal& who, access::Right right) { return f.grants.scopeOf(who, right); }}) {}

absl::StatusOr<std::unique_ptr<HostedEvents>> HostedEvents::open(const Premises& premises) {
  std::unique_ptr<HostedEvents> hosted(new HostedEvents(premises.foundation));
  CAMERAMONIT_RETURN_IF_ERROR(hosted->namer_.tellQueued());
  return hosted;
}

std::vector<Contract> HostedEvents::contracts() {
  return {{events::v1::EventService::service_full_name(), &service_}};
}

}  // namespace cameramonit
