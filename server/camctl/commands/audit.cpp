#include <iostream>
#include <memory>

#include <absl/strings/str_cat.h>

#include "cameramonit/access/v1/access_service.grpc.pb.h"
#include "common/base/status.h"
#include "server/camctl/commands/access_words.h"
#include "server/camctl/commands/command.h"

namespace cameramonit::camctl {
namespace {

using access::v1::AccessService;

struct AuditOptions {
  std::string user;
  std::string resource;
  std::string from;
  std::string to;
  int limit = 50;
};

absl::Status list(const Invocation& invocation, const AuditOptions& options) {
  access::v1::ListAuditEntriesRequest request;
  request.set_principal(withCollection("users", options.user));
  request.set_resource(options.resource);
  auto& range = *request.mutable_time_range();
  if (!options.from.empty()) CAMERAMONIT_RETURN_IF_ERROR(readTime("--from", options.from, *range.mutable_start_time()));
  if (!options.to.empty()) CAMERAMONIT_RETURN_IF_ERROR(readTime("--to", options.to, *range.mutable_end_time()));
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<AccessService>();
  std::vector<std::vector<std::string>> rows;
  for (int left = options.limit; left > 0;) {
    request.set_page_size(std::min(left, 1000));
    access::v1::ListAuditEntriesResponse response;
    CAMERAMONIT_RETURN_IF_ERROR(client.call(
        [&](grpc::ClientContext& context) { return stub->ListAuditEntries(&context, request, &response); }));
    for (const access::v1::AuditEntry& entry : response.entries()) {
      if (invocation.json) printJson(entry);
      std::string facts;
      for (const auto& [key, value] : entry.facts()) {
        absl::StrAppend(&facts, facts.empty() ? "" : " ", key, "=", value);
      }
      rows.push_back({shortTime(true, entry.time()), entry.principal(),
                      entry.method().substr(entry.method().rfind('.') + 1), entry.resource(), entry.address(),
                      entry.outcome(), facts});
    }
    left -= response.entries_size();
    request.set_page_token(response.next_page_token());
    if (response.next_page_token().empty()) break;
  }
  if (!invocation.json) printTable({"WHEN", "WHO", "CALL", "WHAT", "FROM", "OUTCOME", "FACTS"}, rows);
  return absl::OkStatus();
}

absl::Status verify(const Invocation& invocation) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  const auto stub = client.stub<AccessService>();
  access::v1::VerifyAuditResponse response;
  CAMERAMONIT_RETURN_IF_ERROR(client.call(
      [&](grpc::ClientContext& context) { return stub->VerifyAudit(&context, {}, &response); }, absl::Minutes(10)));
  if (invocation.json) printJson(response);
  if (response.broken() != 0) {
    return absl::DataLossError(absl::StrCat("Entry ", response.broken(),
                                            " was changed, taken out, or cut off; before it, the chain is whole."));
  }
  if (!invocation.json) std::cout << response.checked() << " entries, and the chain is whole." << std::endl;
  return absl::OkStatus();
}

}  // namespace

void addAudit(CLI::App& app, Invocation& invocation) {
  auto* command = app.add_subcommand("audit", "Who did what, from where, with what outcome");
  command->require_subcommand(1);
  auto options = std::make_shared<AuditOptions>();
  auto* listVerb = command->add_subcommand("list", "Newest first");
  listVerb->add_option("--user,-u", options->user, "Only what this user did");
  listVerb->add_option("--resource", options->resource, "Only what was done to this");
  listVerb->add_option("--from", options->from, "Not before, RFC 3339");
  listVerb->add_option("--to", options->to, "Before, RFC 3339");
  listVerb->add_option("--limit,-n", options->limit, "How many at most")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  listVerb->callback(
      [&invocation, options] { invocation.action = [&invocation, options] { return list(invocation, *options); }; });
  command->add_subcommand("verify", "Check the chain of hashes; exit code 1 when it is broken")
      ->callback([&invocation] { invocation.action = [&invocation] { return verify(invocation); }; });
  command->footer("Example: camctl audit list --user ala --from 2026-11-01T00:00:00Z");
}

}  // namespace cameramonit::camctl
