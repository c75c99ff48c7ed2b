#include "server/cameramonit/hosted/hosted_chat.h"

#include <utility>

#include <absl/strings/str_split.h>

#include "common/base/status.h"

namespace cameramonit {
namespace {

/// The language model that the settings name; null when they name none.
std::unique_ptr<chat::RemoteQuestionModel> modelOf(const Premises& premises, const chat::Understander& understander,
                                                   chat::ChatStateTable& chatStates) {
  const Settings& settings = premises.settings;
  if (settings.modelUrl.empty()) return nullptr;
  chat::RemoteQuestionModel::Options options;
  options.endpoint = {settings.modelUrl, settings.modelKey, settings.modelTimeLimit};
  options.model = settings.modelName;
  options.projects = absl::StrSplit(settings.modelProjects, absl::ByAnyChar(", "), absl::SkipEmpty());
  options.callsPerDay = static_cast<int>(settings.modelDailyCalls);
  return std::make_unique<chat::RemoteQuestionModel>(options, understander, chatStates, premises.foundation.clock,
                                                     premises.foundation.log);
}

}  // namespace

HostedChat::HostedChat(const Premises& premises, std::unique_ptr<chat::Understander> understander)
    : f_(premises.foundation),
      turns_(*f_.database),
      chatStates_(*f_.database),
      standing_(*f_.database),
      understander_(std::move(understander)),
      questionModel_(modelOf(premises, *understander_, chatStates_)),
      questionReader_(*understander_, questionModel_.get()),
      standingMatcher_({standing_, turns_, chatStates_, peers_, f_.clock, f_.log, [this] { f_.chatHub.notify(); }}),
      asked_(*f_.database),
      supervisorDesk_({asked_, turns_, peers_, f_.clock, f_.log, [this] { f_.chatHub.notify(); }}),
      service_({turns_, chatStates_, standing_, peers_, questionReader_, f_.chatGuard, f_.chatHub, standingMatcher_,
                f_.clock}) {}

absl::StatusOr<std::unique_ptr<HostedChat>> HostedChat::open(const Premises& premises) {
  CAMERAMONIT_ASSIGN_OR_RETURN(auto understander, chat::Understander::load());
  return std::unique_ptr<HostedChat>(new HostedChat(premises, std::move(understander)));
}

std::vector<Contract> HostedChat::contracts() {
  return {{chat::v1::ChatService::service_full_name(), &service_}};
}

void HostedChat::connect(const rpc::Peers& peers) {
  peers_.connect(peers);
}

absl::Status HostedChat::start() {
  endMatching_ = f_.chatHub.watch([this](bool) { return standingMatcher_.poll(); });
  endAsking_ = f_.chatHub.watch([this](bool checkpoint) { return supervisorDesk_.poll(checkpoint); });
  changeListener_ = std::make_unique<chat::ChangeListener>(peers_, f_.log, [this] { f_.chatHub.notify(); });
  return absl::OkStatus();
}

void HostedChat::stop() {
  changeListener_.reset();
  std::exchange(endMatching_, [] {})();
  std::exchange(endAsking_, [] {})();
}

}  // namespace cameramonit
