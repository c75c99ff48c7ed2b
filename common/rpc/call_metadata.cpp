#include "common/rpc/call_metadata.h"

#include <string_view>

#include <absl/strings/escaping.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include "cameramonit/access/v1/claims.pb.h"
#include "common/base/status.h"

namespace cameramonit::rpc {
namespace {

constexpr char kAuthorization[] = "authorization";
constexpr char kBearer[] = "Bearer ";
constexpr char kOnBehalf[] = "x-cameramonit-on-behalf-bin";
constexpr char kAddress[] = "x-cameramonit-client-address";
constexpr absl::Duration kServiceTokenLife = absl::Minutes(5);

std::string_view find(const std::multimap<grpc::string_ref, grpc::string_ref>& metadata, const char* key) {
  const auto entry = metadata.find(key);
  if (entry == metadata.end()) return {};
  return {entry->second.data(), entry->second.size()};
}

absl::Status invalid() {
  return base::unauthenticated(type::v1::ERROR_REASON_TOKEN_INVALID, "The call's credentials are not valid.");
}

}  // namespace

absl::StatusOr<Principal> principalOf(const std::multimap<grpc::string_ref, grpc::string_ref>& metadata,
                                      const TokenVerifier& tokens) {
  Principal who;
  const std::string_view header = find(metadata, kAuthorization);
  if (!header.empty()) {
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
  who.address = std::string(find(metadata, kAddress));
  return who;
}

ServiceIdentity::ServiceIdentity(std::string service, const TokenAuthority& authority, const base::Clock& clock)
    : name_(absl::StrCat("services/", service)), authority_(authority), clock_(clock) {}

std::unique_ptr<grpc::ClientContext> ServiceIdentity::context(absl::Duration timeout) const {
  auto context = std::make_unique<grpc::ClientContext>();
  Principal self;
  self.kind = Principal::Kind::kService;
  self.name = name_;
  context->AddMetadata(kAuthorization, absl::StrCat(kBearer, authority_.issue(self, clock_.now() + kServiceTokenLife)));
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
