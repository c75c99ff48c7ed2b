#pragma once

#include <cstdint>
#include <functional>

#include <absl/status/status.h>

#include "common/base/clock.h"
#include "common/log/logger.h"
#include "server/chat/peers_client.h"
#include "server/chat/table/message_table.h"
#include "server/chat/table/supervisor_question_table.h"

namespace cameramonit::chat {

/// Asks supervisors, once, about what came to a camera several times and what nobody has a word for: a message in the
/// camera's chat that only they and administrators see. Thread-bound (the watch hub never polls twice at once).
class SupervisorDesk {
 public:
  struct Parts {
    SupervisorQuestionTable& asked;
    MessageTable& turns;
    const PeersClient& peers;
    const base::Clock& clock;
    log::Logger& log;
    std::function<void()> told;  ///< something was asked; must not block
  };
  /// Borrows everything in `parts`.
  explicit SupervisorDesk(Parts parts) : parts_(std::move(parts)) {}

  /// Looks for unknown things if anything happened since the last time; only where `checkpoint`, so not more often
  /// than these come. Always true: it goes on as long as the process.
  bool poll(bool checkpoint);

 private:
  absl::Status askNew();
  absl::Status ask(const std::string& channel, const events::v1::UnknownThing& thing);

  const Parts parts_;
  std::int64_t position_ = -1;  ///< of the events when it looked last
};

/// Whether this person is asked: others don't see such messages.
bool isAsked(const rpc::Principal& who);

}  // namespace cameramonit::chat
