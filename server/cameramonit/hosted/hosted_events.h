#pragma once

#include <memory>
#include <vector>

#include <absl/status/statusor.h>

#include "server/cameramonit/hosted/hosted.h"
#include "server/events/event_service.h"

namespace cameramonit {

/// Events and tracked objects. Thread-bound.
class HostedEvents final : public Hosted {
 public:
  /// Errors: those of the database.
  static absl::StatusOr<std::unique_ptr<HostedEvents>> open(const Premises& premises);

  std::vector<Contract> contracts() override;

 private:
  explicit HostedEvents(Foundation& f);

  events::EventTable events_;
  events::TrackedObjectTable objects_;
  events::Namer namer_;
  events::EventService service_;
};

}  // namespace cameramonit
