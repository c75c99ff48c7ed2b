#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include "common/rpc/status_mapping.h"
#include "server/camctl/profile.h"

namespace cameramonit::camctl {

/// Calls the server as the profile's user; renews the access token when it has run out. Thread-bound.
class Client {
 public:
  /// Errors: SETTING_INVALID for a CA file that cannot be read, or plain text beyond this machine.
  static absl::StatusOr<Client> connect(Profile profile, std::filesystem::path profilePath);

  /// To the server that has everything, or what no other has.
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  /// To wherever `contract` ("cameramonit.media.v1.MediaService") is served.
  const std::shared_ptr<grpc::Channel>& channelTo(const std::string& contract) const;
  /// For calls to a service: `client.stub<media::v1::MediaService>()`.
  template <typename Service>
  std::unique_ptr<typename Service::Stub> stub() const {
    return Service::NewStub(channelTo(Service::service_full_name()));
  }
  const Profile& profile() const { return profile_; }
  Profile& profile() { return profile_; }
  absl::Status saveProfile() const { return profile_.save(profilePath_); }

  /// A context with the user's token. `timeout` may be infinite, for streams.
  std::unique_ptr<grpc::ClientContext> context(absl::Duration timeout = absl::Seconds(30)) const;

  /// Runs `attempt`, a call with the context it is given; after TOKEN_EXPIRED renews the token and runs it once more.
  absl::Status call(const std::function<grpc::Status(grpc::ClientContext&)>& attempt,
                    absl::Duration timeout = absl::Seconds(30));

  /// The same for a call that may be repeated: while the server is away it is tried again, with a growing pause, for
  /// about a minute.
  absl::Status persist(const std::function<grpc::Status(grpc::ClientContext&)>& attempt,
                       absl::Duration timeout = absl::Seconds(30));

  /// Trades the refresh token for new tokens and saves them.
  absl::Status renew();

 private:
  using Channels = std::map<std::string, std::shared_ptr<grpc::Channel>>;
  Client(Profile profile, std::filesystem::path profilePath, std::shared_ptr<grpc::Channel> channel, Channels channels);

  Profile profile_;
  std::filesystem::path profilePath_;
  std::shared_ptr<grpc::Channel> channel_;
  Channels channels_;  // of services that run apart
};

/// Runs `attempt`, which may be repeated, until a server answers it or about a minute has passed; says so on stderr
/// when it takes longer than a moment.
absl::Status untilAnswered(const std::function<absl::Status()>& attempt);

}  // namespace cameramonit::camctl
