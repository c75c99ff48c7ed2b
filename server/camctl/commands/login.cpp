#include <iostream>
#include <memory>

#include "cameramonit/access/v1/session_service.grpc.pb.h"
#include "common/base/status.h"
#include "server/camctl/commands/command.h"

namespace cameramonit::camctl {
namespace {

using access::v1::SessionService;

void remember(Client& client, const access::v1::Tokens& tokens) {
  client.profile().accessToken = base::Secret<std::string>(tokens.access_token());
  client.profile().refreshToken = base::Secret<std::string>(tokens.refresh_token());
}

absl::Status changePassword(Client& client, const std::string& oldPassword, const std::string& newPassword) {
  access::v1::ChangePasswordRequest request;
  request.set_old_password(oldPassword);
  request.set_new_password(newPassword);
  access::v1::ChangePasswordResponse response;
  const auto stub = client.stub<SessionService>();
  CAMERAMONIT_RETURN_IF_ERROR(
      client.call([&](grpc::ClientContext& context) { return stub->ChangePassword(&context, request, &response); }));
  remember(client, response.tokens());
  return client.saveProfile();
}

absl::Status login(const Invocation& invocation, const std::string& user) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  access::v1::LoginRequest request;
  request.set_user(user);
  request.set_password(readSecret(speaksPolish() ? "Hasło: " : "Password: "));
  request.set_agent("camctl");
  request.set_device_token(client.profile().deviceToken.reveal());
  access::v1::LoginResponse response;
  const auto stub = client.stub<SessionService>();
  const auto attempt = [&] {
    grpc::ClientContext context;
    return rpc::fromGrpcStatus(stub->Login(&context, request, &response));
  };
  absl::Status status = attempt();
  if (base::errorReason(status) == type::v1::ERROR_REASON_CODE_REQUIRED) {
    request.set_code(readSecret(speaksPolish() ? "Kod: " : "Code: "));
    status = attempt();
  }
  CAMERAMONIT_RETURN_IF_ERROR(status);
  client.profile().deviceToken = base::Secret<std::string>(response.device_token());
  client.profile().user = user;
  remember(client, response.tokens());
  CAMERAMONIT_RETURN_IF_ERROR(client.saveProfile());
  if (invocation.json) {
    printJson(response.user());
  } else {
    std::cout << (speaksPolish() ? "Zalogowano jako " : "Logged in as ") << user << "." << std::endl;
    if (response.user().password_expired()) {
      std::cout << (speaksPolish() ? "Hasło jest jednorazowe. Zmień je: camctl password"
                                   : "This is a one-time password. Change it: camctl password")
                << std::endl;
    }
  }
  return absl::OkStatus();
}

absl::Status password(const Invocation& invocation) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const std::string oldPassword = readSecret(speaksPolish() ? "Dotychczasowe hasło: " : "Present password: ");
  const std::string newPassword = readSecret(speaksPolish() ? "Nowe hasło: " : "New password: ");
  return changePassword(client, oldPassword, newPassword);
}

absl::Status logout(const Invocation& invocation) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  access::v1::LogoutRequest request;
  request.set_refresh_token(client.profile().refreshToken.reveal());
  access::v1::LogoutResponse response;
  const auto stub = client.stub<SessionService>();
  CAMERAMONIT_RETURN_IF_ERROR(
      client.call([&](grpc::ClientContext& context) { return stub->Logout(&context, request, &response); }));
  remember(client, {});
  return client.saveProfile();
}

}  // namespace

void addLogin(CLI::App& app, Invocation& invocation) {
  auto* loginCommand = app.add_subcommand("login", "Log in; the password is asked for, or read from standard input");
  auto user = std::make_shared<std::string>("admin");
  loginCommand->add_option("--user,-u", *user, "Who you are")->capture_default_str();
  loginCommand->callback(
      [&invocation, user] { invocation.action = [&invocation, user] { return login(invocation, *user); }; });
  app.add_subcommand("password", "Change your password; both are read from the terminal or standard input, one a line")
      ->callback([&invocation] { invocation.action = [&invocation] { return password(invocation); }; });
  app.add_subcommand("logout", "End the session of this profile")->callback([&invocation] {
    invocation.action = [&invocation] { return logout(invocation); };
  });
}

}  // namespace cameramonit::camctl
