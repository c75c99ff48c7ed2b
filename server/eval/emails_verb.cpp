#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "common/base/status.h"
#include "server/eval/emails/email_score.h"
#include "server/eval/verb.h"

namespace cameramonit::eval {
namespace {

absl::StatusOr<nlohmann::json> measure(const std::string& folder, bool explain) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const EmailScore score, scoreEmails(folder));
  return score.toJson(explain);
}

}  // namespace

void addEmailsVerb(CLI::App& app, VerbAction& chosen) {
  CLI::App* verb = app.add_subcommand("emails", "Reads installers' messages and compares with what was expected");
  const auto folder = std::make_shared<std::string>();
  verb->add_option("folder", *folder, "Messages (*.eml) with expectations (*.json)")->required();
  const auto explain = std::make_shared<bool>(false);
  verb->add_flag("--explain", *explain, "Print what was read of the wrong ones, passwords included");
  verb->callback([folder, explain, &chosen] { chosen = [folder, explain] { return measure(*folder, *explain); }; });
}

}  // namespace cameramonit::eval
