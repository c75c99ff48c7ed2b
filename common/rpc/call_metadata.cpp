#include "common/rpc/call_metadata.h"

#include <map>
#include <string_view>

#include <absl/strings/escaping.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>
#include <absl/time/clock.h>
#include <grpcpp/support/string_ref.h>

#include "cameramonit/access/v1/claims.pb.h"
#include "common/base/status.h"
#include "common/rpc/mesh_credentials.h"

namespace cameramonit::rpc {
namespace {

constexpr char kAuthorization[] = "authorization";
constexpr char kBearer[] = "Bearer ";
constexpr char kOnBehalf[] = "x-cameramonit-on-behalf-bin";
constexpr char kAddress[] = "x-cameramonit-client-address";
constexpr std::size_t kLongestAddress = 64;
// Never passed on by the gateway, so no browser can claim to be a service.
constexpr char kService[] = "x-cameramonit-service";

using Metadata = std::multimap<grpc::string_ref, grpc::string_ref>;

std::string_view find(const Metadata& metadata, const char* key) {
  const auto entry = metadata.find(key);
  if (entry == metadata.end()) return {};
  return {entry->second.data(), entry->second.size()};
}

/// "10.0.0.1" of "ipv4:10.0.0.1:4711", "2001:db8::1" of "ipv6:%5B2001:db8::1%5D:4711".
std::string hostOf(const std::string& peer) {
  if (absl::StartsWith(peer, "ipv4:")) return peer.substr(5, peer.rfind(':') - 5);
  if (!absl::StartsWith(peer, "ipv6:")) return "";
  const std::string text =
      absl::StrReplaceAll(peer.substr(5), {{"%5B", "["}, {"%5D", "]"}, {"%5b", "["}, {"%5d", "]"}});
  const std::size_t end = text.find(']');
  return text.empty() || text.front() != '[' || end == std::string::npos ? "" : text.substr(1, end - 1);
}

absl::Status invalid() {
  return base::unauthenticated(type::v1::ERROR_REASON_TOKEN_INVALID, "The call's credentials are not valid.");
}

absl::Status notThatService(std::string_view service) {
  return base::unauthenticated(type::v1::ERROR_REASON_TOKEN_INVALID,
                               "The caller's certificate is not one of the service that it says to be.",
                               {{"service", std::string(service)}});
}

/// What gRPC says of a peer without an address: of its in-process transport alone. A connection whose address cannot be
/// told is closed before any call of it is read.
constexpr char kNoAddress[] = "unknown";

bool isInProcess(const grpc::CallbackServerContext& context) {
  const std::string peer = context.peer();
  return peer == kNoAddress || absl::StartsWith(peer, "inproc");
}

}  // namespace

absl::StatusOr<Principal> principalOf(const grpc::CallbackServerContext& context, const TokenVerifier& tokens) {
  const Metadata& metadata = context.client_metadata();
  Principal who;
  const std::string_view service = find(metadata, kService);
  const std::string_view header = find(metadata, kAuthorization);
  if (!service.empty()) {
    if (!isInProcess(context) && !isCertifiedService(*context.auth_context(), service)) return notThatService(service);
    who.kind = Principal::Kind::kService;
    who.name = absl::StrCat("services/", std::string(service));
  } else if (!header.empty()) {
    if (header.substr(0, sizeof kBearer - 1) != kBearer) return invalid();
    CAMERAMONIT_ASSIGN_OR_RETURN(who, tokens.verify(header.substr(sizeof kBearer - 1)));
  }
  if (const std::string_view behalf = find(metadata, kOnBehalf); !behalf.empty()) {
    access::v1::Claims claims;
    if (!who.isService() || !claims.ParseFromArray(behalf.data(), static_cast<int>(behalf.size()))) return invalid();
    Principal user;
    user.kind = Principal::Kind::kUser;
    user.name = claims.subject();
    user.session = claims.session();
    for (const int role : claims.roles()) user.roles.push_back(static_cast<type::v1::Role>(role));
    user.actingService = who.name;
    who = user;
  }
  return who;
}

std::string addressOf(const grpc::CallbackServerContext& context, const Principal& who) {
  const std::string_view told = find(context.client_metadata(), kAddress);
  const bool ours = isInProcess(context) || who.isService() || !who.actingService.empty() ||
                    context.auth_context()->IsPeerAuthenticated();
  if (ours && !told.empty()) return std::string(told.substr(0, kLongestAddress));
  return hostOf(context.peer());
}

ServiceIdentity::ServiceIdentity(const std::string& service) : service_(service) {}

std::unique_ptr<grpc::ClientContext> ServiceIdentity::context(absl::Duration timeout) const {
  auto context = std::make_unique<grpc::ClientContext>();
  context->AddMetadata(kService, service_);
  if (timeout != absl::InfiniteDuration()) context->set_deadline(absl::ToChronoTime(absl::Now() + timeout));
  return context;
}

std::unique_ptr<grpc::ClientContext> ServiceIdentity::contextFor(const Principal& user, absl::Duration timeout) const {
  auto context = this->context(timeout);
  if (user.isUser()) {
    access::v1::Claims claims;
    claims.set_subject(user.name);
    claims.set_session(user.session);
    for (const type::v1::Role role : user.roles) claims.add_roles(role);
    context->AddMetadata(kOnBehalf, claims.SerializeAsString());
  }
  if (!user.address.empty()) context->AddMetadata(kAddress, user.address);
  return context;
}

}  // namespace cameramonit::rpc
