#include "server/cameramonit/house.h"

#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "common/rpc/call_metadata.h"
#include "common/rpc/server_runtime.h"
#include "server/cameramonit/foundation.h"
#include "server/cameramonit/hosted/hosted_access.h"
#include "server/cameramonit/hosted/hosted_analyzer.h"
#include "server/cameramonit/hosted/hosted_application.h"
#include "server/cameramonit/hosted/hosted_chat.h"
#include "server/cameramonit/hosted/hosted_events.h"
#include "server/cameramonit/hosted/hosted_media.h"
#include "server/cameramonit/hosted/hosted_registry.h"
#include "server/cameramonit/mesh.h"
#include "server/cameramonit/operator_pages.h"
#include "server/cameramonit/service_directory.h"
#include "server/cameramonit/token_key_client.h"
#include "web-gateway/gateway.h"

namespace cameramonit {
namespace {

constexpr absl::Duration kGrace = absl::Seconds(3);
constexpr char kGateway[] = "gateway";
constexpr char kAccess[] = "access";

}  // namespace

/// Members are destroyed in reverse: the gateway first, the foundation last.
class House::Rooms {
 public:
  Rooms(const Settings& settings, const DataDirectory& data, std::set<std::string> services,
        std::unique_ptr<Foundation> foundation)
      : settings_(settings), data_(data), services_(std::move(services)), foundation_(std::move(foundation)) {}
  ~Rooms();

  absl::Status open();
  absl::Status serve();

  const base::Secret<std::string>& oneTimePassword() const { return oneTimePassword_; }
  int webPort() const { return gateway_ ? gateway_->port() : 0; }
  int grpcPort() const { return server_.port(); }

 private:
  bool hosts(const std::string& service) const { return services_.count(service) != 0; }
  template <typename Room>
  absl::Status openIf(const char* service);
  absl::Status meetOthers();
  absl::Status openGateway();

  const Settings settings_;
  const DataDirectory& data_;
  const std::set<std::string> services_;
  std::unique_ptr<Foundation> foundation_;
  Foundation& f_ = *foundation_;
  base::Secret<std::string> oneTimePassword_;
  std::vector<std::unique_ptr<Hosted>> hosted_;
  rpc::ServerRuntime server_{f_.log};
  rpc::Peers peers_;
  std::optional<rpc::ServiceIdentity> identity_;
  std::unique_ptr<TokenKeyClient> tokenKey_;
  std::unique_ptr<OperatorPages> operatorPages_;
  std::unique_ptr<web_gateway::Gateway> gateway_;
};

House::Rooms::~Rooms() {
  if (gateway_) gateway_->stop(kGrace);
  f_.setServing(false);
  tokenKey_.reset();
  for (auto room = hosted_.rbegin(); room != hosted_.rend(); ++room) (*room)->stop();
  server_.shutdown(kGrace);
  f_.stopExecutors();
}

template <typename Room>
absl::Status House::Rooms::openIf(const char* service) {
  if (!hosts(service)) return absl::OkStatus();
  CAMERAMONIT_ASSIGN_OR_RETURN(auto room, Room::open(Premises{settings_, data_, f_}));
  if constexpr (std::is_same_v<Room, HostedAccess>) oneTimePassword_ = room->oneTimePassword();
  hosted_.push_back(std::move(room));
  return absl::OkStatus();
}

absl::Status House::Rooms::open() {
  CAMERAMONIT_RETURN_IF_ERROR(openIf<HostedAccess>(kAccess));
  CAMERAMONIT_RETURN_IF_ERROR(openIf<HostedRegistry>("registry"));
  CAMERAMONIT_RETURN_IF_ERROR(openIf<HostedApplication>("application"));
  CAMERAMONIT_RETURN_IF_ERROR(openIf<HostedEvents>("events"));
  CAMERAMONIT_RETURN_IF_ERROR(openIf<HostedMedia>("media"));
  CAMERAMONIT_RETURN_IF_ERROR(openIf<HostedAnalyzer>("analyzer"));
  return openIf<HostedChat>("chat");
}

absl::Status House::Rooms::serve() {
  for (const auto& room : hosted_) {
    for (const Contract& contract : room->contracts()) server_.add(*contract.service, contract.name);
  }
  CAMERAMONIT_RETURN_IF_ERROR(server_.start({settings_.grpcListen, meshCertificateOf(settings_)}));
  CAMERAMONIT_RETURN_IF_ERROR(meetOthers());
  for (const auto& room : hosted_) room->connect(peers_);
  f_.setServing(true);
  server_.setServing(true);
  for (const auto& room : hosted_) CAMERAMONIT_RETURN_IF_ERROR(room->start());
  if (hosts(kGateway)) return openGateway();
  if (settings_.adminListen.empty()) return absl::OkStatus();
  CAMERAMONIT_ASSIGN_OR_RETURN(const ListenAddress admin,
                               parseListenAddress("web.admin_listen", settings_.adminListen));
  CAMERAMONIT_ASSIGN_OR_RETURN(operatorPages_, OperatorPages::start(admin, f_.metrics));
  return absl::OkStatus();
}

absl::Status House::Rooms::meetOthers() {
  CAMERAMONIT_ASSIGN_OR_RETURN(peers_, meshPeers(settings_, services_, server_.inProcessChannel()));
  if (hosts(kAccess)) return absl::OkStatus();
  if (!settings_.tokenKey.empty()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const rpc::TokenKey key, readTokenKey(settings_.tokenKey));
    f_.tokenReader.setKey(key);
    return absl::OkStatus();
  }
  identity_.emplace(*services_.begin());
  tokenKey_ = std::make_unique<TokenKeyClient>(peers_.to(kAccess), *identity_, f_.tokenReader, f_.log);
  return absl::OkStatus();
}

absl::Status House::Rooms::openGateway() {
  CAMERAMONIT_ASSIGN_OR_RETURN(const ListenAddress web, parseListenAddress("web.listen", settings_.webListen));
  web_gateway::GatewayOptions options;
  options.http.address = web.host;
  options.http.port = web.port;
  options.http.tls = {settings_.tlsCertificate, settings_.tlsKey};
  for (const ServiceEntry& entry : serviceDirectory()) {
    if (entry.contracts.empty()) continue;
    options.routes.push_back({absl::StrCat("cameramonit.", entry.name, "."), peers_.to(entry.name)});
  }
  options.webRoot = settings_.webRoot;
  if (settings_.behindTlsProxy) options.secureCookies = true;
  if (!settings_.adminListen.empty()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const ListenAddress admin,
                                 parseListenAddress("web.admin_listen", settings_.adminListen));
    options.admin = {admin.host, admin.port};
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(gateway_,
                               web_gateway::Gateway::start(std::move(options), {f_.clock, f_.log, f_.metrics}));
  return absl::OkStatus();
}

House::House(std::unique_ptr<Rooms> rooms) : rooms_(std::move(rooms)) {}
House::~House() = default;

absl::StatusOr<std::unique_ptr<House>> House::start(const Settings& settings, const std::set<std::string>& services,
                                                    const DataDirectory& data, const base::Clock& clock,
                                                    log::Logger& log) {
  CAMERAMONIT_RETURN_IF_ERROR(checkMesh(settings, services));
  CAMERAMONIT_ASSIGN_OR_RETURN(auto foundation,
                               Foundation::open(settings, services.count(kAccess) != 0, data, clock, log));
  auto rooms = std::make_unique<Rooms>(settings, data, services, std::move(foundation));
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
