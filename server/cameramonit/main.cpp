#include <malloc.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iostream>
#include <memory>
#include <thread>

#include <absl/strings/str_cat.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>
#include <sodium.h>
#include <CLI/CLI.hpp>

#include "common/base/clock.h"
#include "common/base/status.h"
#include "common/log/logger.h"
#include "common/rpc/token.h"
#include "server/cameramonit/ca_command.h"
#include "server/cameramonit/data_directory.h"
#include "server/cameramonit/foundation.h"
#include "server/cameramonit/hosted/hosted_registry.h"
#include "server/cameramonit/house.h"
#include "server/cameramonit/service_directory.h"
#include "server/cameramonit/settings.h"

namespace cameramonit {
namespace {

constexpr absl::Duration kOperatorTokenLife = absl::Minutes(15);

int fail(const absl::Status& status) {
  std::cerr << "cameramonit: " << std::string(status.message()) << std::endl;
  return 1;
}

/// The web client beside the program as built or as installed.
std::string webRootBesideProgram() {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  for (const char* place : {"../../../web-gateway/web/dist", "../share/cameramonit/web"}) {
    const auto root = (program.parent_path() / place).lexically_normal();
    if (std::filesystem::exists(root / "index.html", error)) return root.string();
  }
  return "";
}

log::Logger::Options logOptions(const Settings& settings) {
  log::Logger::Options options;
  if (settings.logLevel == "debug") options.level = log::Level::kDebug;
  if (settings.logLevel == "warn") options.level = log::Level::kWarn;
  if (settings.logLevel == "error") options.level = log::Level::kError;
  if (settings.logFormat == "json") options.format = log::Format::kJson;
  return options;
}

/// Told on standard output, apart from the log: it is said once, to whoever starts the server by hand.
void welcome(const House& house, const Settings& settings) {
  const std::string scheme = settings.tlsCertificate.empty() ? "http" : "https";
  const std::string host = settings.webListen.substr(0, settings.webListen.rfind(':'));
  const std::string grpcHost = settings.grpcListen.substr(0, settings.grpcListen.rfind(':'));
  if (house.webPort() != 0) {
    std::cout << "cameramonit is ready: " << scheme << "://" << host << ":" << house.webPort() << "/" << std::endl;
  }
  std::cout << "gRPC (camctl): " << grpcHost << ":" << house.grpcPort() << std::endl;
  if (!house.oneTimePassword().empty()) {
    std::cout << "User: admin" << std::endl
              << "One-time password: " << house.oneTimePassword().reveal() << std::endl
              << "It is shown only now; you choose your own at the first login." << std::endl;
  }
}

/// Waits for one of `signals`. Meanwhile the memory of bursts (an analysis, a thousand streams) is given back now and
/// then: the allocator alone would keep it for ever.
int awaitSignal(const sigset_t& signals) {
  constexpr timespec kEvery{30, 0};
  for (;;) {
    const int signal = sigtimedwait(&signals, nullptr, &kEvery);
    if (signal > 0) return signal;
    ::malloc_trim(0);
  }
}

int serve(const Settings& settings, const std::string& serviceNames) {
  // Every thread inherits this mask, so that only sigwait below hears the signals.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  const auto services = parseServices(serviceNames);
  if (!services.ok()) return fail(services.status());
  auto data = DataDirectory::open(settings.dataDir);
  if (!data.ok()) return fail(data.status());
  const base::SystemClock clock;
  log::Logger log(logOptions(settings), clock);
  {
    auto house = House::start(settings, *services, *data, clock, log);
    if (!house.ok()) return fail(house.status());
    welcome(**house, settings);
    const int signal = awaitSignal(signals);
    log.info("server.stopping", {{"signal", signal}});
  }
  log.info("server.stopped");
  return 0;
}

/// A short-lived token with every role, for whoever may read the data directory: setup scripts and rescue.
int printOperatorToken(const std::string& dataDir) {
  const auto data = DataDirectory::peek(dataDir);
  if (!data.ok()) return fail(data.status());
  const auto seed = data->key("tokens");
  if (!seed.ok()) return fail(seed.status());
  const base::SystemClock clock;
  const rpc::TokenAuthority authority(*seed, clock);
  rpc::Principal who;
  who.kind = rpc::Principal::Kind::kUser;
  who.name = "users/operator";
  who.roles = {type::v1::ROLE_INSTALLER, type::v1::ROLE_ADMIN, type::v1::ROLE_MANAGER, type::v1::ROLE_SUPERVISOR,
               type::v1::ROLE_CUSTOMER};
  std::cout << authority.issue(who, clock.now() + kOperatorTokenLife) << std::endl;
  return 0;
}

/// Seals all credentials of cameras anew, under a fresh key, while no server runs on this data directory.
int resealCredentials(const Settings& settings, bool keepKey) {
  const auto data = DataDirectory::open(settings.dataDir);
  if (!data.ok()) return fail(data.status());
  const base::SystemClock clock;
  log::Logger log(logOptions(settings), clock);
  constexpr bool kIssuesTokens = false;
  auto foundation = Foundation::open(settings, kIssuesTokens, *data, clock, log);
  if (!foundation.ok()) return fail(foundation.status());
  auto room = HostedRegistry::open({settings, *data, **foundation});
  if (!room.ok()) return fail(room.status());
  const auto resealed = (*room)->registry().reseal(!keepKey);
  if (!resealed.ok()) return fail(resealed.status());
  std::cout << "Credentials sealed anew: " << *resealed << std::endl;
  return 0;
}

/// The public half of the key that signs tokens, for processes that cannot ask the access service.
int printTokenKey(const std::string& dataDir) {
  const auto data = DataDirectory::peek(dataDir);
  if (!data.ok()) return fail(data.status());
  const auto seed = data->key("tokens");
  if (!seed.ok()) return fail(seed.status());
  const base::SystemClock clock;
  std::cout << rpc::tokenKeyText(rpc::TokenAuthority(*seed, clock).publicKey()) << std::endl;
  return 0;
}

/// Declares `cameramonit ca …`; `chosen` runs what was asked for, and stays empty when it was something else.
void addCaCommand(CLI::App& app, std::function<absl::Status()>& chosen) {
  CLI::App* ca =
      app.add_subcommand("ca", "Certificates for an installation on several machines")->require_subcommand(1);
  auto issue = std::make_shared<IssueOptions>();
  auto days = std::make_shared<int>(3650);
  CLI::App* initCommand = ca->add_subcommand("init", "Make the CA of an installation");
  initCommand->add_option("--dir", issue->folder, "Folder for ca.pem and ca.key")->required();
  initCommand->add_option("--days", *days, "How long it is good")->check(CLI::Range(1, 36500))->capture_default_str();
  initCommand->callback(
      [&chosen, issue, days] { chosen = [issue, days] { return initAuthority(issue->folder, *days); }; });
  CLI::App* issueCommand = ca->add_subcommand("issue", "Make or renew the certificate of one process");
  issueCommand->add_option("--dir", issue->folder, "Folder of the CA")->required();
  issueCommand->add_option("--services", issue->services,
                           "What the process serves, e.g. registry,events; default: all");
  issueCommand->add_option("--host", issue->hosts, "Name or address by which people reach it; may be repeated");
  issueCommand->add_option("--out", issue->out, "Folder for NAME.pem and NAME.key; default: that of the CA");
  issueCommand->add_option("--name", issue->name, "Name of the files; default: the services");
  issueCommand->add_option("--days", issue->days, "How long it is good")
      ->check(CLI::Range(1, 3650))
      ->capture_default_str();
  issueCommand->footer("Example: cameramonit ca issue --dir ca --services events --host 10.0.0.3");
  issueCommand->callback([&chosen, issue] { chosen = [issue] { return issueCertificate(*issue); }; });
}

}  // namespace
}  // namespace cameramonit

int main(int argc, char** argv) {
  using namespace cameramonit;
  // Debian's Abseil looks for cycles of locks at every lock, gRPC's among them; the tests do, a server need not.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  if (sodium_init() < 0) {
    std::cerr << "cameramonit: the cryptography library cannot start." << std::endl;
    return 1;
  }
  CLI::App app("Cameras turned into text you can talk to.", "cameramonit");
  app.require_subcommand(1);
  Settings settings;
  std::string config;

  CLI::App* serveCommand = app.add_subcommand("serve", "Run services in this process, all of them by default");
  std::string web;
  std::string grpc;
  std::string webRoot;
  std::string services;
  serveCommand->add_option("--services", services,
                           "Only these, after commas: access, registry, application, events, media, analyzer, chat, "
                           "gateway");
  serveCommand->add_option("--data-dir", settings.dataDir, "Folder for everything that is kept")->required();
  serveCommand->add_option("--config", config, "Settings file (TOML); see `cameramonit settings`");
  serveCommand->add_option("--listen", web, "Address and port for browsers, instead of web.listen");
  serveCommand->add_option("--grpc-listen", grpc, "Address and port for gRPC, instead of grpc.listen");
  serveCommand->add_option("--web-root", webRoot, "Folder of the web client, instead of web.root");

  CLI::App* settingsCommand = app.add_subcommand("settings", "Print every setting with its default and meaning");
  CLI::App* tokenCommand =
      app.add_subcommand("operator-token", "Print a token for camctl (CAMCTL_TOKEN) that is good for 15 minutes");
  std::string tokenDataDir;
  tokenCommand->add_option("--data-dir", tokenDataDir, "The server's data directory")->required();

  CLI::App* resealCommand = app.add_subcommand(
      "reseal-credentials", "Seal all credentials of cameras anew, under a fresh key; the server must not run");
  bool keepKey = false;
  resealCommand->add_option("--data-dir", settings.dataDir, "Folder for everything that is kept")->required();
  resealCommand->add_option("--config", config, "The server's settings file");
  resealCommand->add_flag("--keep-key", keepKey, "Use the first key of the key file or the environment, make none");
  resealCommand->footer("Of a running server: camctl camera reseal");
  CLI::App* keyCommand = app.add_subcommand("token-key", "Print the public key of tokens, for mesh.token_key");
  keyCommand->add_option("--data-dir", tokenDataDir, "Data directory of the access service")->required();
  std::function<absl::Status()> caCommand;
  addCaCommand(app, caCommand);
  CLI11_PARSE(app, argc, argv);

  if (settingsCommand->parsed()) {
    std::cout << schemaOf(settings).describe();
    return 0;
  }
  if (tokenCommand->parsed()) return printOperatorToken(tokenDataDir);
  if (keyCommand->parsed()) return printTokenKey(tokenDataDir);
  if (caCommand) {
    const absl::Status status = caCommand();
    return status.ok() ? 0 : fail(status);
  }
  if (!config.empty()) {
    if (const absl::Status status = loadSettings(config, settings); !status.ok()) return fail(status);
  }
  if (resealCommand->parsed()) return resealCredentials(settings, keepKey);
  if (!web.empty()) settings.webListen = web;
  if (!grpc.empty()) settings.grpcListen = grpc;
  if (!webRoot.empty()) settings.webRoot = webRoot;
  if (settings.webRoot.empty()) settings.webRoot = webRootBesideProgram();
  return serve(settings, services);
}
