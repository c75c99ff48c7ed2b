#include "server/cameramonit/hosted/hosted_access.h"

#include "common/base/status.h"

namespace cameramonit {

HostedAccess::HostedAccess(Foundation& f, const base::Secret<std::string>& key)
    : f_(f),
      projects_(*f.database),
      channels_(*f.database),
      factors_(*f.database),
      key_(key),
      accessService_({f.users, f.groups, f.grantTable, f.sessions, f.audit, f.directory, *f.tokenAuthority, f.callGuard,
                      f.clock, [this](const std::string& resource) { return checkResource(resource); },
                      [this](const std::string& project) { return f_.projectZones.of(project); },
                      [this] { accessChanged(); }}),
      sessionService_({f.users, f.sessions, factors_, *f.tokenAuthority, key_, f.callGuard, f.clock, f.log,
                       [this](const rpc::Principal& who, const std::string& user) {
                         return accessService_.checkManages(who, user);
                       },
                       [this] { accessChanged(); }}),
      tokenKeyService_(*f.tokenAuthority, f.callGuard) {}

absl::StatusOr<std::unique_ptr<HostedAccess>> HostedAccess::open(const Premises& premises) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto key, premises.data.key("access"));
  std::unique_ptr<HostedAccess> hosted(new HostedAccess(premises.foundation, key));
  CAMERAMONIT_ASSIGN_OR_RETURN(hosted->oneTimePassword_, hosted->sessionService_.makeFirstAdministrator());
  return hosted;
}

std::vector<Contract> HostedAccess::contracts() {
  return {{access::v1::SessionService::service_full_name(), &sessionService_},
          {access::v1::AccessService::service_full_name(), &accessService_},
          {access::v1::TokenKeyService::service_full_name(), &tokenKeyService_}};
}

void HostedAccess::stop() {
  sessionService_.stop();
}

absl::Status HostedAccess::checkResource(const std::string& resource) {
  if (access::channelOf(resource).empty()) return projects_.get(resource).status();
  return channels_.get(resource).status();
}

void HostedAccess::accessChanged() {
  f_.directory.refresh();
  f_.accessChanged();
}

}  // namespace cameramonit
