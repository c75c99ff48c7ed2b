#pragma once

#include <memory>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "cameramonit/analyzer/v1/analyzer_service.grpc.pb.h"
#include "cameramonit/application/v1/project_service.grpc.pb.h"
#include "cameramonit/events/v1/event_service.grpc.pb.h"
#include "cameramonit/media/v1/media_service.grpc.pb.h"
#include "common/rpc/call_metadata.h"
#include "common/rpc/peers.h"
#include "common/rpc/principal.h"
#include "server/chat/timeline/event_reader.h"

namespace cameramonit::chat {

/// The services that chats are made from, called with the rights of one user. Thread-safe.
class PeersClient {
 public:
  /// Borrows `identity`.
  explicit PeersClient(const rpc::ServiceIdentity& identity) : identity_(identity) {}

  /// Before the first call: the channel into this very process exists only once its server runs.
  void connect(const rpc::Peers& peers);

  /// A channel with its project's time zone.
  struct Place {
    application::v1::Channel channel;
    std::string timeZone;
  };
  absl::StatusOr<std::vector<Place>> places(const rpc::Principal& who) const;
  /// Errors: CHANNEL_UNKNOWN.
  absl::StatusOr<Place> place(const rpc::Principal& who, const std::string& channel) const;

  /// Of any number of channels, asked for by the thousand.
  absl::StatusOr<std::vector<events::v1::SummarizeChannelsResponse::Summary>> summarize(
      const rpc::Principal& who, const events::v1::SummarizeChannelsRequest& request) const;

  absl::StatusOr<analyzer::v1::GetChannelStatusResponse> channelStatus(const rpc::Principal& who,
                                                                       const std::string& channel) const;
  /// Uploads of a channel, newest first, whose picture begins before `before`.
  absl::StatusOr<std::vector<media::v1::Media>> uploads(const rpc::Principal& who, const std::string& channel,
                                                        int limit) const;

  absl::StatusOr<events::v1::ListEventChangesResponse> eventChanges(
      const rpc::Principal& who, const events::v1::ListEventChangesRequest& request) const;
  absl::StatusOr<events::v1::CountEventsResponse> count(const rpc::Principal& who,
                                                        const events::v1::CountEventsRequest& request) const;
  /// Whether the user may see this event now.
  absl::StatusOr<bool> maySee(const rpc::Principal& who, const std::string& event) const;
  absl::StatusOr<events::v1::ListEventsResponse> list(const rpc::Principal& who,
                                                      const events::v1::ListEventsRequest& request) const;
  absl::StatusOr<events::v1::TrackedObject> object(const rpc::Principal& who, const std::string& name) const;

  /// All labels of a project or channel.
  absl::StatusOr<std::vector<events::v1::Label>> labels(const rpc::Principal& who, const std::string& parent) const;
  /// What an object, or the object of an event, is called.
  absl::StatusOr<std::vector<events::v1::GivenName>> namesGivenTo(const rpc::Principal& who,
                                                                  const std::string& target) const;
  absl::StatusOr<events::v1::GiveLabelResponse> giveLabel(const rpc::Principal& who,
                                                          const events::v1::GiveLabelRequest& request) const;
  absl::StatusOr<events::v1::TakeLabelBackResponse> takeLabelBack(
      const rpc::Principal& who, const events::v1::TakeLabelBackRequest& request) const;
  absl::StatusOr<events::v1::RejectLabelResponse> rejectLabel(const rpc::Principal& who,
                                                              const events::v1::RejectLabelRequest& request) const;
  absl::StatusOr<events::v1::ListUnknownThingsResponse> unknownThings(const rpc::Principal& who,
                                                                      const std::string& channel) const;

  /// Opens the streams that tell of changes, as the service itself. The context must outlive the reader.
  std::unique_ptr<grpc::ClientReader<events::v1::WatchEventsResponse>> watchEvents(grpc::ClientContext& context) const;
  std::unique_ptr<grpc::ClientReader<media::v1::WatchMediaResponse>> watchMedia(grpc::ClientContext& context) const;
  std::unique_ptr<grpc::ClientContext> streamContext() const;

 private:
  template <typename Response, typename Call>
  absl::StatusOr<Response> ask(const rpc::Principal& who, Call call) const;

  const rpc::ServiceIdentity& identity_;
  std::unique_ptr<application::v1::ProjectService::Stub> projects_;
  std::unique_ptr<analyzer::v1::AnalyzerService::Stub> analyzer_;
  std::unique_ptr<events::v1::EventService::Stub> events_;
  std::unique_ptr<media::v1::MediaService::Stub> media_;
};

/// Events as one user may read them. Thread-bound.
class UserEvents final : public EventReader {
 public:
  /// Borrows `peers`.
  UserEvents(const PeersClient& peers, rpc::Principal who) : peers_(peers), who_(std::move(who)) {}

  absl::StatusOr<events::v1::CountEventsResponse> count(const events::v1::EventFilter& filter,
                                                        events::v1::CountEventsRequest::GroupBy groupBy,
                                                        const std::string& timeZone) override;
  absl::StatusOr<std::vector<events::v1::Event>> list(const events::v1::EventFilter& filter, bool oldestFirst,
                                                      int limit) override;
  absl::StatusOr<events::v1::TrackedObject> object(const std::string& name) override;

 private:
  const PeersClient& peers_;
  const rpc::Principal who_;
};

}  // namespace cameramonit::chat
