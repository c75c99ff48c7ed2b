#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "server/camctl/client.h"
#include "server/camctl/terminal.h"

namespace cameramonit::camctl {

/// What every command has: the global options, and the action that the parsed command line asks for. Thread-bound.
struct Invocation {
  bool json = false;
  /// --server, for this call instead of the profile's: "host:port", or "service=host:port" for one that runs apart.
  std::vector<std::string> servers;
  std::string caFile;
  std::filesystem::path profilePath = Profile::defaultPath();
  std::function<absl::Status()> action;
  ExitCode exitCode = kOk;  ///< of an action that was carried out and has bad news

  /// A client as the options and the profile say.
  absl::StatusOr<Client> connect() const;
};

// Each registers its command (with its sub-commands) and sets `invocation.action` when that command was given.
void addLogin(CLI::App& app, Invocation& invocation);
void addCamera(CLI::App& app, Invocation& invocation);
void addProject(CLI::App& app, Invocation& invocation);
void addChannel(CLI::App& app, Invocation& invocation);
void addIntegration(CLI::App& app, Invocation& invocation);
void addUpload(CLI::App& app, Invocation& invocation);
void addEvents(CLI::App& app, Invocation& invocation);
void addAsk(CLI::App& app, Invocation& invocation);
void addWatch(CLI::App& app, Invocation& invocation);
void addDetector(CLI::App& app, Invocation& invocation);
void addUser(CLI::App& app, Invocation& invocation);
void addGroup(CLI::App& app, Invocation& invocation);
void addGrant(CLI::App& app, Invocation& invocation);
void addSession(CLI::App& app, Invocation& invocation);
void addAudit(CLI::App& app, Invocation& invocation);
void addCompletion(CLI::App& app, Invocation& invocation);
void addManual(CLI::App& app, Invocation& invocation);

}  // namespace cameramonit::camctl
