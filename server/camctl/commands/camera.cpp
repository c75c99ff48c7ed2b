#include <iostream>
#include <memory>

#include "common/base/status.h"
#include "server/camctl/channels.h"
#include "server/camctl/commands/command.h"

namespace cameramonit::camctl {
namespace {

absl::Status list(const Invocation& invocation) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto channels, listChannels(client));
  for (const application::v1::Channel& channel : channels) {
    if (invocation.json) {
      printJson(channel);
    } else {
      std::cout << channel.display_name() << "\t" << channel.name() << std::endl;
    }
  }
  return absl::OkStatus();
}

absl::Status add(const Invocation& invocation, const std::string& displayName) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto channel, addChannel(client, displayName));
  if (invocation.json) {
    printJson(channel);
  } else {
    std::cout << channel.name() << std::endl;
  }
  return absl::OkStatus();
}

}  // namespace

void addCamera(CLI::App& app, Invocation& invocation) {
  auto* camera = app.add_subcommand("camera", "Cameras that you may see")->require_subcommand(1);
  camera->add_subcommand("list", "List them, one a line")->callback([&invocation] {
    invocation.action = [&invocation] { return list(invocation); };
  });
  auto name = std::make_shared<std::string>();
  auto* addCommand = camera->add_subcommand("add", "Add a camera to the first project");
  addCommand->add_option("name", *name, "What people call it, e.g. \"Front door\"")->required();
  addCommand->callback(
      [&invocation, name] { invocation.action = [&invocation, name] { return add(invocation, *name); }; });
}

}  // namespace cameramonit::camctl
