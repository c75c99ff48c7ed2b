#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include <absl/time/time.h>

#include "cameramonit/events/v1/event.pb.h"
#include "server/chat/table/standing_question_table.h"

namespace cameramonit::chat {

/// A standing question that is waited for, and what it means.
struct WatchedQuestion {
  StoredStandingQuestion stored;
  events::v1::EventFilter filter;
  absl::Time lastTold = absl::InfinitePast();
};

/// Whether an event is one that the filter means; the same rules as EventService's, for one event in the hand.
/// Reentrant.
bool matches(const events::v1::EventFilter& filter, const events::v1::Event& event);

/// Standing questions by where and for what they wait, so that an event is held only against those that may mean it:
/// four look-ups, however many questions there are. Thread-bound.
class StandingIndex {
 public:
  void replace(std::vector<WatchedQuestion> questions);
  bool empty() const { return questions_.empty(); }

  /// The questions that mean `event`; good until the next `replace`.
  std::vector<WatchedQuestion*> meaning(const events::v1::Event& event);

 private:
  std::vector<WatchedQuestion> questions_;
  std::unordered_map<std::string, std::vector<WatchedQuestion*>> byPlaceAndClass_;
};

}  // namespace cameramonit::chat
