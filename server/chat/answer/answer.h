#pragma once

#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "cameramonit/chat/v1/chat.pb.h"
#include "cameramonit/type/v1/common.pb.h"
#include "server/chat/timeline/event_reader.h"
#include "server/chat/understand/question.h"

namespace cameramonit::chat {

/// Where and when a question is asked.
struct AnswerContext {
  /// A camera that may be asked about.
  struct Camera {
    std::string channel;  ///< projects/{p}/channels/{c}: what Question::cameras holds
    std::string displayName;
  };
  absl::Time now;
  absl::TimeZone timeZone;         ///< of the project
  std::string timeZoneName;        ///< its IANA name
  std::vector<Camera> cameras;     ///< all that the asker may see
  std::string channel;             ///< the chat's own camera: meant when the question names none
  std::vector<std::string> names;  ///< that people gave to things they see; kinds of things are not among them
};

/// An answer with its proofs. `sentences` are what is streamed, in order; each cites events as "[n]".
struct Answer {
  std::vector<type::v1::LocalizedText> sentences;
  std::vector<v1::Citation> citations;
  std::vector<v1::HourCount> hours;  ///< for summaries and long lists
};

/// Answers `question` from what `events` shows, and from nothing else: the number first, every sentence with its
/// proof; nothing found says what was searched. Not for kNotify, which ChatService stores. Reentrant.
absl::StatusOr<Answer> answer(const Question& question, const AnswerContext& context, EventReader& events);

/// The events that a question means, for reading and for matching standing questions. Classes like "vehicle" and "any"
/// are resolved; colours become features of any colour key. Reentrant.
events::v1::EventFilter filterOf(const Question& question, const AnswerContext& context);

/// At most `limit` questions that have an answer now, made from what the chat's camera really saw. Each is a text in
/// `language` that understand() reads as meant. Reentrant.
absl::StatusOr<std::vector<std::string>> suggestions(const AnswerContext& context, const std::string& language,
                                                     int limit, EventReader& events);

}  // namespace cameramonit::chat
