#include "common/config/schema.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/strip.h>
#include <toml++/toml.h>

#include "common/base/status.h"

namespace cameramonit::config {
namespace {

const toml::node& nodeOf(const void* opaque) {
  return *static_cast<const toml::node*>(opaque);
}

absl::Status mustBe(const std::string& allowed) {
  return absl::InvalidArgumentError(absl::StrCat("must be ", allowed));
}

std::string quoted(const std::string& text) {
  return absl::StrCat("\"", text, "\"");
}

absl::StatusOr<std::string> resolveSecret(const std::string& reference) {
  if (absl::StartsWith(reference, "env:")) {
    const char* value = std::getenv(reference.c_str() + 4);  // NOLINT(concurrency-mt-unsafe): before threads start
    if (value == nullptr) return absl::InvalidArgumentError(absl::StrCat("names the unset variable ", reference));
    return std::string(value);
  }
  if (absl::StartsWith(reference, "file:")) {
    std::ifstream file(reference.substr(5));
    if (!file) return absl::InvalidArgumentError(absl::StrCat("names a file that cannot be read: ", reference));
    std::stringstream content;
    content << file.rdbuf();
    return std::string(absl::StripSuffix(content.str(), "\n"));
  }
  return mustBe("\"env:NAME\" or \"file:/path\"; secrets are not written into settings");
}

/// The key among `known` that a mistyped one probably means; empty when none is near.
std::string nearest(const std::string& key, const std::vector<std::string>& known) {
  std::string best;
  std::size_t bestCost = 4;
  for (const std::string& candidate : known) {
    std::vector<std::size_t> row(candidate.size() + 1);
    for (std::size_t j = 0; j <= candidate.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= key.size(); ++i) {
      std::size_t diagonal = std::exchange(row[0], i);
      for (std::size_t j = 1; j <= candidate.size(); ++j) {
        const std::size_t substitute = diagonal + (key[i - 1] == candidate[j - 1] ? 0 : 1);
        diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, substitute}));
      }
    }
    if (row.back() < bestCost) {
      bestCost = row.back();
      best = candidate;
    }
  }
  return best;
}

void flatten(const toml::table& table, const std::string& prefix, std::map<std::string, const toml::node*>& found) {
  for (const auto& [key, node] : table) {
    const std::string path = absl::StrCat(prefix, prefix.empty() ? "" : ".", std::string(key.str()));
    if (const toml::table* inner = node.as_table()) {
      flatten(*inner, path, found);
    } else {
      found[path] = &node;
    }
  }
}

}  // namespace

Schema& Schema::add(const std::string& key, Entry entry) {
  entries_[key] = std::move(entry);
  return *this;
}

Schema& Schema::text(const std::string& key, std::string& target, const std::string& help) {
  return add(key, {help, "a text", quoted(target), [&target](const void* node, std::function<void()>& assign) {
                     const auto value = nodeOf(node).value_exact<std::string>();
                     if (!value) return mustBe("a text in quotes");
                     assign = [&target, value = *value] { target = value; };
                     return absl::OkStatus();
                   }});
}

Schema& Schema::choice(const std::string& key, std::string& target, std::vector<std::string> allowed,
                       const std::string& help) {
  const std::string list = absl::StrCat("one of ", absl::StrJoin(allowed, ", "));
  return add(key, {help, list, quoted(target),
                   [&target, allowed = std::move(allowed), list](const void* node, std::function<void()>& assign) {
                     const auto value = nodeOf(node).value_exact<std::string>();
                     if (!value || std::find(allowed.begin(), allowed.end(), *value) == allowed.end()) {
                       return mustBe(list);
                     }
                     assign = [&target, value = *value] { target = value; };
                     return absl::OkStatus();
                   }});
}

Schema& Schema::integer(const std::string& key, std::int64_t& target, std::int64_t low, std::int64_t high,
                        const std::string& help) {
  const std::string range = absl::StrCat("a whole number from ", low, " to ", high);
  return add(key, {help, range, absl::StrCat(target),
                   [&target, low, high, range](const void* node, std::function<void()>& assign) {
                     const auto value = nodeOf(node).value_exact<std::int64_t>();
                     if (!value || *value < low || *value > high) return mustBe(range);
                     assign = [&target, value = *value] { target = value; };
                     return absl::OkStatus();
                   }});
}

Schema& Schema::number(const std::string& key, double& target, double low, double high, const std::string& help) {
  const std::string range = absl::StrCat("a number from ", low, " to ", high);
  return add(key, {help, range, absl::StrCat(target),
                   [&target, low, high, range](const void* node, std::function<void()>& assign) {
                     const auto value = nodeOf(node).value<double>();
                     // Written so that NaN is refused too.
                     if (!nodeOf(node).is_number() || !value || !(*value >= low && *value <= high)) {
                       return mustBe(range);
                     }
                     assign = [&target, value = *value] { target = value; };
                     return absl::OkStatus();
                   }});
}

Schema& Schema::flag(const std::string& key, bool& target, const std::string& help) {
  return add(key, {help, "true or false", target ? "true" : "false",
                   [&target](const void* node, std::function<void()>& assign) {
                     const auto value = nodeOf(node).value_exact<bool>();
                     if (!value) return mustBe("true or false");
                     assign = [&target, value = *value] { target = value; };
                     return absl::OkStatus();
                   }});
}

Schema& Schema::duration(const std::string& key, absl::Duration& target, absl::Duration low, absl::Duration high,
                         const std::string& help) {
  const std::string range =
      absl::StrCat("a duration like \"90s\" from ", absl::FormatDuration(low), " to ", absl::FormatDuration(high));
  return add(key, {help, range, quoted(absl::FormatDuration(target)),
                   [&target, low, high, range](const void* node, std::function<void()>& assign) {
                     const auto written = nodeOf(node).value_exact<std::string>();
                     absl::Duration value;
                     if (!written || !absl::ParseDuration(*written, &value) || value < low || value > high) {
                       return mustBe(range);
                     }
                     assign = [&target, value] { target = value; };
                     return absl::OkStatus();
                   }});
}

Schema& Schema::secret(const std::string& key, base::Secret<std::string>& target, const std::string& help) {
  return add(
      key, {help, "\"env:NAME\" or \"file:/path\"", "\"\"", [&target](const void* node, std::function<void()>& assign) {
              const auto reference = nodeOf(node).value_exact<std::string>();
              if (!reference) return mustBe("\"env:NAME\" or \"file:/path\"");
              if (reference->empty()) return absl::OkStatus();
              auto value = resolveSecret(*reference);
              if (!value.ok()) return value.status();
              assign = [&target, value = base::Secret<std::string>(*std::move(value))] { target = value; };
              return absl::OkStatus();
            }});
}

absl::Status Schema::load(std::string_view tomlText, const std::string& fileName) {
  const auto refuse = [&fileName](std::size_t line, const std::string& key, const std::string& why) {
    return base::invalidArgument(type::v1::ERROR_REASON_SETTING_INVALID,
                                 absl::StrCat(fileName, ":", line, ": ", key, key.empty() ? "" : " ", why, "."),
                                 {{"file", fileName}, {"line", absl::StrCat(line)}, {"key", key}});
  };
  toml::table parsed;
  try {
    parsed = toml::parse(tomlText);
  } catch (const toml::parse_error& error) {
    return refuse(error.source().begin.line, "", std::string(error.description()));
  }
  std::map<std::string, const toml::node*> found;
  flatten(parsed, "", found);

  std::vector<std::function<void()>> assignments;
  for (const auto& [key, node] : found) {
    const std::size_t line = node->source().begin.line;
    const auto entry = entries_.find(key);
    if (entry == entries_.end()) {
      std::vector<std::string> known;
      for (const auto& [name, unused] : entries_) known.push_back(name);
      const std::string meant = nearest(key, known);
      return refuse(line, key, meant.empty() ? "is not a setting" : absl::StrCat("is not a setting; ", meant, " is"));
    }
    std::function<void()> assign;
    if (absl::Status status = entry->second.read(node, assign); !status.ok()) {
      return refuse(line, key, std::string(status.message()));
    }
    if (assign) assignments.push_back(std::move(assign));
  }
  for (const auto& assign : assignments) assign();
  return absl::OkStatus();
}

std::string Schema::describe() const {
  std::string out;
  std::string section;
  for (const auto& [key, entry] : entries_) {
    const std::size_t dot = key.rfind('.');
    const std::string own = dot == std::string::npos ? "" : key.substr(0, dot);
    if (own != section) {
      section = own;
      absl::StrAppend(&out, out.empty() ? "" : "\n", "[", section, "]\n");
    }
    absl::StrAppend(&out, "# ", entry.help, " Allowed: ", entry.allowed, ".\n# ", key.substr(dot + 1), " = ",
                    entry.defaultValue, "\n");
  }
  return out;
}

}  // namespace cameramonit::config
