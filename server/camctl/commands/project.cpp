#include <iostream>
#include <memory>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include "cameramonit/application/v1/project_service.grpc.pb.h"
#include "common/base/ids.h"
#include "common/base/status.h"
#include "server/camctl/commands/command.h"
#include "server/camctl/fields.h"

namespace cameramonit::camctl {
namespace {

using application::v1::Project;
using application::v1::ProjectService;

struct Options {
  std::string name;
  std::vector<std::string> fields;
};

std::string fullName(const std::string& name) {
  return absl::StartsWith(name, "projects/") ? name : absl::StrCat("projects/", name);
}

void print(const Invocation& invocation, const Project& project) {
  if (invocation.json) return printJson(project);
  std::cout << project.name() << "\t" << project.display_name() << "\t" << project.time_zone() << std::endl;
}

absl::Status list(const Invocation& invocation) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<ProjectService>();
  application::v1::ListProjectsRequest request;
  do {
    application::v1::ListProjectsResponse response;
    CAMERAMONIT_RETURN_IF_ERROR(
        client.call([&](grpc::ClientContext& context) { return stub->ListProjects(&context, request, &response); }));
    for (const Project& project : response.projects()) print(invocation, project);
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

absl::Status show(const Invocation& invocation, const Options& options) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  application::v1::GetProjectRequest request;
  request.set_name(fullName(options.name));
  application::v1::GetProjectResponse response;
  const auto stub = client.stub<ProjectService>();
  CAMERAMONIT_RETURN_IF_ERROR(
      client.call([&](grpc::ClientContext& context) { return stub->GetProject(&context, request, &response); }));
  printJson(response.project());
  return absl::OkStatus();
}

absl::Status add(const Invocation& invocation, const Options& options) {
  application::v1::CreateProjectRequest request;
  CAMERAMONIT_RETURN_IF_ERROR(setFields(options.fields, *request.mutable_project()).status());
  request.mutable_project()->set_display_name(options.name);
  request.set_request_id(base::newUuid(absl::Now()));
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  application::v1::CreateProjectResponse response;
  const auto stub = client.stub<ProjectService>();
  CAMERAMONIT_RETURN_IF_ERROR(
      client.persist([&](grpc::ClientContext& context) { return stub->CreateProject(&context, request, &response); }));
  print(invocation, response.project());
  return absl::OkStatus();
}

absl::Status set(const Invocation& invocation, const Options& options) {
  application::v1::UpdateProjectRequest request;
  CAMERAMONIT_ASSIGN_OR_RETURN(*request.mutable_update_mask(), setFields(options.fields, *request.mutable_project()));
  request.mutable_project()->set_name(fullName(options.name));
  request.set_request_id(base::newUuid(absl::Now()));
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  application::v1::UpdateProjectResponse response;
  const auto stub = client.stub<ProjectService>();
  CAMERAMONIT_RETURN_IF_ERROR(
      client.persist([&](grpc::ClientContext& context) { return stub->UpdateProject(&context, request, &response); }));
  print(invocation, response.project());
  return absl::OkStatus();
}

absl::Status remove(const Invocation& invocation, const Options& options) {
  application::v1::DeleteProjectRequest request;
  request.set_name(fullName(options.name));
  request.set_request_id(base::newUuid(absl::Now()));
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  application::v1::DeleteProjectResponse response;
  const auto stub = client.stub<ProjectService>();
  return client.persist(
      [&](grpc::ClientContext& context) { return stub->DeleteProject(&context, request, &response); });
}

}  // namespace

void addProject(CLI::App& app, Invocation& invocation) {
  auto* project = app.add_subcommand("project", "Projects: cameras that belong together")->require_subcommand(1);
  auto options = std::make_shared<Options>();
  using Action = absl::Status (*)(const Invocation&, const Options&);
  const auto verb = [&](const char* name, const char* help, Action action, bool fields) {
    auto* command = project->add_subcommand(name, help);
    command->add_option("name", options->name, "The project")->required();
    if (fields) command->add_option("fields", options->fields, "field=value, e.g. time_zone=Europe/Warsaw");
    command->callback([&invocation, options, action] {
      invocation.action = [&invocation, options, action] { return action(invocation, *options); };
    });
    return command;
  };
  project->add_subcommand("list", "List them, one a line")->callback([&invocation] {
    invocation.action = [&invocation] { return list(invocation); };
  });
  verb("show", "Everything about one, as JSON", show, false);
  verb("add", "Make one; the name is what people call it", add, true)
      ->footer("Example: camctl project add \"Warehouse\" time_zone=Europe/Warsaw retention=2592000s");
  verb("set", "Change fields of one", set, true)
      ->footer("Example: camctl project set warehouse quota_bytes=50000000000 languages=[\\\"pl\\\"]");
  verb("remove", "Remove one that has no channels any more", remove, false);
}

}  // namespace cameramonit::camctl
