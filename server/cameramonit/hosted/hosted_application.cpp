#include "server/cameramonit/hosted/hosted_application.h"

#include <filesystem>

#include <absl/time/time.h>

#include "common/base/status.h"

namespace cameramonit {
namespace {

/// The IANA name of this machine's zone: absl only knows it as "localtime", which no browser does.
std::string machineTimeZone() {
  std::error_code error;
  const std::string target = std::filesystem::read_symlink("/etc/localtime", error).string();
  const std::size_t zones = target.find("zoneinfo/");
  if (absl::LocalTimeZone().name() != "localtime") return absl::LocalTimeZone().name();
  return zones == std::string::npos ? "UTC" : target.substr(zones + 9);
}

}  // namespace

HostedApplication::HostedApplication(const Premises& premises, const base::Secret<std::string>& sealingKey)
    : f_(premises.foundation),
      projects_(*f_.database),
      channels_(*f_.database),
      changes_(*f_.database),
      integrations_(*f_.database),
      leases_(*f_.database),
      sealer_(sealingKey),
      trialGuard_(f_.guardParts(trials_)),
      projectHub_(f_.watches, f_.ticker),
      assignmentHub_(f_.watches, f_.ticker, application::AssignmentDesk::kBeat),
      desk_({leases_, assignmentHub_, f_.clock, f_.log}),
      projectService_({projects_, channels_, changes_, f_.callGuard, f_.directory, projectHub_, f_.clock,
                       [this](const rpc::Principal& who) { return f_.grants.namesOf(who); }}),
      integrationService_(
          {integrations_, sealer_, f_.callGuard, trialGuard_, f_.clock, premises.settings.allowPlainHttp}),
      assignmentService_({{leases_, channels_, projects_, desk_, f_.clock}, f_.callGuard, assignmentHub_}) {}

absl::StatusOr<std::unique_ptr<HostedApplication>> HostedApplication::open(const Premises& premises) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto sealingKey, premises.data.key("integrations"));
  std::unique_ptr<HostedApplication> hosted(new HostedApplication(premises, sealingKey));
  const std::string& wanted = premises.settings.timeZone;
  const std::string zone = wanted.empty() ? machineTimeZone() : wanted;
  absl::TimeZone known;
  CAMERAMONIT_RETURN_IF_ERROR(
      hosted->projectService_.makeFirstProject(absl::LoadTimeZone(zone, &known) ? zone : "UTC"));
  return hosted;
}

std::vector<Contract> HostedApplication::contracts() {
  return {{application::v1::ProjectService::service_full_name(), &projectService_},
          {application::v1::IntegrationService::service_full_name(), &integrationService_},
          {application::v1::AssignmentService::service_full_name(), &assignmentService_}};
}

absl::Status HostedApplication::start() {
  beats_ = f_.ticker.every(application::AssignmentDesk::kBeat, [this] {
    // Full of other work: the next beat comes in a second, and a lease lasts for several.
    (void)f_.watches.post([this] { desk_.beat(); });
  });
  return absl::OkStatus();
}

void HostedApplication::stop() {
  beats_.reset();
  trialGuard_.setServing(false);
  trials_.stop();
}

}  // namespace cameramonit
