#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "common/base/secret.h"

namespace cameramonit::config {

/// What settings exist, where each one's value goes, and what is allowed. A room declares its own under its own
/// prefix; the composition root loads one TOML text into all of them. Targets must outlive load(). Thread-bound.
class Schema {
 public:
  /// `key` is dotted ("gateway.listen"); the target's present value is the default. `help` is one sentence.
  Schema& text(const std::string& key, std::string& target, const std::string& help);
  /// A text that must be one of `allowed`.
  Schema& choice(const std::string& key, std::string& target, std::vector<std::string> allowed,
                 const std::string& help);
  Schema& integer(const std::string& key, std::int64_t& target, std::int64_t low, std::int64_t high,
                  const std::string& help);
  Schema& number(const std::string& key, double& target, double low, double high, const std::string& help);
  Schema& flag(const std::string& key, bool& target, const std::string& help);
  /// Written as "15s", "10m", "36h".
  Schema& duration(const std::string& key, absl::Duration& target, absl::Duration low, absl::Duration high,
                   const std::string& help);
  /// A secret is never written into the settings themselves: the value names a file ("file:/path") or a variable
  /// of the environment ("env:NAME").
  Schema& secret(const std::string& key, base::Secret<std::string>& target, const std::string& help);

  /// Parses and validates `toml`, then sets the targets; on error no target has changed.
  /// Errors: SETTING_INVALID with `fileName`, line, key and what would be allowed; unknown keys are errors.
  absl::Status load(std::string_view toml, const std::string& fileName);

  /// Every setting with its default, allowed values and help, as a TOML file that can be edited.
  std::string describe() const;

 private:
  struct Entry {
    std::string help;
    std::string allowed;
    std::string defaultValue;
    /// Checks a node of toml++ (opaque here) and gives the assignment to run when everything is right.
    std::function<absl::Status(const void* node, std::function<void()>& assign)> read;
  };
  Schema& add(const std::string& key, Entry entry);

  std::map<std::string, Entry> entries_;
};

}  // namespace cameramonit::config
