#include "server/cameramonit/ca_command.h"

#include <iostream>
#include <set>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/time/clock.h>

#include "common/base/status.h"
#include "common/certificate/authority.h"
#include "common/rpc/mesh_credentials.h"
#include "server/cameramonit/service_directory.h"

namespace cameramonit {
namespace {

namespace fs = std::filesystem;

constexpr absl::Duration kDay = absl::Hours(24);

}  // namespace

absl::Status initAuthority(const fs::path& folder, int days) {
  CAMERAMONIT_RETURN_IF_ERROR(certificate::Authority::create(folder, absl::Now(), days * kDay).status());
  std::cout << "The CA is in " << folder.string() << ". Copy ca.pem to every machine; ca.key stays here: whoever has it"
            << " can become any service." << std::endl;
  return absl::OkStatus();
}

absl::Status issueCertificate(const IssueOptions& options) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::set<std::string> services, parseServices(options.services));
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto authority, certificate::Authority::open(options.folder));
  certificate::Subject subject;
  subject.hosts = options.hosts;
  for (const std::string& service : services) {
    subject.hosts.push_back(rpc::meshHostName(service));
    subject.uris.push_back(rpc::meshServiceUri(service));
  }
  const bool all = services.size() == serviceDirectory().size();
  const std::string name = !options.name.empty() ? options.name : all ? "all" : absl::StrJoin(services, "-");
  subject.commonName = name.substr(0, 60);  // the field's limit is 64
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto issued, authority.issue(subject, absl::Now(), options.days * kDay));
  const fs::path out = options.out.empty() ? options.folder : options.out;
  std::error_code error;
  fs::create_directories(out, error);
  const fs::path certificate = out / (name + ".pem");
  const fs::path key = out / (name + ".key");
  CAMERAMONIT_RETURN_IF_ERROR(certificate::writeFile(key, issued.key.reveal(), true));
  CAMERAMONIT_RETURN_IF_ERROR(certificate::writeFile(certificate, issued.certificate, false));
  std::cout << "[mesh]\ncertificate = \"" << certificate.string() << "\"\nkey = \"" << key.string()
            << "\"\nauthority = \"" << (fs::path(options.folder) / "ca.pem").string() << "\"" << std::endl;
  return absl::OkStatus();
}

}  // namespace cameramonit
