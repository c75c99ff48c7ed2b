#include <iostream>
#include <memory>

#include <absl/strings/str_cat.h>

#include "server/camctl/commands/command.h"

namespace cameramonit::camctl {
namespace {

/// "command: words that may follow it" for every command, drawn from the parser itself so that it cannot fall behind.
void collect(const CLI::App& app, const std::string& path, std::string& cases) {
  std::string words;
  for (const CLI::App* sub : app.get_subcommands({})) {
    absl::StrAppend(&words, sub->get_name(), " ");
    collect(*sub, absl::StrCat(path, path.empty() ? "" : " ", sub->get_name()), cases);
  }
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) absl::StrAppend(&words, "--", name, " ");
  }
  absl::StrAppend(&cases, "    \"", path, "\") words=\"", words, "\" ;;\n");
}

constexpr char kScript[] = R"(_camctl() {
  local current path="" word words=""
  current="${COMP_WORDS[COMP_CWORD]}"
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) path="${path:+$path }$word" ;; esac
  done
  while :; do
    case "$path" in
%CASES%    esac
    if [ -n "$words" ] || [ -z "$path" ]; then break; fi
    case "$path" in *" "*) path="${path% *}" ;; *) path="" ;; esac
  done
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$current"))
}
complete -F _camctl camctl
)";

}  // namespace

void addCompletion(CLI::App& app, Invocation& invocation) {
  auto* command = app.add_subcommand("completion", "Print the completion script of a shell");
  auto shell = std::make_shared<std::string>("bash");
  command->add_option("shell", *shell, "bash or zsh")->check(CLI::IsMember({"bash", "zsh"}))->capture_default_str();
  command->footer("Example: camctl completion bash > ~/.local/share/bash-completion/completions/camctl");
  command->callback([&app, &invocation, shell] {
    invocation.action = [&app, shell] {
      std::string cases;
      collect(app, "", cases);
      std::string script = kScript;
      script.replace(script.find("%CASES%"), 7, cases);
      if (*shell == "zsh") script = "autoload -U +X bashcompinit && bashcompinit\n" + script;
      std::cout << script;
      return absl::OkStatus();
    };
  });
}

}  // namespace cameramonit::camctl
