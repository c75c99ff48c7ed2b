#pragma once

#include <functional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/status.h>

#include "server/chat/answer/answer.h"
#include "server/events/table/event_table.h"

namespace cameramonit::eval {

/// What people ask of a month of synthetic events, each over a random camera and time, through the code that answers
/// them: a question becomes a filter as in the chat, and the event table answers it. Thread-bound.
class ChatQueries {
 public:
  using Query = std::function<absl::Status()>;

  /// Borrows `events`.
  explicit ChatQueries(events::EventTable& events);

  const std::vector<std::pair<std::string, Query>>& all() const { return queries_; }

 private:
  void addEnds();
  void addCounts();
  void addGroups();
  void addFeatures();
  void addRights();
  void addAnswers();

  /// Of a random camera, or of all, about people; kAny of anything.
  chat::Question question(const std::string& object, bool allCameras = false);
  /// `hours` whole hours within the month; all of the month for its whole length.
  void during(chat::Question& question, int hours);
  absl::Status list(const chat::Question& question, bool oldestFirst, int limit);
  absl::Status count(const chat::Question& question, events::v1::CountEventsRequest::GroupBy groupBy,
                     const events::Scope& scope = events::Scope::all(), const char* zone = "Europe/Warsaw");
  absl::Status answer(const chat::Question& question);

  events::EventTable& events_;
  chat::AnswerContext context_;
  std::mt19937 random_{7};
  std::vector<std::pair<std::string, Query>> queries_;
};

}  // namespace cameramonit::eval
