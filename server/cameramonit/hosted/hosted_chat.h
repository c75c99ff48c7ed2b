#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <absl/status/statusor.h>

#include "common/rpc/call_metadata.h"
#include "server/cameramonit/hosted/hosted.h"
#include "server/chat/change_listener_client.h"
#include "server/chat/chat_service.h"
#include "server/chat/model/remote_question_model.h"
#include "server/chat/supervisor_desk.h"
#include "server/chat/understand/understander.h"

namespace cameramonit {

/// The chats. Thread-bound.
class HostedChat final : public Hosted {
 public:
  /// Errors: SETTING_INVALID for language data that cannot be read.
  static absl::StatusOr<std::unique_ptr<HostedChat>> open(const Premises& premises);

  std::vector<Contract> contracts() override;
  void connect(const rpc::Peers& peers) override;
  absl::Status start() override;
  void stop() override;

 private:
  HostedChat(const Premises& premises, std::unique_ptr<chat::Understander> understander);

  Foundation& f_;
  rpc::ServiceIdentity identity_{"chat"};
  chat::PeersClient peers_{identity_};
  chat::MessageTable turns_;
  chat::ChatStateTable chatStates_;
  chat::StandingQuestionTable standing_;
  std::unique_ptr<chat::Understander> understander_;
  std::unique_ptr<chat::RemoteQuestionModel> questionModel_;  // null: none is configured
  chat::QuestionReader questionReader_;
  chat::StandingMatcher standingMatcher_;
  chat::SupervisorQuestionTable asked_;
  chat::SupervisorDesk supervisorDesk_;
  chat::ChatService service_;
  std::function<void()> endMatching_ = [] {};
  std::function<void()> endAsking_ = [] {};
  std::unique_ptr<chat::ChangeListener> changeListener_;
};

}  // namespace cameramonit
