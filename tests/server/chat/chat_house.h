#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "cameramonit/media/v1/media_service.grpc.pb.h"
#include "common/base/ids.h"
#include "common/rpc/status_mapping.h"
#include "server/application/project_service.h"
#include "server/chat/chat_service.h"
#include "server/events/event_service.h"
#include "storage/sql/proto_fields.h"
#include "tests/support/database/test_database.h"
#include "tests/support/service/service_host.h"

namespace cameramonit::chat {

inline constexpr char kGate[] = "projects/home/channels/gate";
inline constexpr char kGateChat[] = "projects/home/channels/gate/chat";

/// No films were ever sent.
class NoFilms final : public media::v1::MediaService::CallbackService {
 public:
  grpc::ServerUnaryReactor* ListMedia(grpc::CallbackServerContext* context, const media::v1::ListMediaRequest*,
                                      media::v1::ListMediaResponse*) override {
    auto* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

/// The chat service with the services it asks, one camera "gate" in the project "home" in Warsaw. Thread-bound.
class ChatHouse {
 public:
  ChatHouse() {
    EXPECT_TRUE(projectService_.makeFirstProject("Europe/Warsaw").ok());
    application::v1::Channel gate;
    gate.set_name(kGate);
    gate.set_camera("cameras/gate");
    gate.set_display_name("Brama");
    EXPECT_TRUE(channels_.create(gate, {}, host.clock().now()).ok());
    host.serve({&projectService_, &eventService_, &media_, &chatService_});
    peers_.connect(rpc::Peers(host.channel()));
    stub = v1::ChatService::NewStub(host.channel());
  }
  ~ChatHouse() {
    host.stop();
    talks_.stop();  // the last answers are still being counted by the guard
  }

  /// Something appeared so long ago; its name.
  std::string happens(absl::Duration ago, const std::string& objectClass = "person") {
    const absl::Time start = host.clock().now() - ago;
    events::v1::Event event;
    event.set_name(absl::StrCat(kGate, "/events/", base::newUuid(start)));
    event.set_kind(events::v1::EVENT_KIND_APPEARED);
    event.set_object_class(objectClass);
    event.set_confidence(0.9F);
    *event.mutable_start_time() = sql::timestampOf(start);
    event.set_state(events::v1::Event::STATE_FINAL);
    event.mutable_sentence()->set_pl("Ktoś przyszedł.");
    event.mutable_sentence()->set_en("Somebody came.");
    event.set_tracked_object(absl::StrCat(kGate, "/objects/", base::newUuid(start)));
    EXPECT_TRUE(events_.write({event}).ok());
    return event.name();
  }

  struct Asked {
    grpc::Status status;
    v1::Message asked;
    v1::Understanding understanding;
    std::string text;
    v1::Message answer;
  };
  Asked ask(const std::string& user, const std::string& text, const std::string& requestId = "",
            const std::vector<type::v1::Role>& roles = {type::v1::ROLE_CUSTOMER}) {
    const auto context = host.as(user, roles);
    v1::AskRequest request;
    request.set_chat(kGateChat);
    request.set_text(text);
    request.set_request_id(requestId);
    const auto reader = stub->Ask(context.get(), request);
    Asked result;
    v1::AskResponse part;
    while (reader->Read(&part)) {
      if (part.has_asked()) result.asked = part.asked();
      if (part.has_understanding()) result.understanding = part.understanding();
      result.text += part.text();
      if (part.has_answer()) result.answer = part.answer();
    }
    result.status = reader->Finish();
    return result;
  }

  std::vector<v1::Message> messages(const std::string& user) {
    v1::ListMessagesRequest request;
    request.set_chat(kGateChat);
    v1::ListMessagesResponse response;
    EXPECT_TRUE(stub->ListMessages(host.as(user).get(), request, &response).ok());
    return {response.messages().begin(), response.messages().end()};
  }

  support::ServiceHost host;

 private:
  support::TestDatabase database_{sql::Dialect::kSqlite};
  application::ProjectTable projects_{*database_};
  application::ChannelTable channels_{*database_};
  application::ChangeTable changes_{*database_};
  application::ProjectService projectService_{{projects_, channels_, changes_, host.guard(), host.authorizer(),
                                               host.hub(), host.clock(),
                                               [](const rpc::Principal&) { return application::NameFilter(); }}};
  events::EventTable events_{*database_};
  events::TrackedObjectTable objects_{*database_};
  events::Namer namer_{*database_, host.clock()};
  events::EventService eventService_{
      {events_, objects_, namer_, host.guard(), host.hub(), host.clock(),
       [](const rpc::Principal&, policy::v1::Policy::Right) { return events::Scope::all(); }}};
  NoFilms media_;
  rpc::ServiceIdentity identity_{"chat"};
  PeersClient peers_{identity_};
  MessageTable turns_{*database_};
  ChatStateTable states_{*database_};
  StandingQuestionTable standing_{*database_};
  std::unique_ptr<Understander> understander_ = Understander::load().value();
  QuestionReader reader_{*understander_};
  base::Executor talks_{"talks", 4, 1000};
  rpc::CallGuard talkGuard_{host.guardOn(talks_)};

 public:
  StandingMatcher matcher{{standing_, turns_, states_, peers_, host.clock(), host.log(), [] {}}};

 private:
  ChatService chatService_{
      {turns_, states_, standing_, peers_, reader_, talkGuard_, host.hub(), matcher, host.clock()}};

 public:
  std::unique_ptr<v1::ChatService::Stub> stub;
};

}  // namespace cameramonit::chat
