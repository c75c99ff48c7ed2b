#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/strip.h>
#include <absl/time/clock.h>

#include "common/base/ids.h"
#include "common/base/status.h"
#include "server/camctl/commands/camera_call.h"

namespace cameramonit::camctl {
namespace {

using registry::v1::CameraDraft;
using registry::v1::CameraRegistryService;

struct ProbeOptions {
  std::string camera;
  std::string user;
  std::string snapshot;
  int seconds = 10;
  bool sub = false;
};

absl::Status writeFile(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  file.close();
  if (file) return absl::OkStatus();
  return base::invalidArgument(type::v1::ERROR_REASON_FIELD_INVALID, absl::StrCat("Cannot be written: ", path));
}

absl::Status probe(Invocation& invocation, const ProbeOptions& options) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<CameraRegistryService>();
  registry::v1::ProbeCameraRequest request;
  if (options.camera.find("://") != std::string::npos) {
    request.set_address(options.camera);
  } else {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto camera, findCamera(client, *stub, options.camera));
    request.set_name(camera.name());
  }
  if (!options.user.empty()) {
    request.mutable_credentials()->set_user(options.user);
    request.mutable_credentials()->set_password(
        readSecret(speaksPolish() ? "Hasło kamery: " : "The camera's password: "));
  }
  request.mutable_time_limit()->set_seconds(options.seconds);
  request.set_sub_stream(options.sub);
  request.set_without_snapshot(options.snapshot.empty());
  registry::v1::ProbeCameraResponse response;
  CAMERAMONIT_RETURN_IF_ERROR(
      client.call([&](grpc::ClientContext& context) { return stub->ProbeCamera(&context, request, &response); },
                  absl::Seconds(options.seconds + 10)));
  const registry::v1::Probe& result = response.probe();
  if (result.outcome() != registry::v1::PROBE_OUTCOME_OK) invocation.exitCode = kFailed;
  if (!options.snapshot.empty() && !response.snapshot().empty()) {
    CAMERAMONIT_RETURN_IF_ERROR(writeFile(options.snapshot, response.snapshot()));
  }
  if (invocation.json) {
    printJson(result);
    return absl::OkStatus();
  }
  std::cout << absl::StripPrefix(registry::v1::ProbeOutcome_Name(result.outcome()), "PROBE_OUTCOME_") << std::endl;
  if (result.outcome() != registry::v1::PROBE_OUTCOME_OK) {
    std::cout << localized(result.advice()) << std::endl;
    return absl::OkStatus();
  }
  std::cout << result.video_codec() << " " << result.video_profile() << ", " << result.width() << "×" << result.height()
            << ", " << result.frames_per_second() << " fps"
            << (result.audio_codec().empty() ? "" : absl::StrCat(", ", result.audio_codec())) << std::endl;
  return absl::OkStatus();
}

absl::StatusOr<std::string> readInput(const std::string& path) {
  if (path == "-") return std::string(std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>());
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return base::invalidArgument(type::v1::ERROR_REASON_FILE_MISSING, absl::StrCat("The file cannot be read: ", path));
  }
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

void print(const Invocation& invocation, registry::v1::ImportCamerasResponse response) {
  for (CameraDraft& draft : *response.mutable_drafts()) {
    if (draft.has_password() && !draft.password().empty()) draft.set_password("***");
  }
  if (invocation.json) return printJson(response);
  std::vector<std::vector<std::string>> rows = {{"CALLED", "ADDRESS", "USER", "PASSWORD", "MISSING", "LOOK AT"}};
  for (const CameraDraft& draft : response.drafts()) {
    std::vector<std::string> remarks;
    for (const auto& remark : draft.suspicious()) remarks.push_back(localized(remark.text()));
    const std::string address = draft.onvif_host().empty()
                                    ? draft.address()
                                    : absl::StrCat("onvif ", draft.onvif_host(), ":", draft.onvif_port());
    rows.push_back({draft.display_name(), address, draft.user(),
                    !draft.has_password()      ? "-"
                    : draft.password().empty() ? "(none)"
                                               : draft.password(),
                    absl::StrJoin(draft.missing(), ", "), absl::StrJoin(remarks, " ")});
  }
  std::cout << absl::StripPrefix(registry::v1::ImportAction_Name(response.action()), "IMPORT_ACTION_") << std::endl;
  if (rows.size() > 1) printTable(rows);
}

/// Whether a draft can be carried out as it stands.
bool isReady(const CameraDraft& draft) {
  if (draft.action() == registry::v1::IMPORT_ACTION_ADD) {
    return !draft.display_name().empty() && (!draft.address().empty() || !draft.onvif_host().empty());
  }
  return !draft.camera().empty();
}

absl::Status importCameras(Invocation& invocation, const std::string& path, bool confirm) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::string content, readInput(path));
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<CameraRegistryService>();
  registry::v1::ImportCamerasRequest request;
  request.set_content(content);
  registry::v1::ImportCamerasResponse read;
  CAMERAMONIT_RETURN_IF_ERROR(
      client.call([&](grpc::ClientContext& context) { return stub->ImportCameras(&context, request, &read); }));
  if (!confirm) {
    print(invocation, read);
    return absl::OkStatus();
  }
  registry::v1::ConfirmImportRequest confirmation;
  for (const CameraDraft& draft : read.drafts()) {
    if (isReady(draft)) *confirmation.add_drafts() = draft;
  }
  if (confirmation.drafts_size() < read.drafts_size() || confirmation.drafts().empty()) {
    print(invocation, read);
    return base::failedPrecondition(type::v1::ERROR_REASON_FIELD_INVALID,
                                    "Nothing was changed: not every camera has a name and an address.");
  }
  confirmation.set_request_id(base::newUuid(absl::Now()));
  registry::v1::ConfirmImportResponse done;
  CAMERAMONIT_RETURN_IF_ERROR(
      client.call([&](grpc::ClientContext& context) { return stub->ConfirmImport(&context, confirmation, &done); }));
  for (const auto& camera : done.cameras()) {
    if (invocation.json) {
      printJson(camera);
    } else {
      std::cout << camera.name() << std::endl;
    }
  }
  return absl::OkStatus();
}

struct DiscoverOptions {
  std::vector<std::string> hosts;
  std::string user;
  int seconds = 5;
};

absl::Status discover(const Invocation& invocation, const DiscoverOptions& options) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<CameraRegistryService>();
  registry::v1::DiscoverCamerasRequest request;
  for (const std::string& host : options.hosts) request.add_hosts(host);
  request.mutable_time_limit()->set_seconds(options.seconds);
  if (!options.user.empty()) {
    request.mutable_credentials()->set_user(options.user);
    request.mutable_credentials()->set_password(
        readSecret(speaksPolish() ? "Hasło kamer: " : "The cameras' password: "));
  }
  return client.call(
      [&](grpc::ClientContext& context) {
        const auto stream = stub->DiscoverCameras(&context, request);
        registry::v1::DiscoverCamerasResponse response;
        while (stream->Read(&response)) {
          const auto& camera = response.camera();
          if (invocation.json) {
            printJson(camera);
            continue;
          }
          std::cout << camera.display_name() << "\t" << camera.make() << " " << camera.model() << "\t"
                    << camera.onvif_device() << "\t"
                    << (camera.streams().empty() ? localized(camera.remark()) : camera.streams(0).address())
                    << std::endl;
        }
        return stream->Finish();
      },
      absl::Seconds(options.seconds + 15));
}

absl::Status reveal(const Invocation& invocation, const std::string& name, const std::string& reason) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<CameraRegistryService>();
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto camera, findCamera(client, *stub, name));
  registry::v1::RevealCredentialsRequest request;
  request.set_name(camera.name());
  request.set_reason(reason);
  registry::v1::RevealCredentialsResponse response;
  CAMERAMONIT_RETURN_IF_ERROR(
      client.call([&](grpc::ClientContext& context) { return stub->RevealCredentials(&context, request, &response); }));
  if (invocation.json) {
    printJson(response.credentials());
  } else {
    std::cout << response.credentials().user() << "\n" << response.credentials().password() << std::endl;
  }
  return absl::OkStatus();
}

absl::Status reseal(const Invocation& invocation, bool keepKey) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<CameraRegistryService>();
  registry::v1::ResealCredentialsRequest request;
  request.set_new_key(!keepKey);
  registry::v1::ResealCredentialsResponse response;
  CAMERAMONIT_RETURN_IF_ERROR(
      client.call([&](grpc::ClientContext& context) { return stub->ResealCredentials(&context, request, &response); }));
  if (invocation.json) {
    printJson(response);
  } else {
    std::cout << response.resealed() << std::endl;
  }
  return absl::OkStatus();
}

}  // namespace

void addCameraProbe(CLI::App& camera, Invocation& invocation) {
  auto options = std::make_shared<ProbeOptions>();
  auto* command = camera.add_subcommand("probe", "Connect to a camera and tell what comes, or why nothing does");
  command->add_option("camera", options->camera, "Its name, what it is called, or an address")->required();
  command->add_option("--user,-u", options->user, "User at the camera; the password is asked for, or read from input");
  command->add_option("--time-limit", options->seconds, "Seconds, 1 to 30")
      ->check(CLI::Range(1, 30))
      ->capture_default_str();
  command->add_option("--snapshot", options->snapshot, "File for a picture (JPEG)");
  command->add_flag("--sub", options->sub, "The sub stream of a registered camera");
  command->footer(
      "Exit code 1 when no picture came.\nExample: camctl camera probe rtsp://192.168.1.64/live --user admin < "
      "password");
  command->callback(
      [&invocation, options] { invocation.action = [&invocation, options] { return probe(invocation, *options); }; });
}

void addCameraDiscover(CLI::App& camera, Invocation& invocation) {
  auto options = std::make_shared<DiscoverOptions>();
  auto* command = camera.add_subcommand("discover", "Ask the server's network for ONVIF cameras");
  command->add_option("hosts", options->hosts, "Ask these hosts instead of everybody");
  command->add_option("--user,-u", options->user, "User at the cameras; the password is asked for, or read from input");
  command->add_option("--time-limit", options->seconds, "Seconds, 1 to 30")
      ->check(CLI::Range(1, 30))
      ->capture_default_str();
  command->footer(
      "A camera is printed again when more is known of it.\nExample: camctl camera discover --user admin < password");
  command->callback([&invocation, options] {
    invocation.action = [&invocation, options] { return discover(invocation, *options); };
  });
}

void addCameraImport(CLI::App& camera, Invocation& invocation) {
  auto path = std::make_shared<std::string>();
  auto confirm = std::make_shared<bool>(false);
  auto* command = camera.add_subcommand("import", "Read cameras out of a text, a table or an e-mail message");
  command->add_option("file", *path, "The file, or - for standard input")->required();
  command->add_flag("--confirm", *confirm, "Carry it out; without this it is only shown");
  command->footer("Example: camctl camera import message.eml\n         camctl camera import --confirm cameras.csv");
  command->callback([&invocation, path, confirm] {
    invocation.action = [&invocation, path, confirm] { return importCameras(invocation, *path, *confirm); };
  });
}

void addCameraSecrets(CLI::App& camera, Invocation& invocation) {
  auto name = std::make_shared<std::string>();
  auto reason = std::make_shared<std::string>();
  auto* revealCommand =
      camera.add_subcommand("reveal", "Show user and password of a camera, one a line; it is audited");
  revealCommand->add_option("camera", *name, "Its name or what it is called")->required();
  revealCommand->add_option("--reason", *reason, "Why, 8 to 200 characters")->required();
  revealCommand->footer("Example: camctl camera reveal front-door --reason \"Replacing the recorder on site\"");
  revealCommand->callback([&invocation, name, reason] {
    invocation.action = [&invocation, name, reason] { return reveal(invocation, *name, *reason); };
  });

  auto keepKey = std::make_shared<bool>(false);
  auto* resealCommand = camera.add_subcommand("reseal", "Seal all credentials anew under a fresh key");
  resealCommand->add_flag("--keep-key", *keepKey, "Use the first key of the key file, make none");
  resealCommand->callback(
      [&invocation, keepKey] { invocation.action = [&invocation, keepKey] { return reseal(invocation, *keepKey); }; });
}

}  // namespace cameramonit::camctl
