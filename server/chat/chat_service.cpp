#include "server/chat/chat_service.h"

#include <algorithm>
#include <memory>
#include <utility>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "server/chat/day.h"
#include "server/chat/everywhere.h"
#include "server/chat/question_mapping.h"
#include "server/chat/timeline/chat_names.h"
#include "server/chat/timeline/timeline.h"
#include "storage/sql/page_token.h"
#include "storage/sql/request_key.h"

namespace cameramonit::chat {
namespace {

constexpr char kService[] = "cameramonit.chat.v1.ChatService/";
constexpr int kUsualPage = 50;
constexpr int kLargestPage = 200;
constexpr int kSuggestions = 4;

bool asksFor(const google::protobuf::FieldMask& mask, const std::string& field) {
  return std::find(mask.paths().begin(), mask.paths().end(), field) != mask.paths().end();
}

}  // namespace

ChatService::ChatService(const Parts& parts)
    : parts_(parts),
      list_(parts.peers, parts.states, parts.clock),
      naming_({parts.turns, parts.peers, parts.reader.understander(), parts.clock}),
      desk_({parts.turns, parts.standing, parts.peers, parts.reader, naming_, parts.clock}) {}

grpc::ServerUnaryReactor* ChatService::ListChats(grpc::CallbackServerContext* context,
                                                 const v1::ListChatsRequest* request, v1::ListChatsResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(const int size, sql::pageSize(request->page_size(), kUsualPage, kLargestPage));
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto token, sql::decodePageToken(request->search(), request->page_token(), 1));
    std::size_t skip = 0;
    if (!token.empty() && !absl::SimpleAtoi(token.front(), &skip)) {
      return base::invalidArgument(type::v1::ERROR_REASON_PAGE_TOKEN_INVALID, "The page token is not valid.");
    }
    CAMERAMONIT_ASSIGN_OR_RETURN(auto page, list_.page(who, request->search(), skip, static_cast<std::size_t>(size)));
    if (page.more) {
      response->set_next_page_token(sql::encodePageToken(request->search(), {absl::StrCat(skip + page.chats.size())}));
    }
    for (v1::Chat& chat : page.chats) *response->add_chats() = std::move(chat);
    return absl::OkStatus();
  });
}

grpc::ServerWriteReactor<v1::WatchChatsResponse>* ChatService::WatchChats(grpc::CallbackServerContext* context,
                                                                          const v1::WatchChatsRequest* request) {
  return parts_.guard.serverStream<v1::WatchChatsResponse>(
      context, request, [this](const rpc::Principal& who, std::shared_ptr<OpenChatList::Stream> stream) {
        auto open = std::make_shared<OpenChatList>(list_, parts_.clock, who, stream);
        stream->onClosed(parts_.hub.watch([open](bool checkpoint) { return open->poll(checkpoint); }));
        return absl::OkStatus();
      });
}

grpc::ServerWriteReactor<v1::OpenChatResponse>* ChatService::OpenChat(grpc::CallbackServerContext* context,
                                                                      const v1::OpenChatRequest* request) {
  return parts_.guard.serverStream<v1::OpenChatResponse>(
      context, request,
      [this, request](const rpc::Principal& who, std::shared_ptr<chat::OpenChat::Stream> stream) -> absl::Status {
        CAMERAMONIT_ASSIGN_OR_RETURN(const std::string channel, channelOf(request->chat()));
        CAMERAMONIT_RETURN_IF_ERROR(parts_.peers.place(who, channel).status());
        auto open = std::make_shared<chat::OpenChat>(chat::OpenChat::Parts{parts_.turns, parts_.peers, parts_.clock},
                                                     who, channel, *request, stream);
        stream->onClosed(parts_.hub.watch([open](bool checkpoint) { return open->poll(checkpoint); }));
        return absl::OkStatus();
      });
}

absl::Status ChatService::listMessages(const rpc::Principal& who, const v1::ListMessagesRequest& request,
                                       v1::ListMessagesResponse& response) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::string channel, channelOf(request.chat()));
  CAMERAMONIT_ASSIGN_OR_RETURN(const int size, sql::pageSize(request.page_size(), kUsualPage, kLargestPage));
  const Conversation conversation(parts_.turns, parts_.peers, who, channel);
  MessageMark mark;
  std::vector<v1::Message> newer;
  if (!request.page_token().empty()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto key, sql::decodePageToken(request.chat(), request.page_token(), 2));
    std::int64_t micros = 0;
    if (!absl::SimpleAtoi(key[0], &micros)) {
      return base::invalidArgument(type::v1::ERROR_REASON_PAGE_TOKEN_INVALID, "The page token is not valid.");
    }
    mark = {absl::FromUnixMicros(micros), key[1]};
  } else if (request.has_around_time()) {
    mark = {timeOf(request.around_time()), ""};
    CAMERAMONIT_ASSIGN_OR_RETURN(newer, conversation.from(mark.time, (size + 1) / 2));
  }
  const int olderSize = std::max(1, size - static_cast<int>(newer.size()));
  CAMERAMONIT_ASSIGN_OR_RETURN(ConversationPage page, conversation.before(mark, olderSize));
  if (page.hasOlder) response.set_next_page_token(olderPageToken(request.chat(), page.messages.back()));
  std::reverse(newer.begin(), newer.end());
  for (v1::Message& message : newer) *response.add_messages() = std::move(message);
  for (v1::Message& message : page.messages) *response.add_messages() = std::move(message);
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* ChatService::ListMessages(grpc::CallbackServerContext* context,
                                                    const v1::ListMessagesRequest* request,
                                                    v1::ListMessagesResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) {
    return listMessages(who, *request, *response);
  });
}

grpc::ServerWriteReactor<v1::AskResponse>* ChatService::Ask(grpc::CallbackServerContext* context,
                                                            const v1::AskRequest* request) {
  return parts_.guard.serverStream<v1::AskResponse>(
      context, request,
      [this, request](const rpc::Principal& who, std::shared_ptr<AskDesk::Stream> stream) -> absl::Status {
        CAMERAMONIT_RETURN_IF_ERROR(desk_.ask(who, *request, *stream));
        parts_.matcher.questionsChanged();  // it may have been "tell me when…"
        parts_.hub.notify();                // other windows of the same user
        stream->finish(absl::OkStatus());
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* ChatService::AskEverywhere(grpc::CallbackServerContext* context,
                                                     const v1::AskEverywhereRequest* request,
                                                     v1::AskEverywhereResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) {
    return askEverywhere(who, request->text(), parts_.peers, parts_.reader, parts_.clock, *response);
  });
}

grpc::ServerUnaryReactor* ChatService::Explain(grpc::CallbackServerContext* context, const v1::ExplainRequest* request,
                                               v1::ExplainResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(const std::string channel, channelOf(request->chat()));
    CAMERAMONIT_ASSIGN_OR_RETURN(const AnswerContext where, desk_.contextOf(who, channel));
    v1::AskRequest ask;
    ask.set_chat(request->chat());
    ask.set_text(request->text());
    CAMERAMONIT_ASSIGN_OR_RETURN(ReadQuestion read, desk_.understandRequest(who, ask, where));
    *response->mutable_understanding() = std::move(read.shown);
    return absl::OkStatus();
  });
}

absl::Status ChatService::suggest(const rpc::Principal& who, const v1::SuggestRequest& request,
                                  v1::SuggestResponse& response) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::string channel, channelOf(request.chat()));
  CAMERAMONIT_ASSIGN_OR_RETURN(const AnswerContext where, desk_.contextOf(who, channel));
  UserEvents events(parts_.peers, who);
  const std::string language = request.language() == type::v1::LANGUAGE_EN ? "en" : "pl";
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto texts, suggestions(where, language, kSuggestions, events));
  for (const std::string& text : texts) {
    auto& suggestion = *response.add_suggestions();
    suggestion.set_text(text);
    *suggestion.mutable_question() = parts_.reader.read(text, where, std::nullopt).shown.question();
  }
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* ChatService::Suggest(grpc::CallbackServerContext* context, const v1::SuggestRequest* request,
                                               v1::SuggestResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) {
    return suggest(who, *request, *response);
  });
}

absl::Status ChatService::updateChat(const rpc::Principal& who, const v1::UpdateChatRequest& request,
                                     v1::UpdateChatResponse& response) {
  const std::string& chat = request.chat().name();
  CAMERAMONIT_RETURN_IF_ERROR(channelOf(chat).status());
  for (const std::string& path : request.update_mask().paths()) {
    if (path == "unread" && request.chat().unread() == 0) continue;
    if (path != "pinned") return base::invalidFields({{"update_mask", "may name pinned, and unread to set it to 0"}});
  }
  if (asksFor(request.update_mask(), "unread")) {
    CAMERAMONIT_RETURN_IF_ERROR(parts_.states.markRead(who.name, chat, parts_.clock.now()));
  }
  if (asksFor(request.update_mask(), "pinned")) {
    CAMERAMONIT_RETURN_IF_ERROR(parts_.states.setPinned(who.name, chat, request.chat().pinned()));
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(*response.mutable_chat(), list_.one(who, chat));
  parts_.hub.notify();
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* ChatService::UpdateChat(grpc::CallbackServerContext* context,
                                                  const v1::UpdateChatRequest* request,
                                                  v1::UpdateChatResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) {
    return updateChat(who, *request, *response);
  });
}

grpc::ServerUnaryReactor* ChatService::GetDay(grpc::CallbackServerContext* context, const v1::GetDayRequest* request,
                                              v1::GetDayResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(const std::string channel, channelOf(request->chat()));
    CAMERAMONIT_ASSIGN_OR_RETURN(const AnswerContext where, desk_.contextOf(who, channel));
    UserEvents events(parts_.peers, who);
    const absl::Time time = request->has_time() ? timeOf(request->time()) : where.now;
    return readDay(time, where, events, *response);
  });
}

grpc::ServerUnaryReactor* ChatService::NameObject(grpc::CallbackServerContext* context,
                                                  const v1::NameObjectRequest* request,
                                                  v1::NameObjectResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(*response, naming_.name(who, *request));
    parts_.hub.notify();
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ChatService::TakeNameBack(grpc::CallbackServerContext* context,
                                                    const v1::TakeNameBackRequest* request,
                                                    v1::TakeNameBackResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(*response->mutable_message(), naming_.takeBack(who, request->message()));
    parts_.hub.notify();
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ChatService::DismissSupervisorQuestion(grpc::CallbackServerContext* context,
                                                                 const v1::DismissSupervisorQuestionRequest* request,
                                                                 v1::DismissSupervisorQuestionResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(*response->mutable_message(), naming_.dismiss(who, request->message()));
    parts_.hub.notify();
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ChatService::ListStandingQuestions(grpc::CallbackServerContext* context,
                                                             const v1::ListStandingQuestionsRequest* request,
                                                             v1::ListStandingQuestionsResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(auto questions, parts_.standing.ofUser(who.name, request->parent()));
    for (v1::StandingQuestion& question : questions) *response->add_standing_questions() = std::move(question);
    return absl::OkStatus();
  });
}

absl::Status ChatService::updateStanding(const rpc::Principal& who, const v1::UpdateStandingQuestionRequest& request,
                                         v1::UpdateStandingQuestionResponse& response) {
  const v1::StandingQuestion& wanted = request.standing_question();
  const auto key =
      sql::requestKey(who.name, absl::StrCat(kService, "UpdateStandingQuestion"), request.request_id(), request);
  const absl::Time now = parts_.clock.now();
  CAMERAMONIT_ASSIGN_OR_RETURN(auto first, parts_.standing.firstResult(key, now));
  if (first) {
    *response.mutable_standing_question() = *std::move(first);
    return absl::OkStatus();
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(v1::StandingQuestion question, parts_.standing.get(wanted.name(), who.name));
  if (!wanted.etag().empty()) question.set_etag(wanted.etag());
  if (asksFor(request.update_mask(), "paused")) question.set_paused(wanted.paused());
  if (asksFor(request.update_mask(), "text") && question.question().channels_size() > 0) {
    const std::string& channel = question.question().channels(0);
    CAMERAMONIT_ASSIGN_OR_RETURN(const AnswerContext where, desk_.contextOf(who, channel));
    ReadQuestion read = parts_.reader.read(wanted.text(), where, std::nullopt);
    read.shown.mutable_question()->set_intent(v1::INTENT_NOTIFY);
    if (read.shown.question().channels().empty()) {
      read.shown.mutable_question()->add_channels(channel);
    }
    question.set_text(wanted.text());
    *question.mutable_question() = read.shown.question();
    *question.mutable_chips() = read.shown.chips();
  }
  if (asksFor(request.update_mask(), "question") && question.question().channels_size() > 0) {
    const std::string& channel = question.question().channels(0);
    CAMERAMONIT_ASSIGN_OR_RETURN(const AnswerContext where, desk_.contextOf(who, channel));
    v1::AskRequest edited;
    *edited.mutable_question() = wanted.question();
    edited.mutable_question()->set_intent(v1::INTENT_NOTIFY);
    CAMERAMONIT_ASSIGN_OR_RETURN(ReadQuestion read, desk_.understandRequest(who, edited, where));
    if (read.shown.question().channels().empty()) read.shown.mutable_question()->add_channels(channel);
    *question.mutable_question() = read.shown.question();
    *question.mutable_chips() = read.shown.chips();
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(*response.mutable_standing_question(),
                               parts_.standing.update(question, who.name, key, now));
  parts_.matcher.questionsChanged();
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* ChatService::UpdateStandingQuestion(grpc::CallbackServerContext* context,
                                                              const v1::UpdateStandingQuestionRequest* request,
                                                              v1::UpdateStandingQuestionResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) {
    return updateStanding(who, *request, *response);
  });
}

grpc::ServerUnaryReactor* ChatService::DeleteStandingQuestion(grpc::CallbackServerContext* context,
                                                              const v1::DeleteStandingQuestionRequest* request,
                                                              v1::DeleteStandingQuestionResponse*) {
  return parts_.guard.unary(context, request, [this, request](const rpc::Principal& who) -> absl::Status {
    const auto key =
        sql::requestKey(who.name, absl::StrCat(kService, "DeleteStandingQuestion"), request->request_id(), *request);
    CAMERAMONIT_RETURN_IF_ERROR(parts_.standing.remove(request->name(), who.name, key, parts_.clock.now()));
    parts_.matcher.questionsChanged();
    return absl::OkStatus();
  });
}

}  // namespace cameramonit::chat
