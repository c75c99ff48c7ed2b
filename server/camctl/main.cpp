#include <CLI/CLI.hpp>

#include "common/base/status.h"
#include "server/camctl/commands/command.h"

namespace cameramonit::camctl {

absl::StatusOr<Client> Invocation::connect() const {
  CAMERAMONIT_ASSIGN_OR_RETURN(Profile profile, Profile::load(profilePath));
  for (const std::string& server : servers) {
    const std::size_t equals = server.find('=');
    if (equals == std::string::npos) {
      profile.server = server;
    } else {
      profile.servers[server.substr(0, equals)] = server.substr(equals + 1);
    }
  }
  if (!caFile.empty()) profile.caFile = caFile;
  profile.useEnvironment();
  return Client::connect(std::move(profile), profilePath);
}

}  // namespace cameramonit::camctl

int main(int argc, char** argv) {
  using namespace cameramonit::camctl;
  CLI::App app("Talk to cameramonit from the command line.", "camctl");
  app.require_subcommand(1);
  app.fallthrough();
  Invocation invocation;
  std::string profile;
  app.add_flag("--json", invocation.json, "Print JSON, one object a line");
  app.add_option("--server", invocation.servers,
                 "host:port of the server's gRPC, instead of the profile's; media=host:port for a service that runs "
                 "apart. May be repeated")
      ->allow_extra_args(false);
  app.add_option("--ca", invocation.caFile, "PEM file to check the server's certificate with");
  app.add_option("--profile", profile, "Profile file; default $CAMCTL_PROFILE or ~/.config/cameramonit/camctl.json");
  std::string codes = "Exit codes:";
  for (const auto& [code, meaning] : exitCodeMeanings()) {
    codes += (code == kOk ? " " : ", ") + std::to_string(code) + " " + meaning;
  }
  app.footer(codes + ".");
  addLogin(app, invocation);
  addCamera(app, invocation);
  addProject(app, invocation);
  addChannel(app, invocation);
  addIntegration(app, invocation);
  addUpload(app, invocation);
  addEvents(app, invocation);
  addAsk(app, invocation);
  addWatch(app, invocation);
  addDetector(app, invocation);
  addUser(app, invocation);
  addGroup(app, invocation);
  addGrant(app, invocation);
  addSession(app, invocation);
  addAudit(app, invocation);
  addCompletion(app, invocation);
  addManual(app, invocation);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kOk : kUsage;
  }
  if (!profile.empty()) invocation.profilePath = profile;
  if (const absl::Status status = invocation.action(); !status.ok()) return reportError(status, invocation.json);
  return invocation.exitCode;
}
