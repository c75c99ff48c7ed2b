#pragma once

#include <filesystem>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "server/registry/sealed/key_ring.h"

namespace cameramonit::registry {

/// Where the keys of the credentials are kept. Thread-safe.
class KeySource {
 public:
  virtual ~KeySource() = default;
  /// Errors: CREDENTIALS_KEY_INVALID.
  virtual absl::StatusOr<KeyRing> load() const = 0;
  /// Keeps `ring` in place of what was there, whole or not at all.
  /// Errors: CREDENTIALS_KEY_INVALID where the keys cannot be changed from here.
  virtual absl::Status store(const KeyRing& ring) = 0;
};

/// A file that its owner alone may read (0600); one fresh key is made at the first load when it `mayMake` one.
/// Thread-safe.
class KeyFile final : public KeySource {
 public:
  KeyFile(std::filesystem::path file, bool mayMake) : file_(std::move(file)), mayMake_(mayMake) {}
  absl::StatusOr<KeyRing> load() const override;
  absl::Status store(const KeyRing& ring) override;

 private:
  const std::filesystem::path file_;
  const bool mayMake_;
};

/// The text of an environment variable, taken once at the start: a process manager keeps it. Thread-safe.
class KeyVariable final : public KeySource {
 public:
  explicit KeyVariable(base::Secret<std::string> text) : text_(std::move(text)) {}
  absl::StatusOr<KeyRing> load() const override { return KeyRing::parse(text_.reveal()); }
  absl::Status store(const KeyRing& ring) override;

 private:
  const base::Secret<std::string> text_;
};

}  // namespace cameramonit::registry
