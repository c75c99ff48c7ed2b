#include <iostream>
#include <memory>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include "cameramonit/access/v1/access_service.grpc.pb.h"
#include "common/base/status.h"
#include "server/camctl/commands/access_words.h"
#include "server/camctl/commands/command.h"

namespace cameramonit::camctl {
namespace {

using access::v1::AccessService;

struct UserOptions {
  std::string name;
  std::string displayName;
  std::vector<std::string> roles;
  std::string until;
  std::string linkUntil;
  std::string lifetime;
  bool disable = false;
  bool enable = false;
};

std::string roleWords(const access::v1::User& user) {
  std::vector<std::string> words;
  for (const int role : user.roles()) words.push_back(roleWord(role));
  return absl::StrJoin(words, ",");
}

void print(const Invocation& invocation, const access::v1::User& user) {
  if (invocation.json) {
    printJson(user);
    return;
  }
  std::cout << user.name() << "  " << user.display_name() << "  " << roleWords(user)
            << (user.disabled() ? "  disabled" : "")
            << (user.has_expire_time() ? "  until " + shortTime(true, user.expire_time()) : "") << std::endl;
}

absl::Status addRoles(const UserOptions& options, access::v1::User& user) {
  for (const std::string& word : options.roles) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto role, roleOf(word));
    user.add_roles(role);
  }
  return absl::OkStatus();
}

absl::Status add(const Invocation& invocation, const UserOptions& options) {
  access::v1::CreateUserRequest request;
  access::v1::User& user = *request.mutable_user();
  user.set_name(withCollection("users", options.name));
  user.set_display_name(options.displayName);
  CAMERAMONIT_RETURN_IF_ERROR(addRoles(options, user));
  if (!options.until.empty()) {
    CAMERAMONIT_RETURN_IF_ERROR(readTime("--until", options.until, *user.mutable_expire_time()));
  }
  if (!options.linkUntil.empty()) {
    access::v1::AccessLink& link = *user.mutable_link();
    CAMERAMONIT_RETURN_IF_ERROR(readTime("--link-until", options.linkUntil, *link.mutable_expire_time()));
    CAMERAMONIT_RETURN_IF_ERROR(readDuration("--lifetime", options.lifetime, *link.mutable_lifetime()));
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<AccessService>();
  access::v1::CreateUserResponse response;
  CAMERAMONIT_RETURN_IF_ERROR(
      client.call([&](grpc::ClientContext& context) { return stub->CreateUser(&context, request, &response); }));
  if (invocation.json) {
    printJson(response);
    return absl::OkStatus();
  }
  print(invocation, response.user());
  if (!response.one_time_password().empty()) {
    std::cout << "One-time password, shown only now: " << response.one_time_password() << std::endl;
  }
  if (!response.link_token().empty()) {
    std::cout << "Link token, shown only now: " << response.link_token() << std::endl;
  }
  return absl::OkStatus();
}

absl::Status list(const Invocation& invocation) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<AccessService>();
  access::v1::ListUsersRequest request;
  std::vector<std::vector<std::string>> rows;
  do {
    access::v1::ListUsersResponse response;
    CAMERAMONIT_RETURN_IF_ERROR(
        client.call([&](grpc::ClientContext& context) { return stub->ListUsers(&context, request, &response); }));
    for (const access::v1::User& user : response.users()) {
      if (invocation.json) {
        printJson(user);
        continue;
      }
      rows.push_back({user.name().substr(6), user.display_name(), roleWords(user), user.disabled() ? "disabled" : "",
                      shortTime(user.has_expire_time(), user.expire_time())});
    }
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  if (!invocation.json) printTable({"USER", "NAME", "ROLES", "STATE", "UNTIL"}, rows);
  return absl::OkStatus();
}

absl::Status show(const Invocation& invocation, const UserOptions& options) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<AccessService>();
  access::v1::GetUserRequest request;
  request.set_name(withCollection("users", options.name));
  access::v1::GetUserResponse response;
  CAMERAMONIT_RETURN_IF_ERROR(
      client.call([&](grpc::ClientContext& context) { return stub->GetUser(&context, request, &response); }));
  if (invocation.json) {
    printJson(response);
    return absl::OkStatus();
  }
  print(invocation, response.user());
  for (const std::string& group : response.groups()) std::cout << "  in " << group << std::endl;
  return absl::OkStatus();
}

absl::Status update(const Invocation& invocation, const UserOptions& options) {
  access::v1::UpdateUserRequest request;
  access::v1::User& user = *request.mutable_user();
  user.set_name(withCollection("users", options.name));
  if (!options.displayName.empty()) {
    user.set_display_name(options.displayName);
    request.mutable_update_mask()->add_paths("display_name");
  }
  if (!options.roles.empty()) {
    CAMERAMONIT_RETURN_IF_ERROR(addRoles(options, user));
    request.mutable_update_mask()->add_paths("roles");
  }
  if (options.disable || options.enable) {
    user.set_disabled(options.disable);
    request.mutable_update_mask()->add_paths("disabled");
  }
  if (!options.until.empty()) {
    if (options.until != "never") {
      CAMERAMONIT_RETURN_IF_ERROR(readTime("--until", options.until, *user.mutable_expire_time()));
    }
    request.mutable_update_mask()->add_paths("expire_time");
  }
  if (request.update_mask().paths().empty()) return base::invalidFields({{"options", "say what to change"}});
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<AccessService>();
  access::v1::UpdateUserResponse response;
  CAMERAMONIT_RETURN_IF_ERROR(
      client.call([&](grpc::ClientContext& context) { return stub->UpdateUser(&context, request, &response); }));
  print(invocation, response.user());
  return absl::OkStatus();
}

absl::Status remove(const Invocation& invocation, const UserOptions& options) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<AccessService>();
  access::v1::DeleteUserRequest request;
  request.set_name(withCollection("users", options.name));
  access::v1::DeleteUserResponse response;
  return client.call([&](grpc::ClientContext& context) { return stub->DeleteUser(&context, request, &response); });
}

absl::Status resetPassword(const Invocation& invocation, const UserOptions& options) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<AccessService>();
  access::v1::ResetPasswordRequest request;
  request.set_name(withCollection("users", options.name));
  access::v1::ResetPasswordResponse response;
  CAMERAMONIT_RETURN_IF_ERROR(
      client.call([&](grpc::ClientContext& context) { return stub->ResetPassword(&context, request, &response); }));
  if (invocation.json) {
    printJson(response);
  } else {
    std::cout << "One-time password, shown only now: " << response.one_time_password() << std::endl;
  }
  return absl::OkStatus();
}

}  // namespace

void addUser(CLI::App& app, Invocation& invocation) {
  auto* command = app.add_subcommand("user", "Accounts: who may log in, and as what");
  command->require_subcommand(1);
  auto options = std::make_shared<UserOptions>();
  const auto verb = [&](const std::string& name, const std::string& help, auto run) {
    auto* sub = command->add_subcommand(name, help);
    sub->callback([&invocation, options, run] {
      invocation.action = [&invocation, options, run] { return run(invocation, *options); };
    });
    return sub;
  };
  auto* addVerb = verb("add", "Make an account; its one-time password is printed once", add);
  addVerb->add_option("name", options->name, "What is typed at login, e.g. ala")->required();
  addVerb->add_option("--role,-r", options->roles, "installer, admin, manager, supervisor, customer")->required();
  addVerb->add_option("--display-name", options->displayName, "How people see it");
  addVerb->add_option("--until", options->until, "The account ends then, RFC 3339");
  auto* link = addVerb->add_option("--link-until", options->linkUntil,
                                   "No password but a link, which must first be used before then");
  auto* lifetime =
      addVerb->add_option("--lifetime", options->lifetime, "The account ends so long after that, e.g. 30m");
  link->needs(lifetime);
  lifetime->needs(link);
  addVerb->footer(
      "Examples:\n  camctl user add ala --role customer --display-name \"Ala\"\n"
      "  camctl user add courier --role customer --link-until 2026-12-01T18:00:00+01:00 --lifetime 30m");
  verb("list", "All accounts", [](const Invocation& call, const UserOptions&) { return list(call); });
  verb("show", "One account and its groups", show)->add_option("name", options->name, "The user")->required();
  auto* updateVerb = verb("update", "Change an account", update);
  updateVerb->add_option("name", options->name, "The user")->required();
  updateVerb->add_option("--role,-r", options->roles, "All roles it shall have");
  updateVerb->add_option("--display-name", options->displayName, "How people see it");
  updateVerb->add_option("--until", options->until, "The account ends then, RFC 3339, or never");
  updateVerb->add_flag("--disable", options->disable, "May not log in; what is open ends");
  updateVerb->add_flag("--enable", options->enable, "May log in again");
  updateVerb->footer("Example: camctl user update ala --role customer --role supervisor");
  verb("delete", "Remove an account with its grants", remove)
      ->add_option("name", options->name, "The user")
      ->required();
  verb("reset-password", "Give a new one-time password and end all sessions", resetPassword)
      ->add_option("name", options->name, "The user")
      ->required();
}

}  // namespace cameramonit::camctl
