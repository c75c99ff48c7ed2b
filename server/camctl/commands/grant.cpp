#include <iostream>
#include <memory>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

#include "cameramonit/access/v1/access_service.grpc.pb.h"
#include "common/base/status.h"
#include "server/camctl/channels.h"
#include "server/camctl/commands/access_words.h"
#include "server/camctl/commands/command.h"

namespace cameramonit::camctl {
namespace {

using access::v1::AccessService;

struct GrantOptions {
  std::string name;
  std::string to;
  std::string on;
  std::vector<std::string> kinds;
  std::vector<std::string> classes;
  std::vector<std::string> zones;
  std::vector<std::string> labels;
  std::string minimumSeverity;
  std::vector<std::string> rights;
  std::string from;
  std::string until;
  std::vector<std::string> hours;
  std::string lookBack;
  std::string note;
  std::string right = "see";
  std::string at;
};

/// A group is said as groups/…; anything else is a user.
std::string subjectOf(const std::string& name) {
  return withCollection("users", name);
}

/// projects/… as it is; a camera's name or id means its channel.
absl::StatusOr<std::string> resourceOf(Client& client, const std::string& name) {
  if (name.empty() || absl::StartsWith(name, "projects/")) return name;
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto channel, findChannel(client, name));
  return channel.name();
}

absl::Status readTerms(const GrantOptions& options, access::v1::Grant& grant) {
  access::v1::EventTerms terms;
  for (const std::string& word : options.kinds) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto kind, eventKindOf(word));
    terms.add_kinds(kind);
  }
  for (const std::string& word : options.classes) terms.add_object_classes(word);
  for (const std::string& word : options.zones) terms.add_zones(word);
  for (const std::string& word : options.labels) terms.add_labels(word);
  if (!options.minimumSeverity.empty()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto severity, severityOf(options.minimumSeverity));
    terms.set_minimum_severity(severity);
  }
  if (terms.ByteSizeLong() > 0) *grant.mutable_events() = std::move(terms);
  for (const std::string& word : options.rights) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto right, grantRightOf(word));
    grant.add_rights(right);
  }
  if (!options.from.empty()) {
    CAMERAMONIT_RETURN_IF_ERROR(readTime("--from", options.from, *grant.mutable_from_time()));
  }
  if (!options.until.empty()) {
    CAMERAMONIT_RETURN_IF_ERROR(readTime("--until", options.until, *grant.mutable_until_time()));
  }
  for (const std::string& text : options.hours) {
    CAMERAMONIT_ASSIGN_OR_RETURN(*grant.add_weekly_hours(), weeklyHoursOf(text));
  }
  if (!options.lookBack.empty()) {
    CAMERAMONIT_RETURN_IF_ERROR(readDuration("--look-back", options.lookBack, *grant.mutable_look_back()));
  }
  grant.set_note(options.note);
  return absl::OkStatus();
}

void print(const Invocation& invocation, const access::v1::Grant& grant) {
  if (invocation.json) {
    printJson(grant);
  } else {
    std::cout << grant.name() << "  " << grant.subject() << "  " << grant.resource() << "  " << grantWords(grant)
              << std::endl;
  }
}

absl::Status add(const Invocation& invocation, const GrantOptions& options) {
  access::v1::CreateGrantRequest request;
  access::v1::Grant& grant = *request.mutable_grant();
  CAMERAMONIT_RETURN_IF_ERROR(readTerms(options, grant));
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  grant.set_subject(subjectOf(options.to));
  CAMERAMONIT_ASSIGN_OR_RETURN(*grant.mutable_resource(), resourceOf(client, options.on));
  const auto stub = client.stub<AccessService>();
  access::v1::CreateGrantResponse response;
  CAMERAMONIT_RETURN_IF_ERROR(
      client.call([&](grpc::ClientContext& context) { return stub->CreateGrant(&context, request, &response); }));
  print(invocation, response.grant());
  return absl::OkStatus();
}

absl::Status list(const Invocation& invocation, const GrantOptions& options) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<AccessService>();
  access::v1::ListGrantsRequest request;
  request.set_subject(subjectOf(options.to));
  CAMERAMONIT_ASSIGN_OR_RETURN(*request.mutable_resource(), resourceOf(client, options.on));
  std::vector<std::vector<std::string>> rows;
  do {
    access::v1::ListGrantsResponse response;
    CAMERAMONIT_RETURN_IF_ERROR(
        client.call([&](grpc::ClientContext& context) { return stub->ListGrants(&context, request, &response); }));
    for (const access::v1::Grant& grant : response.grants()) {
      if (invocation.json) printJson(grant);
      rows.push_back({grant.name(), grant.subject(), grant.resource(), grantWords(grant)});
    }
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  if (!invocation.json) printTable({"GRANT", "WHO", "WHAT", "TERMS"}, rows);
  return absl::OkStatus();
}

absl::Status show(const Invocation& invocation, const GrantOptions& options) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<AccessService>();
  access::v1::GetGrantRequest request;
  request.set_name(withCollection("grants", options.name));
  access::v1::GetGrantResponse response;
  CAMERAMONIT_RETURN_IF_ERROR(
      client.call([&](grpc::ClientContext& context) { return stub->GetGrant(&context, request, &response); }));
  print(invocation, response.grant());
  return absl::OkStatus();
}

absl::Status update(const Invocation& invocation, const GrantOptions& options) {
  access::v1::UpdateGrantRequest request;
  access::v1::Grant& grant = *request.mutable_grant();
  grant.set_name(withCollection("grants", options.name));
  CAMERAMONIT_RETURN_IF_ERROR(readTerms(options, grant));
  auto& mask = *request.mutable_update_mask();
  if (grant.has_events()) mask.add_paths("events");
  if (!options.rights.empty()) mask.add_paths("rights");
  if (!options.from.empty()) mask.add_paths("from_time");
  if (!options.until.empty()) mask.add_paths("until_time");
  if (!options.hours.empty()) mask.add_paths("weekly_hours");
  if (!options.lookBack.empty()) mask.add_paths("look_back");
  if (!options.note.empty()) mask.add_paths("note");
  if (mask.paths().empty()) return base::invalidFields({{"options", "say what to change"}});
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<AccessService>();
  access::v1::UpdateGrantResponse response;
  CAMERAMONIT_RETURN_IF_ERROR(
      client.call([&](grpc::ClientContext& context) { return stub->UpdateGrant(&context, request, &response); }));
  print(invocation, response.grant());
  return absl::OkStatus();
}

absl::Status remove(const Invocation& invocation, const GrantOptions& options) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<AccessService>();
  access::v1::DeleteGrantRequest request;
  request.set_name(withCollection("grants", options.name));
  access::v1::DeleteGrantResponse response;
  return client.call([&](grpc::ClientContext& context) { return stub->DeleteGrant(&context, request, &response); });
}

absl::Status test(const Invocation& invocation, const GrantOptions& options) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<AccessService>();
  access::v1::TestAccessRequest request;
  request.set_user(withCollection("users", options.to));
  CAMERAMONIT_ASSIGN_OR_RETURN(*request.mutable_resource(), resourceOf(client, options.on));
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto right, policyRightOf(options.right));
  request.set_right(right);
  if (!options.at.empty()) CAMERAMONIT_RETURN_IF_ERROR(readTime("--at", options.at, *request.mutable_time()));
  if (!options.classes.empty()) request.mutable_event()->set_object_class(options.classes.front());
  if (!options.kinds.empty()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto kind, eventKindOf(options.kinds.front()));
    request.mutable_event()->set_kind(kind);
  }
  access::v1::TestAccessResponse response;
  CAMERAMONIT_RETURN_IF_ERROR(
      client.call([&](grpc::ClientContext& context) { return stub->TestAccess(&context, request, &response); }));
  if (invocation.json) {
    printJson(response);
    return absl::OkStatus();
  }
  std::cout << localized(response.summary()) << std::endl;
  for (const auto& weighed : response.weighed()) {
    std::cout << (weighed.allows() ? "  + " : "  - ") << weighed.grant() << (weighed.grant().empty() ? "" : ": ")
              << localized(weighed.reason()) << std::endl;
  }
  return absl::OkStatus();
}

void addTerms(CLI::App& sub, GrantOptions& options) {
  sub.add_option("--kind", options.kinds, "Only events of these kinds, e.g. entered_zone");
  sub.add_option("--class", options.classes, "Only these classes, e.g. person");
  sub.add_option("--zone", options.zones, "Only events in these zones");
  sub.add_option("--label", options.labels, "Only what people gave these names");
  sub.add_option("--min-severity", options.minimumSeverity, "info, notice, warning or alarm");
  sub.add_option("--right", options.rights, "Beside seeing: recordings, live, export, change");
  sub.add_option("--from", options.from, "May look from then on, RFC 3339");
  sub.add_option("--until", options.until, "May look until then, RFC 3339");
  sub.add_option("--hours", options.hours, "May look only then, on the project's clock: \"mon-fri 08:00-16:00\"");
  sub.add_option("--look-back", options.lookBack, "Only events not older than this, e.g. 7d");
  sub.add_option("--note", options.note, "Why");
}

}  // namespace

void addGrant(CLI::App& app, Invocation& invocation) {
  auto* command = app.add_subcommand("grant", "Grants: who may see what, which of it, and when");
  command->require_subcommand(1);
  auto options = std::make_shared<GrantOptions>();
  const auto verb = [&](const std::string& name, const std::string& help, auto run) {
    auto* sub = command->add_subcommand(name, help);
    sub->callback([&invocation, options, run] {
      invocation.action = [&invocation, options, run] { return run(invocation, *options); };
    });
    return sub;
  };
  auto* addVerb = verb("add", "Grant something", add);
  addVerb->add_option("--to", options->to, "A user, or groups/NAME")->required();
  addVerb->add_option("--on", options->on, "A camera's name, projects/ID or projects/ID/channels/ID")->required();
  addTerms(*addVerb, *options);
  addVerb->footer(
      "Examples:\n  camctl grant add --to ala --on \"Front door\" --class person --look-back 7d\n"
      "  camctl grant add --to groups/guards --on projects/home --right recordings --right live "
      "--hours \"mon-fri 18:00-06:00\" --hours \"sat,sun 00:00-24:00\"");
  auto* listVerb = verb("list", "What is granted", list);
  listVerb->add_option("--to", options->to, "Only to this user, or groups/NAME");
  listVerb->add_option("--on", options->on, "Only on this camera or project");
  verb("show", "One grant", show)->add_option("name", options->name, "The grant")->required();
  auto* updateVerb = verb("update", "Change a grant; what is not said stays", update);
  updateVerb->add_option("name", options->name, "The grant")->required();
  addTerms(*updateVerb, *options);
  verb("delete", "Take a grant back; what is open ends within a second", remove)
      ->add_option("name", options->name, "The grant")
      ->required();
  auto* testVerb = verb("test", "Why somebody may, or may not, see something", test);
  testVerb->add_option("--to", options->to, "The user")->required();
  testVerb->add_option("--on", options->on, "A camera's name, or projects/…")->required();
  testVerb->add_option("--right", options->right, "see, recordings, live, export or change")->capture_default_str();
  testVerb->add_option("--at", options->at, "At this time instead of now, RFC 3339");
  testVerb->add_option("--kind", options->kinds, "For an event of this kind");
  testVerb->add_option("--class", options->classes, "For an event of this class");
  testVerb->footer("Example: camctl grant test --to ala --on \"Front door\" --class car");
}

}  // namespace cameramonit::camctl
