#include <malloc.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <thread>

#include <absl/strings/str_cat.h>
#include <absl/time/time.h>
#include <sodium.h>
#include <CLI/CLI.hpp>

#include "common/base/clock.h"
#include "common/base/status.h"
#include "common/log/logger.h"
#include "common/rpc/token.h"
#include "server/cameramonit/data_directory.h"
#include "server/cameramonit/house.h"
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
  std::cout << "cameramonit is ready: " << scheme << "://" << host << ":" << house.webPort() << "/" << std::endl
            << "gRPC (camctl): 127.0.0.1:" << house.grpcPort() << std::endl;
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

int serve(const Settings& settings) {
  // Every thread inherits this mask, so that only sigwait below hears the signals.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  auto data = DataDirectory::open(settings.dataDir);
  if (!data.ok()) return fail(data.status());
  const base::SystemClock clock;
  log::Logger log(logOptions(settings), clock);
  {
    auto house = House::start(settings, *data, clock, log);
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

}  // namespace
}  // namespace cameramonit

int main(int argc, char** argv) {
  using namespace cameramonit;
  if (sodium_init() < 0) {
    std::cerr << "cameramonit: the cryptography library cannot start." << std::endl;
    return 1;
  }
  CLI::App app("Cameras turned into text you can talk to.", "cameramonit");
  app.require_subcommand(1);
  Settings settings;
  std::string config;

  CLI::App* serveCommand = app.add_subcommand("serve", "Run all services in this process");
  std::string web;
  std::string grpc;
  std::string webRoot;
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
  CLI11_PARSE(app, argc, argv);

  if (settingsCommand->parsed()) {
    std::cout << schemaOf(settings).describe();
    return 0;
  }
  if (tokenCommand->parsed()) return printOperatorToken(tokenDataDir);
  if (!config.empty()) {
    if (const absl::Status status = loadSettings(config, settings); !status.ok()) return fail(status);
  }
  if (!web.empty()) settings.webListen = web;
  if (!grpc.empty()) settings.grpcListen = grpc;
  if (!webRoot.empty()) settings.webRoot = webRoot;
  if (settings.webRoot.empty()) settings.webRoot = webRootBesideProgram();
  return serve(settings);
}
