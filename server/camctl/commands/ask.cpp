#include <iostream>
#include <memory>

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <absl/time/time.h>

#include "cameramonit/chat/v1/chat_service.grpc.pb.h"
#include "common/base/ids.h"
#include "common/base/status.h"
#include "server/camctl/channels.h"
#include "server/camctl/commands/command.h"

namespace cameramonit::camctl {
namespace {

void printChips(const chat::v1::Understanding& understanding) {
  std::string line;
  for (const chat::v1::Chip& chip : understanding.chips())
    absl::StrAppend(&line, line.empty() ? "" : " · ", chip.text());
  std::cerr << "(" << line << ")" << std::endl;
}

void printCitation(const chat::v1::Citation& citation) {
  const absl::Time time = absl::FromUnixSeconds(citation.time().seconds());
  std::cout << "[" << citation.number() << "] " << absl::FormatTime("%Y-%m-%d %H:%M:%S", time, absl::LocalTimeZone())
            << "  " << localized(citation.sentence()) << std::endl;
}

absl::Status ask(const Invocation& invocation, const std::string& camera, const std::string& text) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto channel, findChannel(client, camera));
  chat::v1::AskRequest request;
  request.set_chat(absl::StrCat(channel.name(), "/chat"));
  request.set_text(text);
  request.set_request_id(base::newUuid(absl::Now()));
  const auto stub = client.stub<chat::v1::ChatService>();
  return client.call(
      [&](grpc::ClientContext& context) {
        const auto stream = stub->Ask(&context, request);
        chat::v1::AskResponse part;
        while (stream->Read(&part)) {
          if (invocation.json) {
            printJson(part);
          } else if (part.has_understanding()) {
            printChips(part.understanding());
          } else if (part.part_case() == chat::v1::AskResponse::kText) {
            std::cout << part.text() << std::flush;
          } else if (part.has_answer()) {
            std::cout << std::endl;
            for (const chat::v1::Citation& citation : part.answer().citations()) printCitation(citation);
          }
        }
        return stream->Finish();
      },
      absl::Seconds(60));
}

/// Every camera that may be seen, the one where it happened last first.
absl::Status askEverywhere(const Invocation& invocation, const std::string& text) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  chat::v1::AskEverywhereRequest request;
  request.set_text(text);
  chat::v1::AskEverywhereResponse response;
  const auto stub = client.stub<chat::v1::ChatService>();
  CAMERAMONIT_RETURN_IF_ERROR(
      client.call([&](grpc::ClientContext& context) { return stub->AskEverywhere(&context, request, &response); },
                  absl::Seconds(60)));
  if (invocation.json) {
    printJson(response);
    return absl::OkStatus();
  }
  printChips(response.understanding());
  for (const auto& answer : response.answers()) {
    std::cout << answer.display_name() << ": " << localized(answer.text()) << std::endl;
    for (const chat::v1::Citation& citation : answer.citations()) printCitation(citation);
  }
  if (response.has_nothing()) std::cout << localized(response.nothing()) << std::endl;
  return absl::OkStatus();
}

}  // namespace

void addAsk(CLI::App& app, Invocation& invocation) {
  auto* command = app.add_subcommand("ask", "Ask a camera, or all of them");
  auto camera = std::make_shared<std::string>();
  auto text = std::make_shared<std::string>();
  command->add_option("--camera,-c", *camera, "Display name or resource name of the camera; without it, every camera");
  command->add_option("question", *text, "In Polish or English")->required();
  command->footer("Example: camctl ask --camera \"Front door\" \"was anyone here after six?\"");
  command->callback([&invocation, camera, text] {
    invocation.action = [&invocation, camera, text] {
      return camera->empty() ? askEverywhere(invocation, *text) : ask(invocation, *camera, *text);
    };
  });
}

}  // namespace cameramonit::camctl
