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
  const auto stub = chat::v1::ChatService::NewStub(client.channel());
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

}  // namespace

void addAsk(CLI::App& app, Invocation& invocation) {
  auto* command = app.add_subcommand("ask", "Ask a camera");
  auto camera = std::make_shared<std::string>();
  auto text = std::make_shared<std::string>();
  command->add_option("--camera,-c", *camera, "Display name or resource name of the camera")->required();
  command->add_option("question", *text, "In Polish or English")->required();
  command->footer("Example: camctl ask --camera \"Front door\" \"was anyone here after six?\"");
  command->callback([&invocation, camera, text] {
    invocation.action = [&invocation, camera, text] { return ask(invocation, *camera, *text); };
  });
}

}  // namespace cameramonit::camctl
