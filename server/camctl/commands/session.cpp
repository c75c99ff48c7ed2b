#include <iostream>
#include <memory>

#include "cameramonit/access/v1/session_service.grpc.pb.h"
#include "common/base/status.h"
#include "server/camctl/commands/access_words.h"
#include "server/camctl/commands/command.h"

namespace cameramonit::camctl {
namespace {

using access::v1::SessionService;

absl::Status list(const Invocation& invocation, const std::string& user) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<SessionService>();
  access::v1::ListSessionsRequest request;
  request.set_parent(withCollection("users", user));
  access::v1::ListSessionsResponse response;
  CAMERAMONIT_RETURN_IF_ERROR(
      client.call([&](grpc::ClientContext& context) { return stub->ListSessions(&context, request, &response); }));
  std::vector<std::vector<std::string>> rows;
  for (const access::v1::Session& session : response.sessions()) {
    if (invocation.json) printJson(session);
    rows.push_back({session.name(), session.address(), session.agent(), shortTime(true, session.create_time()),
                    shortTime(true, session.last_use_time()), session.current() ? "this one" : ""});
  }
  if (!invocation.json) printTable({"SESSION", "FROM", "PROGRAM", "BEGUN", "USED", ""}, rows);
  return absl::OkStatus();
}

absl::Status revoke(const Invocation& invocation, const std::string& name) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<SessionService>();
  access::v1::RevokeSessionRequest request;
  request.set_name(withCollection("users", name));
  access::v1::RevokeSessionResponse response;
  CAMERAMONIT_RETURN_IF_ERROR(
      client.call([&](grpc::ClientContext& context) { return stub->RevokeSession(&context, request, &response); }));
  if (invocation.json) {
    printJson(response);
  } else {
    std::cout << response.ended() << (response.ended() == 1 ? " session ended" : " sessions ended") << std::endl;
  }
  return absl::OkStatus();
}

absl::Status beginFactor(const Invocation& invocation) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<SessionService>();
  access::v1::BeginSecondFactorRequest request;
  request.set_password(readSecret(speaksPolish() ? "Hasło: " : "Password: "));
  access::v1::BeginSecondFactorResponse response;
  CAMERAMONIT_RETURN_IF_ERROR(
      client.call([&](grpc::ClientContext& context) { return stub->BeginSecondFactor(&context, request, &response); }));
  if (invocation.json) {
    printJson(response);
  } else {
    std::cout << "Secret: " << response.secret() << std::endl << response.uri() << std::endl;
  }
  return absl::OkStatus();
}

absl::Status confirmFactor(const Invocation& invocation) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<SessionService>();
  access::v1::ConfirmSecondFactorRequest request;
  request.set_code(readSecret(speaksPolish() ? "Kod: " : "Code: "));
  access::v1::ConfirmSecondFactorResponse response;
  CAMERAMONIT_RETURN_IF_ERROR(client.call(
      [&](grpc::ClientContext& context) { return stub->ConfirmSecondFactor(&context, request, &response); }));
  if (invocation.json) {
    printJson(response);
    return absl::OkStatus();
  }
  std::cout << "Recovery codes, each good once, shown only now:" << std::endl;
  for (const std::string& code : response.recovery_codes()) std::cout << "  " << code << std::endl;
  return absl::OkStatus();
}

absl::Status removeFactor(const Invocation& invocation) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<SessionService>();
  access::v1::RemoveSecondFactorRequest request;
  request.set_password(readSecret(speaksPolish() ? "Hasło: " : "Password: "));
  access::v1::RemoveSecondFactorResponse response;
  return client.call(
      [&](grpc::ClientContext& context) { return stub->RemoveSecondFactor(&context, request, &response); });
}

void addFactor(CLI::App& app, Invocation& invocation) {
  auto* command = app.add_subcommand("second-factor", "A code of your phone beside the password");
  command->require_subcommand(1);
  const auto verb = [&](const char* name, const char* help, auto run) {
    command->add_subcommand(name, help)->callback([&invocation, run] {
      invocation.action = [&invocation, run] { return run(invocation); };
    });
  };
  verb("begin", "Get a secret for your app; the password is read from the terminal or standard input", beginFactor);
  verb("confirm", "Prove it with a code, and get the recovery codes", confirmFactor);
  verb("remove", "Log in by the password alone again", removeFactor);
}

}  // namespace

void addSession(CLI::App& app, Invocation& invocation) {
  auto* command = app.add_subcommand("session", "Open logins, yours or those of people you manage");
  command->require_subcommand(1);
  auto name = std::make_shared<std::string>();
  auto* listVerb = command->add_subcommand("list", "Where one is logged in");
  listVerb->add_option("--user,-u", *name, "Of this user instead of you");
  listVerb->callback(
      [&invocation, name] { invocation.action = [&invocation, name] { return list(invocation, *name); }; });
  auto* revokeVerb = command->add_subcommand("revoke", "End a session, or all of a user but this one");
  revokeVerb->add_option("name", *name, "users/NAME/sessions/ID, or a user")->required();
  revokeVerb->callback(
      [&invocation, name] { invocation.action = [&invocation, name] { return revoke(invocation, *name); }; });
  command->footer("Example: camctl session list --user ala && camctl session revoke ala");
  addFactor(app, invocation);
}

}  // namespace cameramonit::camctl
