#include <iostream>
#include <memory>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include "cameramonit/application/v1/integration_service.grpc.pb.h"
#include "common/base/ids.h"
#include "common/base/status.h"
#include "server/camctl/commands/command.h"

namespace cameramonit::camctl {
namespace {

using application::v1::Integration;
using application::v1::IntegrationService;

struct Options {
  std::string name;
  std::string project = "projects/home";
  std::string webhook;
  std::string vision;
  std::string model;
  bool secret = false;
};

std::string projectName(const Options& options) {
  return absl::StartsWith(options.project, "projects/") ? options.project : absl::StrCat("projects/", options.project);
}

std::string fullName(const Options& options) {
  return absl::StartsWith(options.name, "projects/")
             ? options.name
             : absl::StrCat(projectName(options), "/integrations/", options.name);
}

void print(const Invocation& invocation, const Integration& integration) {
  if (invocation.json) return printJson(integration);
  const bool tested = integration.has_last_test();
  std::cout << integration.name() << "\t" << integration.display_name() << "\t"
            << (integration.has_webhook() ? integration.webhook().url() : integration.vision().base_url()) << "\t"
            << (tested ? localized(integration.last_test().text()) : "-") << std::endl;
}

absl::Status list(const Invocation& invocation, const Options& options) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<IntegrationService>();
  application::v1::ListIntegrationsRequest request;
  request.set_parent(projectName(options));
  do {
    application::v1::ListIntegrationsResponse response;
    CAMERAMONIT_RETURN_IF_ERROR(client.call(
        [&](grpc::ClientContext& context) { return stub->ListIntegrations(&context, request, &response); }));
    for (const Integration& integration : response.integrations()) print(invocation, integration);
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

absl::Status add(const Invocation& invocation, const Options& options) {
  application::v1::CreateIntegrationRequest request;
  request.set_parent(projectName(options));
  Integration& integration = *request.mutable_integration();
  integration.set_display_name(options.name);
  if (!options.webhook.empty()) integration.mutable_webhook()->set_url(options.webhook);
  if (!options.vision.empty()) {
    integration.mutable_vision()->set_base_url(options.vision);
    integration.mutable_vision()->set_model(options.model);
  }
  if (options.secret) request.set_secret(readSecret(speaksPolish() ? "Sekret: " : "Secret: "));
  request.set_request_id(base::newUuid(absl::Now()));
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  application::v1::CreateIntegrationResponse response;
  const auto stub = client.stub<IntegrationService>();
  CAMERAMONIT_RETURN_IF_ERROR(client.persist(
      [&](grpc::ClientContext& context) { return stub->CreateIntegration(&context, request, &response); }));
  print(invocation, response.integration());
  return absl::OkStatus();
}

absl::Status secret(const Invocation& invocation, const Options& options) {
  application::v1::UpdateIntegrationRequest request;
  request.mutable_integration()->set_name(fullName(options));
  request.mutable_update_mask()->add_paths("secret");
  request.set_secret(readSecret(speaksPolish() ? "Nowy sekret: " : "New secret: "));
  request.set_request_id(base::newUuid(absl::Now()));
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  application::v1::UpdateIntegrationResponse response;
  const auto stub = client.stub<IntegrationService>();
  return client.persist(
      [&](grpc::ClientContext& context) { return stub->UpdateIntegration(&context, request, &response); });
}

absl::Status test(const Invocation& invocation, const Options& options) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  application::v1::TestIntegrationRequest request;
  request.set_name(fullName(options));
  application::v1::TestIntegrationResponse response;
  const auto stub = client.stub<IntegrationService>();
  CAMERAMONIT_RETURN_IF_ERROR(
      client.call([&](grpc::ClientContext& context) { return stub->TestIntegration(&context, request, &response); },
                  absl::Minutes(3)));
  if (invocation.json) {
    printJson(response.result());
  } else {
    std::cout << localized(response.result().text()) << std::endl;
  }
  if (response.result().succeeded()) return absl::OkStatus();
  return absl::UnknownError(localized(response.result().text()));
}

absl::Status remove(const Invocation& invocation, const Options& options) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  application::v1::DeleteIntegrationRequest request;
  request.set_name(fullName(options));
  application::v1::DeleteIntegrationResponse response;
  const auto stub = client.stub<IntegrationService>();
  return client.call(
      [&](grpc::ClientContext& context) { return stub->DeleteIntegration(&context, request, &response); });
}

}  // namespace

void addIntegration(CLI::App& app, Invocation& invocation) {
  auto* integration = app.add_subcommand("integration", "What a project works with outside")->require_subcommand(1);
  auto options = std::make_shared<Options>();
  using Action = absl::Status (*)(const Invocation&, const Options&);
  const auto verb = [&](const char* name, const char* help, Action action, bool named) {
    auto* command = integration->add_subcommand(name, help);
    if (named) command->add_option("name", options->name, "The integration")->required();
    command->add_option("--project,-p", options->project, "Its project")->capture_default_str();
    command->callback([&invocation, options, action] {
      invocation.action = [&invocation, options, action] { return action(invocation, *options); };
    });
    return command;
  };
  verb("list", "List them, one a line, with what came of the last test", list, false);
  auto* addCommand = verb("add", "Add one; the name is what people call it", add, true);
  addCommand->add_option("--webhook", options->webhook, "Address that events are posted to");
  addCommand->add_option("--vision", options->vision, "Base address of a vision service that speaks as OpenAI's does")
      ->excludes("--webhook");
  addCommand->add_option("--model", options->model, "Model of the vision service")->needs("--vision");
  addCommand->add_flag("--secret", options->secret, "Ask for its secret, or read it from standard input");
  addCommand->footer("Example: camctl integration add Pager --webhook https://pager.example/in --secret <secret.txt");
  verb("secret", "Replace the secret; it is asked for, or read from standard input", secret, true);
  verb("test", "Try it now; the exit code is 1 when it does not work", test, true);
  verb("remove", "Remove one", remove, true);
}

}  // namespace cameramonit::camctl
