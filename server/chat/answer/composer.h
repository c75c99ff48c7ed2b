#pragma once

#include <functional>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "cameramonit/events/v1/event_service.pb.h"
#include "server/chat/answer/answer.h"
#include "server/chat/answer/phrasebook.h"

namespace cameramonit::chat {

/// `text` in the language of `book`.
const std::string& inBook(const type::v1::LocalizedText& text, const Phrasebook& book);

/// Composes one answer: holds the question, where it is asked, and what is said so far. Thread-bound.
class Composer {
 public:
  /// Borrows all three.
  Composer(const Question& question, const AnswerContext& context, EventReader& events);

  absl::StatusOr<Answer> compose() &&;

 private:
  using InLanguage = std::function<std::string(const Phrasebook&)>;

  absl::Status sayNumber(bool yesOrNo);
  absl::Status sayEnd(bool first);
  absl::Status sayList(int most);
  absl::Status sayNewest(const events::v1::Event& event);
  /// How many of each sort, the busiest hour, the ends, and when nothing could be seen.
  absl::Status saySummary();
  /// Each stretch of `answer_.hours` as the narrator sums it up, with a proof. Says nothing of a single one.
  absl::Status sayStretches();
  absl::Status sayBusiest();
  absl::Status describe();
  /// One object: its whole passage and how long it was there.
  void describeOne(const events::v1::Event& event);
  void say(const InLanguage& sentence);
  absl::Status sayNothingFound(bool yesOrNo);
  /// When the cameras did not see, in the time that was searched: without it "nothing" would say too much.
  absl::Status sayGaps();

  /// Cites an event, once; its number.
  int cite(const events::v1::Event& event);
  absl::Status readHours(const events::v1::EventFilter& filter);

  /// What the question asks about, as a countable noun's key.
  std::string noun() const;
  std::string counted(const Phrasebook& book, std::int64_t count) const;
  std::string searched(const Phrasebook& book) const;
  std::string moment(const Phrasebook& book, const events::v1::Event& event) const;

  const Question& question_;
  const AnswerContext& context_;
  EventReader& events_;
  const events::v1::EventFilter filter_;
  Answer answer_;
};

}  // namespace cameramonit::chat
