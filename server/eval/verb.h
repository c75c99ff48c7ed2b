#pragma once

#include <functional>

#include <absl/status/statusor.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json_fwd.hpp>

namespace cameramonit::eval {

/// What a chosen verb does once the command line is read: measures, and returns the figures to print.
using VerbAction = std::function<absl::StatusOr<nlohmann::json>()>;

/// Each adds one verb to `app`; when the user names it, its action is put into `chosen`. Both outlive the parsing.
void addAnalyzeVerb(CLI::App& app, VerbAction& chosen);
void addEmailsVerb(CLI::App& app, VerbAction& chosen);
void addLiveVerb(CLI::App& app, VerbAction& chosen);
void addNamingVerb(CLI::App& app, VerbAction& chosen);
void addPassagesVerb(CLI::App& app, VerbAction& chosen);
void addQueryVerb(CLI::App& app, VerbAction& chosen);
void addQuestionsVerb(CLI::App& app, VerbAction& chosen);
void addTrackingVerb(CLI::App& app, VerbAction& chosen);

}  // namespace cameramonit::eval
