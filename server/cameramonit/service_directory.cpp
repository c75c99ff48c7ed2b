#include "server/cameramonit/service_directory.h"

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>

#include "common/base/status.h"

namespace cameramonit {

const std::vector<ServiceEntry>& serviceDirectory() {
  // Every service needs the public key of access, so that it knows people by their tokens.
  static const auto* entries = new std::vector<ServiceEntry>{
      {"access",
       {"cameramonit.access.v1.SessionService", "cameramonit.access.v1.AccessService",
        "cameramonit.access.v1.TokenKeyService"},
       {}},
      {"registry", {"cameramonit.registry.v1.CameraRegistryService"}, {"access"}},
      {"application",
       {"cameramonit.application.v1.ProjectService", "cameramonit.application.v1.IntegrationService",
        "cameramonit.application.v1.AssignmentService"},
       {"access"}},
      {"events", {"cameramonit.events.v1.EventService"}, {"access"}},
      {"media", {"cameramonit.media.v1.MediaService"}, {"access", "application", "events"}},
      {"analyzer",
       {"cameramonit.analyzer.v1.AnalyzerService"},
       {"access", "registry", "application", "events", "media"}},
      {"chat", {"cameramonit.chat.v1.ChatService"}, {"access", "application", "analyzer", "events", "media"}},
      {"gateway", {}, {"access", "registry", "application", "events", "media", "analyzer", "chat"}},
  };
  return *entries;
}

const ServiceEntry* findService(std::string_view name) {
  for (const ServiceEntry& entry : serviceDirectory()) {
    if (entry.name == name) return &entry;
  }
  return nullptr;
}

absl::StatusOr<std::set<std::string>> parseServices(std::string_view text) {
  std::set<std::string> chosen;
  std::vector<std::string> known;
  for (const ServiceEntry& entry : serviceDirectory()) known.push_back(entry.name);
  if (text.empty()) return std::set<std::string>(known.begin(), known.end());
  const std::string list(text);
  for (const absl::string_view part : absl::StrSplit(list, ',')) {
    const std::string name(absl::StripAsciiWhitespace(part));
    if (findService(name) == nullptr) {
      return base::invalidArgument(
          type::v1::ERROR_REASON_SETTING_INVALID,
          absl::StrCat("There is no service \"", name, "\". There are: ", absl::StrJoin(known, ", "), "."));
    }
    chosen.insert(name);
  }
  return chosen;
}

std::set<std::string> foreignPeers(const std::set<std::string>& hosted) {
  std::set<std::string> foreign;
  for (const std::string& name : hosted) {
    for (const std::string& peer : findService(name)->peers) {
      if (hosted.count(peer) == 0) foreign.insert(peer);
    }
  }
  return foreign;
}

}  // namespace cameramonit
