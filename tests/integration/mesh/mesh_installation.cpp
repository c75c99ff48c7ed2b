#include "tests/integration/mesh/mesh_installation.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <utility>
#include <variant>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>
#include <absl/time/clock.h>

#include "common/rpc/peer_channel.h"

namespace cameramonit::testing {
namespace {

namespace fs = std::filesystem;

constexpr absl::Duration kStartPatience = absl::Seconds(90);

[[noreturn]] void give(const std::string& why) {
  std::cerr << why << std::endl;
  std::abort();
}

/// A port that was free at `host` a moment ago.
int freePort(const std::string& host) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  ::inet_pton(AF_INET, host.c_str(), &address.sin_addr);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(fd, generic, size) != 0 || ::getsockname(fd, generic, &size) != 0) give("No free port.");
  ::close(fd);
  return ntohs(address.sin_port);
}

/// The contract whose health stands for a service.
std::string contractOf(const std::string& service) {
  static const std::map<std::string, std::string> kNames = {{"access", "Session"},
                                                            {"registry", "CameraRegistry"},
                                                            {"application", "Project"},
                                                            {"events", "Event"},
                                                            {"media", "Media"},
                                                            {"analyzer", "Analyzer"},
                                                            {"chat", "Chat"}};
  return absl::StrCat("cameramonit.", service, ".v1.", kNames.at(service), "Service");
}

}  // namespace

const std::vector<std::string>& MeshInstallation::services() {
  static const auto* all = new std::vector<std::string>{"access", "registry", "application", "events",
                                                        "media",  "analyzer", "chat",        "gateway"};
  return *all;
}

MeshInstallation::MeshInstallation(fs::path folder) : folder_(std::move(folder)) {
  auto server = mariadbd::MariadbServer::start();
  if (!server.ok()) give(server.status().ToString());
  database_ = *std::move(server);
  const auto options = database_->createDatabase("mesh");
  if (!options.ok()) give(options.status().ToString());
  const auto& mariadb = std::get<sql::MariadbOptions>(options->engine);
  databaseUrl_ = absl::StrCat("mariadb://", mariadb.user, "@localhost/", mariadb.database, "?socket=", mariadb.socket);
  std::ofstream(passwordFile()) << mariadb.password.reveal();
  fs::permissions(passwordFile(), fs::perms::owner_read | fs::perms::owner_write);
  run({"ca", "init", "--dir", (folder_ / "ca").string()});
  int host = 11;
  for (const std::string& service : services()) {
    const std::string ip = absl::StrCat("127.0.0.", host++);
    addresses_[service] = absl::StrCat(ip, ":", freePort(ip));
    adminAddresses_[service] = absl::StrCat(ip, ":", freePort(ip));
    certificateOf(service, service);
  }
  for (const std::string& service : services()) writeSettings(service);
}

rpc::MeshCertificate MeshInstallation::certificateOf(const std::string& service, const std::string& fileName) {
  const std::string ip = addresses_[service].substr(0, addresses_[service].find(':'));
  run({"ca", "issue", "--dir", (folder_ / "ca").string(), "--services", service, "--host", ip, "--name", fileName});
  return {(folder_ / "ca" / (fileName + ".pem")).string(), (folder_ / "ca" / (fileName + ".key")).string(),
          authority()};
}

void MeshInstallation::writeSettings(const std::string& service) {
  std::ofstream file(folder_ / (service + ".toml"));
  file << "[mesh]\ncertificate = \"" << (folder_ / "ca" / (service + ".pem")).string() << "\"\nkey = \""
       << (folder_ / "ca" / (service + ".key")).string() << "\"\nauthority = \"" << authority() << "\"\n[mesh.peers]\n";
  for (const auto& [peer, address] : addresses_) {
    if (peer != service && peer != "gateway") file << peer << " = \"" << address << "\"\n";
  }
  file << "[grpc]\nlisten = \"" << addresses_.at(service) << "\"\n[database]\nurl = \"" << databaseUrl_
       << "\"\npassword = \"file:" << passwordFile().string() << "\"\n[web]\nlisten = \""
       << addresses_.at(service).substr(0, addresses_.at(service).find(':')) << ":0\"\nadmin_listen = \""
       << adminAddresses_.at(service) << "\"\n";
}

std::string MeshInstallation::run(const std::vector<std::string>& arguments) const {
  std::vector<std::string> command = {programFolder() + "/cameramonit"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  ChildProcess process(command, {});
  if (process.wait() != 0) give(absl::StrCat("cameramonit ", arguments.front(), " failed."));
  return process.output();
}

void MeshInstallation::start(const std::string& service) {
  processes_[service] = std::make_unique<ChildProcess>(
      std::vector<std::string>{programFolder() + "/cameramonit", "serve", "--services", service, "--data-dir",
                               (folder_ / "data" / service).string(), "--config",
                               (folder_ / (service + ".toml")).string()},
      std::vector<std::string>{});
}

void MeshInstallation::awaitReady(const std::string& service) {
  ChildProcess& process = *processes_.at(service);
  const absl::Time end = absl::Now() + kStartPatience;
  while (!absl::StrContains(process.output(), "gRPC (camctl)")) {
    if (process.ended() || absl::Now() > end) give(absl::StrCat(service, " did not start."));
    absl::SleepFor(absl::Milliseconds(10));
  }
}

void MeshInstallation::startAll() {
  fs::create_directories(folder_ / "data");
  for (const std::string& service : services()) start(service);
  for (const std::string& service : services()) awaitReady(service);
}

void MeshInstallation::kill(const std::string& service, int signal) {
  processes_.at(service)->kill(signal);
  processes_.at(service)->wait();
}

std::shared_ptr<grpc::Channel> MeshInstallation::channelTo(const std::string& service,
                                                           const rpc::MeshCertificate& as) const {
  auto channel = rpc::peerChannel({service, {contractOf(service)}, address(service)}, as);
  if (!channel.ok()) give(channel.status().ToString());
  return *std::move(channel);
}

std::string MeshInstallation::operatorToken() const {
  return std::string(
      absl::StripSuffix(run({"operator-token", "--data-dir", (folder_ / "data" / "access").string()}), "\n"));
}

}  // namespace cameramonit::testing
