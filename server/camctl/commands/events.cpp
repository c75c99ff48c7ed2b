#include <iostream>
#include <memory>

#include <absl/strings/str_cat.h>
#include <absl/time/time.h>

#include "cameramonit/events/v1/event_service.grpc.pb.h"
#include "common/base/status.h"
#include "server/camctl/channels.h"
#include "server/camctl/commands/command.h"

namespace cameramonit::camctl {
namespace {

struct EventOptions {
  std::string camera;
  std::string from;
  std::string to;
  std::vector<std::string> classes;
  int limit = 50;
  bool oldestFirst = false;
};

absl::Status setTime(const std::string& option, const std::string& text, google::protobuf::Timestamp& target) {
  absl::Time time;
  std::string why;
  if (!absl::ParseTime(absl::RFC3339_full, text, &time, &why)) {
    return base::invalidFields({{option, "must be like 2026-11-23T15:30:00+01:00"}});
  }
  target.set_seconds(absl::ToUnixSeconds(time));
  return absl::OkStatus();
}

void print(const Invocation& invocation, const events::v1::Event& event) {
  if (invocation.json) {
    printJson(event);
    return;
  }
  const absl::Time time = absl::FromUnixSeconds(event.start_time().seconds());
  std::cout << absl::FormatTime("%Y-%m-%d %H:%M:%S", time, absl::LocalTimeZone()) << "  " << localized(event.sentence())
            << std::endl;
}

absl::Status list(const Invocation& invocation, const EventOptions& options) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  events::v1::ListEventsRequest request;
  if (!options.camera.empty()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto channel, findChannel(client, options.camera));
    request.mutable_filter()->add_parents(channel.name());
  }
  auto& range = *request.mutable_filter()->mutable_time_range();
  if (!options.from.empty()) {
    CAMERAMONIT_RETURN_IF_ERROR(setTime("--from", options.from, *range.mutable_start_time()));
  }
  if (!options.to.empty()) CAMERAMONIT_RETURN_IF_ERROR(setTime("--to", options.to, *range.mutable_end_time()));
  for (const std::string& name : options.classes) request.mutable_filter()->add_object_classes(name);
  request.set_oldest_first(options.oldestFirst);
  const auto stub = client.stub<events::v1::EventService>();
  int left = options.limit;
  while (left > 0) {
    request.set_page_size(std::min(left, 1000));
    events::v1::ListEventsResponse response;
    CAMERAMONIT_RETURN_IF_ERROR(
        client.call([&](grpc::ClientContext& context) { return stub->ListEvents(&context, request, &response); }));
    for (const events::v1::Event& event : response.events()) print(invocation, event);
    left -= response.events_size();
    request.set_page_token(response.next_page_token());
    if (response.next_page_token().empty()) break;
  }
  return absl::OkStatus();
}

absl::Status watch(const Invocation& invocation, const std::string& camera) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Client client, invocation.connect());
  events::v1::WatchEventsRequest request;
  if (!camera.empty()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto channel, findChannel(client, camera));
    request.mutable_filter()->add_parents(channel.name());
  }
  const auto stub = client.stub<events::v1::EventService>();
  return client.call(
      [&](grpc::ClientContext& context) {
        const auto stream = stub->WatchEvents(&context, request);
        events::v1::WatchEventsResponse response;
        while (stream->Read(&response)) {
          if (response.has_updated()) print(invocation, response.updated());
          if (response.has_checkpoint()) request.set_revision(response.checkpoint().revision());
        }
        return stream->Finish();
      },
      absl::InfiniteDuration());
}

}  // namespace

void addEvents(CLI::App& app, Invocation& invocation) {
  auto* command = app.add_subcommand("events", "What cameras saw, newest first");
  auto options = std::make_shared<EventOptions>();
  command->add_option("--camera,-c", options->camera, "Only this camera");
  command->add_option("--from", options->from, "Not before, RFC 3339");
  command->add_option("--to", options->to, "Before, RFC 3339");
  command->add_option("--class", options->classes, "Only these classes, e.g. person");
  command->add_option("--limit,-n", options->limit, "How many at most")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command->add_flag("--oldest-first", options->oldestFirst, "Oldest first");
  command->footer("Example: camctl events --camera \"Front door\" --class person -n 10");
  command->callback(
      [&invocation, options] { invocation.action = [&invocation, options] { return list(invocation, *options); }; });
}

void addWatch(CLI::App& app, Invocation& invocation) {
  auto* command = app.add_subcommand("watch", "Print events as they happen, until interrupted");
  auto camera = std::make_shared<std::string>();
  command->add_option("--camera,-c", *camera, "Only this camera");
  command->callback(
      [&invocation, camera] { invocation.action = [&invocation, camera] { return watch(invocation, *camera); }; });
}

}  // namespace cameramonit::camctl
