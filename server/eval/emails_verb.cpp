#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "common/base/status.h"
#include "server/eval/emails/email_score.h"
#include "server/eval/verb.h"

namespace cameramonit::eval {
namespace {

absl::StatusOr<nlohmann::json> measure(const std::string& folder) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const EmailScore score, scoreEmails(folder));
  return score.toJson();
}

}  // namespace

void addEmailsVerb(CLI::App& app, VerbAction& chosen) {
  CLI::App* verb = app.add_subcommand("emails", "Reads installers' messages and compares with what was expected");
  const auto folder = std::make_shared<std::string>();
  verb->add_option("folder", *folder, "Messages (*.eml) with expectations (*.json)")->required();
  verb->callback([folder, &chosen] { chosen = [folder] { return measure(*folder); }; });
}

}  // namespace cameramonit::eval
