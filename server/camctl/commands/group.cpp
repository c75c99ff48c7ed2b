#include <iostream>
#include <memory>

#include "cameramonit/access/v1/access_service.grpc.pb.h"
#include "common/base/status.h"
#include "server/camctl/commands/access_words.h"
#include "server/camctl/commands/command.h"

namespace cameramonit::camctl {
namespace {

using access::v1::AccessService;

struct GroupOptions {
  std::string name;
  std::string displayName;
  std::string user;
};

absl::Status add(const Invocation& invocation, const GroupOptions& options) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<AccessService>();
  access::v1::CreateGroupRequest request;
  request.mutable_group()->set_name(withCollection("groups", options.name));
  request.mutable_group()->set_display_name(options.displayName);
  access::v1::CreateGroupResponse response;
  CAMERAMONIT_RETURN_IF_ERROR(
      client.call([&](grpc::ClientContext& context) { return stub->CreateGroup(&context, request, &response); }));
  if (invocation.json) {
    printJson(response.group());
  } else {
    std::cout << response.group().name() << std::endl;
  }
  return absl::OkStatus();
}

absl::Status list(const Invocation& invocation, const GroupOptions&) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<AccessService>();
  access::v1::ListGroupsRequest request;
  std::vector<std::vector<std::string>> rows;
  do {
    access::v1::ListGroupsResponse response;
    CAMERAMONIT_RETURN_IF_ERROR(
        client.call([&](grpc::ClientContext& context) { return stub->ListGroups(&context, request, &response); }));
    for (const access::v1::Group& group : response.groups()) {
      if (invocation.json) printJson(group);
      rows.push_back({group.name().substr(7), group.display_name()});
    }
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  if (!invocation.json) printTable({"GROUP", "NAME"}, rows);
  return absl::OkStatus();
}

absl::Status members(const Invocation& invocation, const GroupOptions& options) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<AccessService>();
  access::v1::ListMembersRequest request;
  request.set_group(withCollection("groups", options.name));
  do {
    access::v1::ListMembersResponse response;
    CAMERAMONIT_RETURN_IF_ERROR(
        client.call([&](grpc::ClientContext& context) { return stub->ListMembers(&context, request, &response); }));
    if (invocation.json) printJson(response);
    for (const std::string& user : response.users()) {
      if (!invocation.json) std::cout << user << std::endl;
    }
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

absl::Status remove(const Invocation& invocation, const GroupOptions& options) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<AccessService>();
  access::v1::DeleteGroupRequest request;
  request.set_name(withCollection("groups", options.name));
  access::v1::DeleteGroupResponse response;
  return client.call([&](grpc::ClientContext& context) { return stub->DeleteGroup(&context, request, &response); });
}

absl::Status addMember(const Invocation& invocation, const GroupOptions& options) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<AccessService>();
  access::v1::AddMemberRequest request;
  request.set_group(withCollection("groups", options.name));
  request.set_user(withCollection("users", options.user));
  access::v1::AddMemberResponse response;
  return client.call([&](grpc::ClientContext& context) { return stub->AddMember(&context, request, &response); });
}

absl::Status removeMember(const Invocation& invocation, const GroupOptions& options) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<AccessService>();
  access::v1::RemoveMemberRequest request;
  request.set_group(withCollection("groups", options.name));
  request.set_user(withCollection("users", options.user));
  access::v1::RemoveMemberResponse response;
  return client.call([&](grpc::ClientContext& context) { return stub->RemoveMember(&context, request, &response); });
}

}  // namespace

void addGroup(CLI::App& app, Invocation& invocation) {
  auto* command = app.add_subcommand("group", "Groups: people who are granted the same");
  command->require_subcommand(1);
  auto options = std::make_shared<GroupOptions>();
  const auto verb = [&](const std::string& name, const std::string& help, auto run) {
    auto* sub = command->add_subcommand(name, help);
    sub->callback([&invocation, options, run] {
      invocation.action = [&invocation, options, run] { return run(invocation, *options); };
    });
    return sub;
  };
  const auto named = [&](CLI::App* sub) {
    sub->add_option("name", options->name, "The group")->required();
    return sub;
  };
  named(verb("add", "Make a group", add))->add_option("--display-name", options->displayName, "How people see it");
  verb("list", "All groups", list);
  named(verb("members", "Who is in it", members));
  named(verb("delete", "Remove a group with its grants", remove));
  named(verb("add-member", "Put somebody in", addMember))->add_option("user", options->user, "The user")->required();
  named(verb("remove-member", "Take somebody out", removeMember))
      ->add_option("user", options->user, "The user")
      ->required();
  command->footer("Example: camctl group add guards && camctl group add-member guards ala");
}

}  // namespace cameramonit::camctl
