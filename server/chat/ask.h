#pragma once

#include <memory>
#include <string>
#include <utility>

#include <absl/status/statusor.h>

#include "cameramonit/chat/v1/chat_service.pb.h"
#include "common/base/clock.h"
#include "common/rpc/principal.h"
#include "common/rpc/server_stream.h"
#include "server/chat/answer/answer.h"
#include "server/chat/naming_desk.h"
#include "server/chat/peers_client.h"
#include "server/chat/question_reader.h"
#include "server/chat/standing_desk.h"
#include "server/chat/table/message_table.h"
#include "server/chat/table/standing_question_table.h"

namespace cameramonit::chat {

/// Takes one question from its words to its stored answer. Thread-safe.
class AskDesk {
 public:
  using Stream = rpc::ServerStream<v1::AskResponse>;

  struct Parts {
    MessageTable& turns;
    StandingQuestionTable& standing;
    const PeersClient& peers;
    const QuestionReader& reader;
    const NamingDesk& naming;
    const base::Clock& clock;
  };
  /// Borrows everything in `parts`.
  explicit AskDesk(const Parts& parts) : parts_(parts), standing_(parts.standing, parts.reader) {}

  /// Where and when `who` asks in the chat of `channel`.
  absl::StatusOr<AnswerContext> contextOf(const rpc::Principal& who, const std::string& channel) const;

  /// How the text of `request`, or its edited question, is understood.
  absl::StatusOr<ReadQuestion> understandRequest(const rpc::Principal& who, const v1::AskRequest& request,
                                                 const AnswerContext& context,
                                                 QuestionReader::Effort effort = QuestionReader::Effort::kPlain) const;

  /// Answers into `stream` as it goes; both turns are stored before the last part. The same request_id again gives the
  /// first answer, or the answer that was interrupted.
  /// Errors: REQUEST_ID_REUSED.
  absl::Status ask(const rpc::Principal& who, const v1::AskRequest& request, Stream& stream) const;

 private:
  std::optional<Question> previousQuestion(const rpc::Principal& who, const std::string& chat) const;
  /// `seed` stands for the turn that is answered: what is made for it is made once.
  absl::StatusOr<Answer> answerTo(const rpc::Principal& who, const std::string& text, const ReadQuestion& read,
                                  const AnswerContext& context, const std::string& seed) const;
  /// Stores the asker's words, once for all repeats.
  absl::StatusOr<std::pair<v1::Message, bool>> storeAsked(const rpc::Principal& who, const v1::AskRequest& request,
                                                          absl::Time now) const;
  /// Gives a stored answer as it was given.
  static void sayAgain(const v1::Message& reply, Stream& stream);
  /// What is said of a thing's name is done and confirmed like an answer.
  absl::Status name(const rpc::Principal& who, const v1::AskRequest& request, const NamingWish& wish,
                    Stream& stream) const;
  absl::StatusOr<v1::Message> store(const rpc::Principal& who, v1::Message message) const;

  const Parts parts_;
  const StandingDesk standing_;
};

}  // namespace cameramonit::chat
