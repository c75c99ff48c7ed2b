#include <CLI/CLI.hpp>

#include "common/base/status.h"
#include "server/camctl/commands/command.h"

namespace cameramonit::camctl {

absl::StatusOr<Client> Invocation::connect() const {
  CAMERAMONIT_ASSIGN_OR_RETURN(Profile profile, Profile::load(profilePath));
  if (!server.empty()) profile.server = server;
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
  app.add_option("--server", invocation.server, "host:port of the server's gRPC, instead of the profile's");
  app.add_option("--ca", invocation.caFile, "PEM file to check the server's certificate with");
  app.add_option("--profile", profile, "Profile file; default $CAMCTL_PROFILE or ~/.config/cameramonit/camctl.json");
  app.footer(
      "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not logged in or not allowed, 4 not found, "
      "5 server unavailable, 6 refused.");
  addLogin(app, invocation);
  addCamera(app, invocation);
  addUpload(app, invocation);
  addEvents(app, invocation);
  addAsk(app, invocation);
  addWatch(app, invocation);
  addDetector(app, invocation);
  addCompletion(app, invocation);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kOk : kUsage;
  }
  if (!profile.empty()) invocation.profilePath = profile;
  if (const absl::Status status = invocation.action(); !status.ok()) return reportError(status, invocation.json);
  return kOk;
}
