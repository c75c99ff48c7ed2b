#include "server/camctl/client.h"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <sstream>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <absl/time/clock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include "cameramonit/access/v1/session_service.grpc.pb.h"
#include "common/base/status.h"
#include "common/rpc/connecting.h"
#include "common/rpc/loopback.h"
#include "server/camctl/terminal.h"

namespace cameramonit::camctl {
namespace {

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> credentialsFor(const Profile& profile,
                                                                         const std::string& server) {
  if (!profile.caFile.empty()) {
    std::ifstream file(profile.caFile);
    if (!file) {
      return base::failedPrecondition(type::v1::ERROR_REASON_SETTING_INVALID,
                                      absl::StrCat("The CA file cannot be read: ", profile.caFile));
    }
    std::stringstream pem;
    pem << file.rdbuf();
    return grpc::SslCredentials({pem.str(), "", ""});
  }
  if (rpc::isLoopback(server)) return grpc::InsecureChannelCredentials();
  return base::failedPrecondition(type::v1::ERROR_REASON_SETTING_INVALID,
                                  "Beyond this machine camctl talks TLS only: give the CA with --ca FILE.");
}

absl::StatusOr<std::shared_ptr<grpc::Channel>> channelAt(const Profile& profile, const std::string& server) {
  CAMERAMONIT_ASSIGN_OR_RETURN(auto credentials, credentialsFor(profile, server));
  grpc::ChannelArguments arguments;
  rpc::reconnectSoon(arguments);
  return grpc::CreateCustomChannel(server, credentials, arguments);
}

}  // namespace

Client::Client(Profile profile, std::filesystem::path profilePath, std::shared_ptr<grpc::Channel> channel,
               Channels channels)
    : profile_(std::move(profile)),
      profilePath_(std::move(profilePath)),
      channel_(std::move(channel)),
      channels_(std::move(channels)) {}

absl::StatusOr<Client> Client::connect(Profile profile, std::filesystem::path profilePath) {
  CAMERAMONIT_ASSIGN_OR_RETURN(auto channel, channelAt(profile, profile.server));
  Channels channels;
  for (const auto& [service, server] : profile.servers) {
    CAMERAMONIT_ASSIGN_OR_RETURN(channels[service], channelAt(profile, server));
  }
  return Client(std::move(profile), std::move(profilePath), std::move(channel), std::move(channels));
}

const std::shared_ptr<grpc::Channel>& Client::channelTo(const std::string& contract) const {
  const std::vector<std::string> parts = absl::StrSplit(contract, '.');
  const auto found = channels_.find(parts.size() > 1 ? parts[1] : "");
  return found == channels_.end() ? channel_ : found->second;
}

std::unique_ptr<grpc::ClientContext> Client::context(absl::Duration timeout) const {
  auto context = std::make_unique<grpc::ClientContext>();
  if (!profile_.accessToken.empty()) {
    context->AddMetadata("authorization", absl::StrCat("Bearer ", profile_.accessToken.reveal()));
  }
  if (timeout != absl::InfiniteDuration()) context->set_deadline(absl::ToChronoTime(absl::Now() + timeout));
  return context;
}

absl::Status Client::call(const std::function<grpc::Status(grpc::ClientContext&)>& attempt, absl::Duration timeout) {
  absl::Status status = rpc::fromGrpcStatus(attempt(*context(timeout)));
  if (base::errorReason(status) != type::v1::ERROR_REASON_TOKEN_EXPIRED || profile_.refreshToken.empty()) {
    return status;
  }
  CAMERAMONIT_RETURN_IF_ERROR(renew());
  return rpc::fromGrpcStatus(attempt(*context(timeout)));
}

absl::Status Client::persist(const std::function<grpc::Status(grpc::ClientContext&)>& attempt, absl::Duration timeout) {
  return untilAnswered([&] { return call(attempt, timeout); });
}

absl::Status Client::renew() {
  access::v1::RefreshRequest request;
  request.set_refresh_token(profile_.refreshToken.reveal());
  access::v1::RefreshResponse response;
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(10)));
  const auto stub = this->stub<access::v1::SessionService>();
  CAMERAMONIT_RETURN_IF_ERROR(rpc::fromGrpcStatus(stub->Refresh(&context, request, &response)));
  profile_.accessToken = base::Secret<std::string>(response.tokens().access_token());
  profile_.refreshToken = base::Secret<std::string>(response.tokens().refresh_token());
  return saveProfile();
}

absl::Status untilAnswered(const std::function<absl::Status()>& attempt) {
  constexpr absl::Duration kPatience = absl::Minutes(2);
  constexpr absl::Duration kLongestPause = absl::Seconds(1);
  constexpr int kQuietAttempts = 4;
  const absl::Time begun = absl::Now();
  absl::Duration pause = absl::Milliseconds(100);
  for (int i = 1;; ++i) {
    const absl::Status status = attempt();
    if (status.code() != absl::StatusCode::kUnavailable || absl::Now() - begun > kPatience) return status;
    if (i == kQuietAttempts) {
      std::cerr << (speaksPolish() ? "Serwer nie odpowiada, próbuję dalej."
                                   : "The server does not answer, still trying.")
                << std::endl;
    }
    absl::SleepFor(pause);
    pause = std::min(pause * 2, kLongestPause);
  }
}

}  // namespace cameramonit::camctl
