#include "common/rpc/peer_channel.h"

#include <arpa/inet.h>

#include <absl/strings/ascii.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/support/channel_arguments.h>

#include "common/base/status.h"
#include "common/rpc/connecting.h"
#include "common/rpc/service_config.h"

namespace cameramonit::rpc {
namespace {

constexpr int kKeepaliveMs = 10'000;  // no less than the server runtime allows
constexpr int kKeepaliveTimeoutMs = 5'000;

absl::Status refuse(const std::string& addresses, const char* why) {
  return base::invalidArgument(type::v1::ERROR_REASON_SETTING_INVALID,
                               absl::StrCat("\"", addresses, "\" ", why,
                                            "; write 10.0.0.2:8788, 10.0.0.2:8788,10.0.0.3:8788 or events.lan:8788."));
}

bool isIpv4(const std::string& host) {
  in_addr unused{};
  return ::inet_pton(AF_INET, host.c_str(), &unused) == 1;
}

}  // namespace

absl::StatusOr<std::string> dialTarget(const std::string& addresses) {
  std::vector<std::string> list = absl::StrSplit(addresses, ',');
  bool ipv4 = true;
  bool ipv6 = true;
  for (std::string& address : list) {
    absl::StripAsciiWhitespace(&address);
    const std::size_t colon = address.rfind(':');
    std::uint32_t port = 0;
    if (colon == std::string::npos || !absl::SimpleAtoi(address.substr(colon + 1), &port) || port == 0 ||
        port > 65535) {
      return refuse(addresses, "has no port");
    }
    ipv4 = ipv4 && isIpv4(address.substr(0, colon));
    ipv6 = ipv6 && address.front() == '[';
  }
  if (ipv4) return absl::StrCat("ipv4:", absl::StrJoin(list, ","));
  if (ipv6) return absl::StrCat("ipv6:", absl::StrJoin(list, ","));
  if (list.size() == 1) return absl::StrCat("dns:///", list.front());
  return refuse(addresses, "mixes kinds of addresses");
}

absl::StatusOr<std::shared_ptr<grpc::Channel>> peerChannel(const Peer& peer, const MeshCertificate& files) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::string target, dialTarget(peer.addresses));
  grpc::ChannelArguments arguments;
  arguments.SetServiceConfigJSON(serviceConfig(peer.contracts, peer.contracts.front()));
  arguments.SetString(GRPC_ARG_DEFAULT_AUTHORITY, meshHostName(peer.service));
  arguments.SetSslTargetNameOverride(meshHostName(peer.service));
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  reconnectSoon(arguments);
  return grpc::CreateCustomChannel(target, meshChannelCredentials(files), arguments);
}

}  // namespace cameramonit::rpc
