#include <iostream>
#include <memory>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/strip.h>
#include <absl/time/clock.h>

#include "common/base/ids.h"
#include "common/base/status.h"
#include "server/camctl/channels.h"
#include "server/camctl/commands/camera_call.h"

namespace cameramonit::camctl {
namespace {

using registry::v1::Camera;
using registry::v1::CameraRegistryService;

/// What `add` and `update` may set.
struct CameraOptions {
  std::string camera;  ///< of add: the display name; of update: which
  std::string displayName;
  std::string url;
  std::string subUrl;
  std::string onvif;
  std::string place;
  std::string make;
  std::string model;
  std::vector<std::string> labels;
  std::string user;
  bool noProject = false;
};

std::string outcomeOf(const Camera& camera) {
  if (!camera.has_last_probe()) return "-";
  return std::string(
      absl::StripPrefix(registry::v1::ProbeOutcome_Name(camera.last_probe().outcome()), "PROBE_OUTCOME_"));
}

void print(const Invocation& invocation, const Camera& camera) {
  if (invocation.json) return printJson(camera);
  std::vector<std::vector<std::string>> rows = {{"Name", camera.name()},
                                                {"Called", camera.display_name()},
                                                {"Stream", camera.main_stream()},
                                                {"Sub stream", camera.sub_stream()},
                                                {"ONVIF", camera.onvif_device()},
                                                {"Place", camera.place()},
                                                {"Make", camera.make()},
                                                {"Model", camera.model()},
                                                {"Labels", absl::StrJoin(camera.labels(), ", ")},
                                                {"Credentials", camera.has_credentials() ? "sealed" : "none"},
                                                {"Last probe", outcomeOf(camera)}};
  printTable(rows);
}

/// Those who may not register cameras still see the channels that are theirs.
absl::Status listVisibleChannels(const Invocation& invocation, Client& client) {
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

absl::Status list(const Invocation& invocation, const std::string& output) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<CameraRegistryService>();
  const auto cameras = listCameras(client, *stub);
  if (base::errorReason(cameras.status()) == type::v1::ERROR_REASON_ROLE_REQUIRED) {
    return listVisibleChannels(invocation, client);
  }
  if (!cameras.ok()) return cameras.status();
  std::vector<std::vector<std::string>> rows = {{"CALLED", "NAME", "STREAM", "PLACE", "LAST PROBE"}};
  for (const Camera& camera : *cameras) {
    if (invocation.json) {
      printJson(camera);
    } else if (output == "table") {
      rows.push_back({camera.display_name(), camera.name(), camera.main_stream(), camera.place(), outcomeOf(camera)});
    } else {
      std::cout << camera.display_name() << "\t" << camera.name() << "\t" << camera.main_stream() << std::endl;
    }
  }
  if (!invocation.json && output == "table") printTable(rows);
  return absl::OkStatus();
}

absl::Status show(const Invocation& invocation, const std::string& name) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<CameraRegistryService>();
  CAMERAMONIT_ASSIGN_OR_RETURN(const Camera camera, findCamera(client, *stub, name));
  print(invocation, camera);
  return absl::OkStatus();
}

void fill(const CameraOptions& options, Camera& camera) {
  camera.set_main_stream(options.url);
  camera.set_sub_stream(options.subUrl);
  camera.set_onvif_device(options.onvif);
  camera.set_place(options.place);
  camera.set_make(options.make);
  camera.set_model(options.model);
  for (const std::string& label : options.labels) camera.add_labels(label);
}

/// The password never stands on the command line, where other users of the machine would see it.
registry::v1::Credentials askCredentials(const std::string& user) {
  registry::v1::Credentials credentials;
  credentials.set_user(user);
  credentials.set_password(readSecret(speaksPolish() ? "Hasło kamery: " : "The camera's password: "));
  return credentials;
}

absl::Status add(const Invocation& invocation, const CameraOptions& options) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  registry::v1::CreateCameraRequest request;
  request.mutable_camera()->set_display_name(options.camera);
  fill(options, *request.mutable_camera());
  if (!options.user.empty()) *request.mutable_credentials() = askCredentials(options.user);
  request.set_request_id(base::newUuid(absl::Now()));
  if (options.noProject) {
    const auto stub = client.stub<CameraRegistryService>();
    registry::v1::CreateCameraResponse response;
    CAMERAMONIT_RETURN_IF_ERROR(
        client.call([&](grpc::ClientContext& context) { return stub->CreateCamera(&context, request, &response); }));
    if (invocation.json) {
      printJson(response.camera());
    } else {
      std::cout << response.camera().name() << std::endl;
    }
    return absl::OkStatus();
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto channel, addChannel(client, request));
  if (invocation.json) {
    printJson(channel);
  } else {
    std::cout << channel.name() << std::endl;
  }
  return absl::OkStatus();
}

absl::Status update(const Invocation& invocation, const CLI::App& command, const CameraOptions& options) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<CameraRegistryService>();
  CAMERAMONIT_ASSIGN_OR_RETURN(const Camera before, findCamera(client, *stub, options.camera));
  registry::v1::UpdateCameraRequest request;
  fill(options, *request.mutable_camera());
  request.mutable_camera()->set_name(before.name());
  request.mutable_camera()->set_display_name(options.displayName);
  request.mutable_camera()->set_etag(before.etag());
  for (const auto& [option, path] : std::vector<std::pair<std::string, std::string>>{{"--called", "display_name"},
                                                                                     {"--url", "main_stream"},
                                                                                     {"--sub-url", "sub_stream"},
                                                                                     {"--onvif", "onvif_device"},
                                                                                     {"--place", "place"},
                                                                                     {"--make", "make"},
                                                                                     {"--model", "model"},
                                                                                     {"--label", "labels"}}) {
    if (command.count(option) > 0) request.mutable_update_mask()->add_paths(path);
  }
  if (!options.user.empty()) {
    *request.mutable_credentials() = askCredentials(options.user);
    request.mutable_update_mask()->add_paths("credentials");
  }
  if (request.update_mask().paths().empty()) {
    return base::invalidFields({{"options", "say what to change, e.g. --place Yard"}});
  }
  request.set_request_id(base::newUuid(absl::Now()));
  registry::v1::UpdateCameraResponse response;
  CAMERAMONIT_RETURN_IF_ERROR(
      client.call([&](grpc::ClientContext& context) { return stub->UpdateCamera(&context, request, &response); }));
  print(invocation, response.camera());
  return absl::OkStatus();
}

absl::Status remove(const Invocation& invocation, const std::string& name) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<CameraRegistryService>();
  CAMERAMONIT_ASSIGN_OR_RETURN(const Camera camera, findCamera(client, *stub, name));
  registry::v1::DeleteCameraRequest request;
  request.set_name(camera.name());
  request.set_etag(camera.etag());
  registry::v1::DeleteCameraResponse response;
  return client.call([&](grpc::ClientContext& context) { return stub->DeleteCamera(&context, request, &response); });
}

void addFields(CLI::App& command, CameraOptions& options) {
  command.add_option("--url", options.url, "Address of its stream: rtsp://…, rtsps://…, http://… or https://…");
  command.add_option("--sub-url", options.subUrl, "Address of a smaller stream of the same view");
  command.add_option("--onvif", options.onvif, "ONVIF device: host[:port] or http(s)://…");
  command.add_option("--place", options.place, "Where it hangs");
  command.add_option("--make", options.make, "Who made it");
  command.add_option("--model", options.model, "Which model it is");
  command.add_option("--label", options.labels, "A word to find it by; may be repeated");
  command.add_option("--user,-u", options.user,
                     "User at the camera; the password is then asked for, or read from standard input");
}

}  // namespace

void addCamera(CLI::App& app, Invocation& invocation) {
  auto* camera = app.add_subcommand("camera", "Cameras: register, look at, test")->require_subcommand(1);

  auto output = std::make_shared<std::string>("plain");
  auto* listCommand = camera->add_subcommand("list", "List them, one a line");
  listCommand->add_option("--output,-o", *output, "plain (by tabs) or table")->check(CLI::IsMember({"plain", "table"}));
  listCommand->footer("Example: camctl camera list --output table");
  listCommand->callback(
      [&invocation, output] { invocation.action = [&invocation, output] { return list(invocation, *output); }; });

  auto shown = std::make_shared<std::string>();
  auto* showCommand = camera->add_subcommand("show", "Show all that is known of one");
  showCommand->add_option("camera", *shown, "Its name or what it is called")->required();
  showCommand->callback(
      [&invocation, shown] { invocation.action = [&invocation, shown] { return show(invocation, *shown); }; });

  auto added = std::make_shared<CameraOptions>();
  auto* addCommand = camera->add_subcommand("add", "Register a camera and put it into the first project");
  addCommand->add_option("name", added->camera, "What people call it, e.g. \"Front door\"")->required();
  addFields(*addCommand, *added);
  addCommand->add_flag("--no-project", added->noProject, "Register it only");
  addCommand->footer(
      "Example: camctl camera add \"Front door\" --url rtsp://192.168.1.64/Streaming/Channels/101 --user admin < "
      "password");
  addCommand->callback(
      [&invocation, added] { invocation.action = [&invocation, added] { return add(invocation, *added); }; });

  auto updated = std::make_shared<CameraOptions>();
  auto* updateCommand = camera->add_subcommand("update", "Change what is given; the rest stays");
  updateCommand->add_option("camera", updated->camera, "Its name or what it is called")->required();
  updateCommand->add_option("--called", updated->displayName, "What people call it from now on");
  addFields(*updateCommand, *updated);
  updateCommand->footer("Example: camctl camera update front-door --place \"Above the gate\" --label outside");
  updateCommand->callback([&invocation, updateCommand, updated] {
    invocation.action = [&invocation, updateCommand, updated] { return update(invocation, *updateCommand, *updated); };
  });

  auto removed = std::make_shared<std::string>();
  auto* removeCommand = camera->add_subcommand("remove", "Forget a camera and its credentials; what it saw stays");
  removeCommand->add_option("camera", *removed, "Its name or what it is called")->required();
  removeCommand->callback(
      [&invocation, removed] { invocation.action = [&invocation, removed] { return remove(invocation, *removed); }; });

  addCameraProbe(*camera, invocation);
  addCameraDiscover(*camera, invocation);
  addCameraImport(*camera, invocation);
  addCameraSecrets(*camera, invocation);
}

}  // namespace cameramonit::camctl
