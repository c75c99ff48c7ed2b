#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include <absl/status/status.h>

#include "cameramonit/events/v1/event.pb.h"
#include "common/base/clock.h"
#include "common/log/logger.h"
#include "server/chat/answer/answer.h"
#include "server/chat/peers_client.h"
#include "server/chat/standing_index.h"
#include "server/chat/table/chat_state_table.h"
#include "server/chat/table/message_table.h"
#include "server/chat/table/standing_question_table.h"

namespace cameramonit::chat {

/// Holds every new event against every standing question and tells what fits, once an object, as a message with its
/// proof. It remembers how far it got, so a restart neither forgets nor repeats. Thread-bound (the watch hub never
/// polls twice at once), but for `questionsChanged`.
class StandingMatcher {
 public:
  struct Parts {
    StandingQuestionTable& standing;
    MessageTable& turns;
    ChatStateTable& states;
    const PeersClient& peers;
    const base::Clock& clock;
    log::Logger& log;
    std::function<void()> told;  ///< something was told; must not block
  };
  /// Borrows everything in `parts`.
  explicit StandingMatcher(Parts parts) : parts_(std::move(parts)) {}

  /// Looks at what happened since the last time. Always true: it goes on as long as the process.
  bool poll();

  /// A question was added, changed or deleted. Thread-safe.
  void questionsChanged() { stale_ = true; }

 private:
  struct Match {
    WatchedQuestion* question;
    const events::v1::Event* event;
    std::string message;  ///< name of the message that tells it: always the same for an object and a question
  };

  absl::Status readQuestions();
  absl::Status matchNew();
  /// Tells all that fits `events`, in one go.
  absl::Status tell(const google::protobuf::RepeatedPtrField<events::v1::Event>& events);
  std::vector<Match> newMatches(const google::protobuf::RepeatedPtrField<events::v1::Event>& events);
  static v1::Message messageOf(const Match& match, absl::Time now);

  const Parts parts_;
  std::atomic<bool> stale_ = true;
  StandingIndex watched_;
  std::unordered_set<std::string> told_;  ///< names of messages
  std::int64_t position_ = -1;            // not read yet
};

}  // namespace cameramonit::chat
