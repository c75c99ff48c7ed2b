#include "server/eval/live/product_client.h"

#include <set>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include "cameramonit/analyzer/v1/analyzer_service.grpc.pb.h"
#include "cameramonit/events/v1/event_service.grpc.pb.h"
#include "common/base/status.h"

namespace cameramonit::eval {

ProductClient::ProductClient(const std::string& address, std::string token)
    : channel_(grpc::CreateChannel(address, grpc::InsecureChannelCredentials())), token_(std::move(token)) {}

void ProductClient::authorize(grpc::ClientContext& context) const {
  context.AddMetadata("authorization", absl::StrCat("Bearer ", token_));
}

absl::StatusOr<std::map<std::string, std::vector<absl::Time>>> ProductClient::watch(absl::Duration length) const {
  const auto stub = events::v1::EventService::NewStub(channel_);
  grpc::ClientContext context;
  authorize(context);
  context.set_deadline(absl::ToChronoTime(absl::Now() + length));
  const auto stream = stub->WatchEvents(&context, {});
  std::map<std::string, std::vector<absl::Time>> came;
  std::set<std::string> known;
  for (events::v1::WatchEventsResponse change; stream->Read(&change);) {
    const events::v1::Event& event = change.updated();
    if (!change.has_updated() || event.kind() >= events::v1::EVENT_KIND_CAMERA_BLIND) continue;
    if (!known.insert(event.name()).second) continue;
    came[event.name().substr(0, event.name().find("/events/"))].push_back(absl::Now());
  }
  const grpc::Status ended = stream->Finish();
  if (ended.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED) return came;
  return base::internalError(absl::StrCat("Events could not be watched: ", ended.error_message()));
}

absl::StatusOr<std::int64_t> ProductClient::lostPackets(const std::string& channel) const {
  const auto stub = analyzer::v1::AnalyzerService::NewStub(channel_);
  grpc::ClientContext context;
  authorize(context);
  analyzer::v1::GetChannelStatusRequest request;
  request.set_channel(channel);
  analyzer::v1::GetChannelStatusResponse response;
  const grpc::Status status = stub->GetChannelStatus(&context, request, &response);
  if (!status.ok())
    return base::internalError(absl::StrCat("The channel's state is unknown: ", status.error_message()));
  return response.live().lost_packets();
}

}  // namespace cameramonit::eval
