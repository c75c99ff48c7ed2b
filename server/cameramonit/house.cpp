#include "server/cameramonit/house.h"

#include <functional>
#include <optional>
#include <utility>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include "analyzer/detect/open_detector.h"
#include "analyzer/detect/shared_detector.h"
#include "analyzer/pipeline/analysis_desk.h"
#include "analyzer/pipeline/analyzer_service.h"
#include "common/base/status.h"
#include "common/rpc/call_metadata.h"
#include "common/rpc/server_runtime.h"
#include "server/access/session_service.h"
#include "server/application/project_service.h"
#include "server/cameramonit/foundation.h"
#include "server/chat/change_listener_client.h"
#include "server/chat/chat_service.h"
#include "server/chat/model/remote_question_model.h"
#include "server/events/event_service.h"
#include "server/registry/camera_registry_service.h"
#include "storage/media/media_room.h"
#include "storage/media/media_service.h"
#include "storage/media/remote_project_service.h"
#include "web-gateway/gateway.h"

namespace cameramonit {
namespace {

constexpr std::int64_t kMegabyte = 1'000'000;
constexpr absl::Duration kGrace = absl::Seconds(3);

struct Address {
  std::string host;
  std::uint16_t port = 0;
};

absl::StatusOr<Address> parseAddress(const std::string& key, const std::string& text) {
  const std::size_t colon = text.rfind(':');
  std::uint32_t port = 0;
  if (colon == std::string::npos || !absl::SimpleAtoi(text.substr(colon + 1), &port) || port > 65535) {
    return base::invalidArgument(type::v1::ERROR_REASON_SETTING_INVALID,
                                 absl::StrCat(key, " must be like 127.0.0.1:8787, not ", text));
  }
  return Address{text.substr(0, colon), static_cast<std::uint16_t>(port)};
}

/// The IANA name of this machine's zone: absl only knows it as "localtime", which no browser does.
std::string machineTimeZone() {
  std::error_code error;
  const std::string target = std::filesystem::read_symlink("/etc/localtime", error).string();
  const std::size_t zones = target.find("zoneinfo/");
  if (absl::LocalTimeZone().name() != "localtime") return absl::LocalTimeZone().name();
  return zones == std::string::npos ? "UTC" : target.substr(zones + 9);
}

events::Scope everythingTo(const rpc::Principal&) {
  return events::Scope::all();
}
media::VisibleChannels allChannelsTo(const rpc::Principal&) {
  return std::nullopt;
}

}  // namespace

/// Members are destroyed in reverse: the gateway first, the foundation last.
class House::Rooms {
 public:
  Rooms(const Settings& settings, const DataDirectory& data, std::unique_ptr<Foundation> foundation)
      : settings_(settings), data_(data), foundation_(std::move(foundation)) {}
  ~Rooms();

  absl::Status open();
  absl::Status serve();

  const base::Secret<std::string>& oneTimePassword() const { return oneTimePassword_; }
  int webPort() const { return gateway_->port(); }
  int grpcPort() const { return server_.port(); }

 private:
  absl::Status openMedia();
  absl::Status openAnalyzer();
  absl::Status openChat();
  absl::Status openGateway();

  const Settings settings_;
  const DataDirectory& data_;
  std::unique_ptr<Foundation> foundation_;
  Foundation& f_ = *foundation_;
  base::Secret<std::string> oneTimePassword_;

  access::UserTable users_{*f_.database};
  access::SessionTable sessions_{*f_.database};
  access::SessionService sessionService_{{users_, sessions_, f_.tokens, f_.loginGuard, f_.clock, f_.log}};

  registry::CameraTable cameras_{*f_.database};
  registry::CameraRegistryService registryService_{cameras_, f_.callGuard, f_.clock};

  application::ProjectTable projects_{*f_.database};
  application::ChannelTable channels_{*f_.database};
  application::ProjectService projectService_{{projects_, channels_, f_.callGuard, f_.clock}};

  events::EventTable events_{*f_.database};
  events::TrackedObjectTable objects_{*f_.database};
  events::EventService eventService_{{events_, objects_, f_.callGuard, f_.eventHub, f_.clock, everythingTo}};

  rpc::ServiceIdentity mediaIdentity_{"media", f_.tokens, f_.clock};
  media::MediaTable media_{*f_.database};
  media::UploadTable uploads_{*f_.database};
  media::RemoteProjectService channelDirectory_{mediaIdentity_};
  std::optional<media::FileSystemSpace> disk_;
  std::optional<media::PlaybackTokens> playbackTokens_;
  std::unique_ptr<media::MediaRoom> mediaRoom_;
  std::optional<media::MediaService> mediaService_;

  rpc::ServiceIdentity analyzerIdentity_{"analyzer", f_.tokens, f_.clock};
  pipeline::PeersClient analyzerPeers_{analyzerIdentity_};
  detect::DetectorOptions detectorOptions_;
  std::unique_ptr<detect::Detector> detector_;
  std::unique_ptr<detect::SharedDetector> sharedDetector_;
  std::unique_ptr<pipeline::AnalysisDesk> analysisDesk_;
  std::optional<pipeline::AnalyzerService> analyzerService_;

  rpc::ServiceIdentity chatIdentity_{"chat", f_.tokens, f_.clock};
  chat::PeersClient chatPeers_{chatIdentity_};
  chat::MessageTable turns_{*f_.database};
  chat::ChatStateTable chatStates_{*f_.database};
  chat::StandingQuestionTable standing_{*f_.database};
  std::unique_ptr<chat::Understander> understander_;
  std::unique_ptr<chat::RemoteQuestionModel> questionModel_;  // null: none is configured
  std::optional<chat::QuestionReader> questionReader_;
  chat::StandingMatcher standingMatcher_{
      {standing_, turns_, chatStates_, chatPeers_, f_.clock, f_.log, [this] { f_.chatHub.notify(); }}};
  std::function<void()> endMatching_ = [] {};
  std::optional<chat::ChatService> chatService_;

  rpc::ServerRuntime server_{f_.log};
  std::unique_ptr<chat::ChangeListener> changeListener_;
  std::unique_ptr<web_gateway::Gateway> gateway_;
};

House::Rooms::~Rooms() {
  if (gateway_) gateway_->stop(kGrace);
  f_.setServing(false);
  changeListener_.reset();
  endMatching_();
  analysisDesk_.reset();
  server_.shutdown(kGrace);
  f_.stopExecutors();
}

absl::Status House::Rooms::open() {
  CAMERAMONIT_ASSIGN_OR_RETURN(oneTimePassword_, sessionService_.makeFirstAdministrator());
  const std::string zone = settings_.timeZone.empty() ? machineTimeZone() : settings_.timeZone;
  absl::TimeZone known;
  CAMERAMONIT_RETURN_IF_ERROR(projectService_.makeFirstProject(absl::LoadTimeZone(zone, &known) ? zone : "UTC"));
  CAMERAMONIT_RETURN_IF_ERROR(openMedia());
  CAMERAMONIT_RETURN_IF_ERROR(openAnalyzer());
  return openChat();
}

absl::Status House::Rooms::openMedia() {
  media::MediaOptions options;
  options.directory = data_.path() / "media";
  options.freeDiskBytes = settings_.freeSpaceFloorMegabytes * kMegabyte;
  std::error_code error;
  std::filesystem::create_directories(options.directory, error);
  disk_.emplace(data_.path());
  CAMERAMONIT_ASSIGN_OR_RETURN(auto key, data_.key("playback"));
  playbackTokens_.emplace(std::move(key), f_.clock);
  CAMERAMONIT_ASSIGN_OR_RETURN(
      mediaRoom_, media::MediaRoom::open(options, {media_, uploads_, channelDirectory_, *disk_, f_.mediaHub, f_.chores,
                                                   f_.ticker, f_.clock, f_.log}));
  mediaService_.emplace(media::MediaService::Parts{*mediaRoom_, *playbackTokens_, f_.mediaGuard, f_.mediaHub,
                                                   f_.reading, f_.clock, allChannelsTo});
  return absl::OkStatus();
}

absl::Status House::Rooms::openAnalyzer() {
  detectorOptions_.name = settings_.detector;
  CAMERAMONIT_ASSIGN_OR_RETURN(detector_, detect::openDetector(detectorOptions_));
  sharedDetector_ = std::make_unique<detect::SharedDetector>(*detector_, static_cast<int>(settings_.detectorThreads));
  f_.log.info("detector.ready", {{"detector", detector_->describe()}});
  return absl::OkStatus();
}

absl::Status House::Rooms::openChat() {
  CAMERAMONIT_ASSIGN_OR_RETURN(understander_, chat::Understander::load());
  if (!settings_.modelUrl.empty()) {
    chat::RemoteQuestionModel::Options options;
    options.endpoint = {settings_.modelUrl, settings_.modelKey, settings_.modelTimeLimit};
    options.model = settings_.modelName;
    options.projects = absl::StrSplit(settings_.modelProjects, absl::ByAnyChar(", "), absl::SkipEmpty());
    options.callsPerDay = static_cast<int>(settings_.modelDailyCalls);
    questionModel_ =
        std::make_unique<chat::RemoteQuestionModel>(options, *understander_, chatStates_, f_.clock, f_.log);
  }
  questionReader_.emplace(*understander_, questionModel_.get());
  chatService_.emplace(chat::ChatService::Parts{turns_, chatStates_, standing_, chatPeers_, *questionReader_,
                                                f_.chatGuard, f_.chatHub, standingMatcher_, f_.clock});
  return absl::OkStatus();
}

absl::Status House::Rooms::serve() {
  pipeline::AnalysisDesk::Parts desk{analyzerPeers_, *sharedDetector_, f_.clock, f_.log,
                                     [this] { f_.jobHub.notify(); }};
  desk.jobs = static_cast<int>(settings_.analysisJobs);
  desk.framesInFlight = static_cast<int>(settings_.detectorThreads);
  analysisDesk_ = std::make_unique<pipeline::AnalysisDesk>(desk);
  analyzerService_.emplace(
      pipeline::AnalyzerService::Parts{*analysisDesk_, *sharedDetector_, detectorOptions_, f_.callGuard, f_.jobHub});

  for (grpc::Service* service :
       std::initializer_list<grpc::Service*>{&sessionService_, &registryService_, &projectService_, &eventService_,
                                             &*mediaService_, &*analyzerService_, &*chatService_}) {
    server_.add(*service);
  }
  CAMERAMONIT_RETURN_IF_ERROR(server_.start({settings_.grpcListen, "", ""}));
  const auto channel = server_.inProcessChannel();
  channelDirectory_.connect(channel);
  analyzerPeers_.connect(channel);
  chatPeers_.connect(channel);
  f_.setServing(true);
  analysisDesk_->start();
  endMatching_ = f_.chatHub.watch([this](bool) { return standingMatcher_.poll(); });
  changeListener_ = std::make_unique<chat::ChangeListener>(chatPeers_, f_.log, [this] { f_.chatHub.notify(); });
  return openGateway();
}

absl::Status House::Rooms::openGateway() {
  CAMERAMONIT_ASSIGN_OR_RETURN(const Address web, parseAddress("web.listen", settings_.webListen));
  web_gateway::GatewayOptions options;
  options.http.address = web.host;
  options.http.port = web.port;
  options.http.tls = {settings_.tlsCertificate, settings_.tlsKey};
  options.routes = {{"cameramonit.", server_.inProcessChannel()}};
  options.webRoot = settings_.webRoot;
  if (settings_.behindTlsProxy) options.secureCookies = true;
  if (!settings_.adminListen.empty()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const Address admin, parseAddress("web.admin_listen", settings_.adminListen));
    options.admin = {admin.host, admin.port};
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(gateway_,
                               web_gateway::Gateway::start(std::move(options), {f_.clock, f_.log, f_.metrics}));
  return absl::OkStatus();
}

House::House(std::unique_ptr<Rooms> rooms) : rooms_(std::move(rooms)) {}
House::~House() = default;

absl::StatusOr<std::unique_ptr<House>> House::start(const Settings& settings, const DataDirectory& data,
                                                    const base::Clock& clock, log::Logger& log) {
  CAMERAMONIT_ASSIGN_OR_RETURN(auto foundation, Foundation::open(settings, data, clock, log));
  auto rooms = std::make_unique<Rooms>(settings, data, std::move(foundation));
  CAMERAMONIT_RETURN_IF_ERROR(rooms->open());
  CAMERAMONIT_RETURN_IF_ERROR(rooms->serve());
  return std::unique_ptr<House>(new House(std::move(rooms)));
}

const base::Secret<std::string>& House::oneTimePassword() const {
  return rooms_->oneTimePassword();
}
int House::webPort() const {
  return rooms_->webPort();
}
int House::grpcPort() const {
  return rooms_->grpcPort();
}

}  // namespace cameramonit
