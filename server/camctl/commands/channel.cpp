#include <iostream>
#include <memory>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include "cameramonit/application/v1/assignment_service.grpc.pb.h"
#include "cameramonit/application/v1/project_service.grpc.pb.h"
#include "common/base/ids.h"
#include "common/base/status.h"
#include "server/camctl/channels.h"
#include "server/camctl/commands/command.h"
#include "server/camctl/fields.h"

namespace cameramonit::camctl {
namespace {

using application::v1::AssignmentService;
using application::v1::Channel;
using application::v1::ProjectService;

struct Options {
  std::string name;
  std::string project = "projects/home";
  std::string camera;
  std::vector<std::string> fields;
};

std::string inCollection(const std::string& collection, const std::string& name) {
  return absl::StartsWith(name, collection) ? name : absl::StrCat(collection, name);
}

void print(const Invocation& invocation, const Channel& channel) {
  if (invocation.json) return printJson(channel);
  std::cout << channel.name() << "\t" << channel.display_name() << "\t" << channel.camera() << std::endl;
}

absl::Status list(const Invocation& invocation, const Options&) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto channels, listChannels(client));
  for (const Channel& channel : channels) print(invocation, channel);
  return absl::OkStatus();
}

absl::Status show(const Invocation& invocation, const Options& options) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  CAMERAMONIT_ASSIGN_OR_RETURN(const Channel channel, findChannel(client, options.name));
  printJson(channel);
  return absl::OkStatus();
}

absl::Status add(const Invocation& invocation, const Options& options) {
  application::v1::CreateChannelRequest request;
  CAMERAMONIT_RETURN_IF_ERROR(setFields(options.fields, *request.mutable_channel()).status());
  request.set_parent(inCollection("projects/", options.project));
  request.mutable_channel()->set_camera(inCollection("cameras/", options.camera));
  request.set_request_id(base::newUuid(absl::Now()));
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  application::v1::CreateChannelResponse response;
  const auto stub = client.stub<ProjectService>();
  CAMERAMONIT_RETURN_IF_ERROR(
      client.persist([&](grpc::ClientContext& context) { return stub->CreateChannel(&context, request, &response); }));
  print(invocation, response.channel());
  return absl::OkStatus();
}

absl::Status set(const Invocation& invocation, const Options& options) {
  application::v1::UpdateChannelRequest request;
  CAMERAMONIT_ASSIGN_OR_RETURN(*request.mutable_update_mask(), setFields(options.fields, *request.mutable_channel()));
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  CAMERAMONIT_ASSIGN_OR_RETURN(const Channel channel, findChannel(client, options.name));
  request.mutable_channel()->set_name(channel.name());
  request.set_request_id(base::newUuid(absl::Now()));
  application::v1::UpdateChannelResponse response;
  const auto stub = client.stub<ProjectService>();
  CAMERAMONIT_RETURN_IF_ERROR(
      client.persist([&](grpc::ClientContext& context) { return stub->UpdateChannel(&context, request, &response); }));
  print(invocation, response.channel());
  return absl::OkStatus();
}

absl::Status remove(const Invocation& invocation, const Options& options) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  CAMERAMONIT_ASSIGN_OR_RETURN(const Channel channel, findChannel(client, options.name));
  application::v1::DeleteChannelRequest request;
  request.set_name(channel.name());
  request.set_request_id(base::newUuid(absl::Now()));
  application::v1::DeleteChannelResponse response;
  const auto stub = client.stub<ProjectService>();
  return client.persist(
      [&](grpc::ClientContext& context) { return stub->DeleteChannel(&context, request, &response); });
}

absl::Status assignments(const Invocation& invocation, const Options&) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  application::v1::ListAssignmentsResponse response;
  const auto stub = client.stub<AssignmentService>();
  CAMERAMONIT_RETURN_IF_ERROR(
      client.call([&](grpc::ClientContext& context) { return stub->ListAssignments(&context, {}, &response); }));
  for (const auto& held : response.assignments()) {
    if (invocation.json) {
      printJson(held);
    } else {
      std::cout << held.channel() << "\t" << (held.analyzer().empty() ? "-" : held.analyzer()) << std::endl;
    }
  }
  return absl::OkStatus();
}

}  // namespace

void addChannel(CLI::App& app, Invocation& invocation) {
  auto* channel = app.add_subcommand("channel", "Cameras in projects: what is watched and kept")->require_subcommand(1);
  auto options = std::make_shared<Options>();
  using Action = absl::Status (*)(const Invocation&, const Options&);
  const auto verb = [&](const char* name, const char* help, Action action) {
    auto* command = channel->add_subcommand(name, help);
    command->callback([&invocation, options, action] {
      invocation.action = [&invocation, options, action] { return action(invocation, *options); };
    });
    return command;
  };
  const auto named = [&](CLI::App* command) {
    command->add_option("name", options->name, "Display name or resource name of the channel")->required();
    return command;
  };
  const auto withFields = [&](CLI::App* command) {
    command->add_option("fields", options->fields, "field=value, e.g. pre_roll=10s");
    return command;
  };
  verb("list", "List them, one a line", list);
  named(verb("show", "Everything about one, as JSON", show));
  auto* addCommand = verb("add", "Put a camera into a project", add);
  addCommand->add_option("camera", options->camera, "The camera, e.g. cameras/front-door")->required();
  addCommand->add_option("--project,-p", options->project, "Into which project")->capture_default_str();
  withFields(addCommand)->footer("Example: camctl channel add front-door --project warehouse recording_mode=event");
  withFields(named(verb("set", "Change fields of one", set)))
      ->footer(
          "Examples: camctl channel set \"Front door\" recording_mode=loop recording_limit=60s\n"
          "          camctl channel set front-door zones=@zones.json 'object_classes=[\"person\"]'");
  named(verb("remove", "Take one out of its project", remove));
  verb("assignments", "Which analyzer runs which channel", assignments);
}

}  // namespace cameramonit::camctl
