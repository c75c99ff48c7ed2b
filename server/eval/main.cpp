#include <cstdlib>
#include <iostream>

#include <absl/status/statusor.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "common/base/status.h"
#include "server/eval/verb.h"

namespace {

using cameramonit::base::ErrorReason;

int fail(const absl::Status& status) {
  const auto details = cameramonit::base::errorDetails(status);
  const auto reason = details.reason == cameramonit::type::v1::ERROR_REASON_UNSPECIFIED
                          ? ErrorReason::ERROR_REASON_INTERNAL
                          : details.reason;
  nlohmann::json error = {{"reason", cameramonit::base::reasonName(reason)},
                          {"message", std::string(status.message())}};
  for (const auto& [key, value] : details.facts) error["facts"][key] = value;
  std::cout << nlohmann::json{{"error", error}}.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
  return EXIT_FAILURE;
}

}  // namespace

/// Measures the shipped analysis against truth. Prints one JSON object.
int main(int argc, char** argv) {
  CLI::App app("Measures what cameramonit sees and understands. Prints one JSON object.", "cameramonit-eval");
  app.require_subcommand(1);
  cameramonit::eval::VerbAction chosen;
  cameramonit::eval::addAnalyzeVerb(app, chosen);
  cameramonit::eval::addEmailsVerb(app, chosen);
  cameramonit::eval::addLiveVerb(app, chosen);
  cameramonit::eval::addNamingVerb(app, chosen);
  cameramonit::eval::addPassagesVerb(app, chosen);
  cameramonit::eval::addQueryVerb(app, chosen);
  cameramonit::eval::addQuestionsVerb(app, chosen);
  cameramonit::eval::addTrackingVerb(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& error) {
    return fail(cameramonit::base::invalidArgument(ErrorReason::ERROR_REASON_FIELD_INVALID, error.what()));
  }
  const absl::StatusOr<nlohmann::json> figures = chosen();
  if (!figures.ok()) return fail(figures.status());
  std::cout << figures->dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
  return EXIT_SUCCESS;
}
