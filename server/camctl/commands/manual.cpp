#include <iostream>
#include <memory>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>

#include "server/camctl/commands/command.h"

namespace cameramonit::camctl {
namespace {

std::string escaped(const std::string& text) {
  std::string safe = absl::StrReplaceAll(text, {{"\\", "\\e"}, {"-", "\\-"}});
  if (!safe.empty() && (safe[0] == '.' || safe[0] == '\'')) safe.insert(0, "\\&");
  return absl::StrReplaceAll(safe, {{"\n", "\n.br\n"}});
}

void describeOptions(const CLI::App& app, std::string& page) {
  for (const CLI::Option* option : app.get_options()) {
    if (option == app.get_help_ptr()) continue;  // every command has it
    const std::string type = option->get_type_name();
    absl::StrAppend(&page, ".TP\n.B ", escaped(option->get_name(false, true)),
                    type.empty() ? "" : absl::StrCat(" \\fI", escaped(type), "\\fR"), "\n",
                    escaped(option->get_description()), "\n");
  }
}

const CLI::App& rootOf(const CLI::App& app) {
  const CLI::App* root = &app;
  while (root->get_parent() != nullptr) root = root->get_parent();
  return *root;
}

/// The command and all below it, drawn from the parser itself so that the page cannot fall behind.
void describe(const CLI::App& app, const std::string& path, std::string& page) {
  const auto commands = app.get_subcommands({});
  if (commands.empty()) {
    absl::StrAppend(&page, ".SS ", escaped(path), "\n", escaped(app.get_description()), ".\n");
    describeOptions(app, page);
    const bool inherited = app.get_parent() != nullptr && rootOf(app).get_footer() == app.get_footer();
    if (!inherited && !app.get_footer().empty()) absl::StrAppend(&page, ".PP\n", escaped(app.get_footer()), "\n");
  }
  for (const CLI::App* command : commands) describe(*command, absl::StrCat(path, " ", command->get_name()), page);
}

std::string manual(const CLI::App& app) {
  std::string page =
      absl::StrCat(".TH CAMCTL 1\n.SH NAME\ncamctl \\- ", escaped(app.get_description()),
                   "\n.SH SYNOPSIS\n.B camctl\n[options] \\fInoun\\fR \\fIverb\\fR [options]\n.SH OPTIONS\n");
  describeOptions(app, page);
  absl::StrAppend(&page, ".SH COMMANDS\n");
  describe(app, "camctl", page);
  absl::StrAppend(
      &page,
      ".SH FILES\n.TP\n.B ~/.config/cameramonit/camctl.json\nServers, CA file and tokens; only its owner may "
      "read it (0600). \\fI$CAMCTL_PROFILE\\fR names another. \"servers\" in it says where single services "
      "are that run apart.\n",
      ".SH ENVIRONMENT\n.TP\n.B CAMCTL_TOKEN\nAn access token instead of the profile's.\n", ".SH EXIT STATUS\n");
  for (const auto& [code, meaning] : exitCodeMeanings()) {
    absl::StrAppend(&page, ".TP\n.B ", static_cast<int>(code), "\n", escaped(meaning), "\n");
  }
  return page;
}

}  // namespace

void addManual(CLI::App& app, Invocation& invocation) {
  auto* command = app.add_subcommand("manual", "Print the man page");
  command->footer("Example: camctl manual > /usr/local/share/man/man1/camctl.1");
  command->callback([&app, &invocation] {
    invocation.action = [&app] {
      std::cout << manual(app);
      return absl::OkStatus();
    };
  });
}

}  // namespace cameramonit::camctl
