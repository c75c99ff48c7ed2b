#pragma once

#include "cameramonit/chat/v1/chat_service.grpc.pb.h"
#include "common/base/clock.h"
#include "common/log/logger.h"
#include "common/rpc/call_guard.h"
#include "common/rpc/watch_hub.h"
#include "server/chat/ask.h"
#include "server/chat/chat_list.h"
#include "server/chat/open_chat.h"
#include "server/chat/peers_client.h"
#include "server/chat/question_reader.h"
#include "server/chat/standing_matcher.h"
#include "server/chat/table/chat_state_table.h"
#include "server/chat/table/message_table.h"
#include "server/chat/table/standing_question_table.h"

namespace cameramonit::chat {

/// Talking with cameras. Thread-safe.
class ChatService final : public v1::ChatService::CallbackService {
 public:
  struct Parts {
    MessageTable& turns;
    ChatStateTable& states;
    StandingQuestionTable& standing;
    const PeersClient& peers;
    const QuestionReader& reader;
    rpc::CallGuard& guard;
    rpc::WatchHub& hub;  ///< woken by whoever hears of changes (ChangeListener)
    StandingMatcher& matcher;
    const base::Clock& clock;
  };
  /// Borrows everything in `parts`, which must outlive this service.
  explicit ChatService(const Parts& parts);

  grpc::ServerUnaryReactor* ListChats(grpc::CallbackServerContext* context, const v1::ListChatsRequest* request,
                                      v1::ListChatsResponse* response) override;
  grpc::ServerWriteReactor<v1::WatchChatsResponse>* WatchChats(grpc::CallbackServerContext* context,
                                                               const v1::WatchChatsRequest* request) override;
  grpc::ServerWriteReactor<v1::OpenChatResponse>* OpenChat(grpc::CallbackServerContext* context,
                                                           const v1::OpenChatRequest* request) override;
  grpc::ServerUnaryReactor* ListMessages(grpc::CallbackServerContext* context, const v1::ListMessagesRequest* request,
                                         v1::ListMessagesResponse* response) override;
  grpc::ServerWriteReactor<v1::AskResponse>* Ask(grpc::CallbackServerContext* context,
                                                 const v1::AskRequest* request) override;
  grpc::ServerUnaryReactor* AskEverywhere(grpc::CallbackServerContext* context, const v1::AskEverywhereRequest* request,
                                          v1::AskEverywhereResponse* response) override;
  grpc::ServerUnaryReactor* Explain(grpc::CallbackServerContext* context, const v1::ExplainRequest* request,
                                    v1::ExplainResponse* response) override;
  grpc::ServerUnaryReactor* Suggest(grpc::CallbackServerContext* context, const v1::SuggestRequest* request,
                                    v1::SuggestResponse* response) override;
  grpc::ServerUnaryReactor* UpdateChat(grpc::CallbackServerContext* context, const v1::UpdateChatRequest* request,
                                       v1::UpdateChatResponse* response) override;
  grpc::ServerUnaryReactor* GetDay(grpc::CallbackServerContext* context, const v1::GetDayRequest* request,
                                   v1::GetDayResponse* response) override;
  grpc::ServerUnaryReactor* ListStandingQuestions(grpc::CallbackServerContext* context,
                                                  const v1::ListStandingQuestionsRequest* request,
                                                  v1::ListStandingQuestionsResponse* response) override;
  grpc::ServerUnaryReactor* UpdateStandingQuestion(grpc::CallbackServerContext* context,
                                                   const v1::UpdateStandingQuestionRequest* request,
                                                   v1::UpdateStandingQuestionResponse* response) override;
  grpc::ServerUnaryReactor* DeleteStandingQuestion(grpc::CallbackServerContext* context,
                                                   const v1::DeleteStandingQuestionRequest* request,
                                                   v1::DeleteStandingQuestionResponse* response) override;
  grpc::ServerUnaryReactor* NameObject(grpc::CallbackServerContext* context, const v1::NameObjectRequest* request,
                                       v1::NameObjectResponse* response) override;
  grpc::ServerUnaryReactor* TakeNameBack(grpc::CallbackServerContext* context, const v1::TakeNameBackRequest* request,
                                         v1::TakeNameBackResponse* response) override;
  grpc::ServerUnaryReactor* DismissSupervisorQuestion(grpc::CallbackServerContext* context,
                                                      const v1::DismissSupervisorQuestionRequest* request,
                                                      v1::DismissSupervisorQuestionResponse* response) override;

 private:
  absl::Status listMessages(const rpc::Principal& who, const v1::ListMessagesRequest& request,
                            v1::ListMessagesResponse& response);
  absl::Status suggest(const rpc::Principal& who, const v1::SuggestRequest& request, v1::SuggestResponse& response);
  absl::Status updateChat(const rpc::Principal& who, const v1::UpdateChatRequest& request,
                          v1::UpdateChatResponse& response);
  absl::Status updateStanding(const rpc::Principal& who, const v1::UpdateStandingQuestionRequest& request,
                              v1::UpdateStandingQuestionResponse& response);

  const Parts parts_;
  const ChatList list_;
  const NamingDesk naming_;
  const AskDesk desk_;
};

}  // namespace cameramonit::chat
