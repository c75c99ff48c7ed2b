#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "common/base/secret.h"
#include "common/certificate/openssl.h"

namespace cameramonit::certificate {

/// Whom a certificate is for.
struct Subject {
  std::string commonName;
  std::vector<std::string> hosts;  ///< DNS names and IP addresses
  std::vector<std::string> uris;
};

/// A certificate with its key, both PEM.
struct Issued {
  std::string certificate;
  base::Secret<std::string> key;
};

/// A small CA of an installation's own: a folder with ca.pem, for everybody, and ca.key (0600), which never leaves it.
/// Keys are ECDSA on P-256. Thread-bound.
class Authority {
 public:
  /// Makes a new one good for `life` in `folder`.
  /// Errors: SETTING_INVALID when there is one already or the folder cannot be written.
  static absl::StatusOr<Authority> create(const std::filesystem::path& folder, absl::Time now, absl::Duration life);
  /// Errors: SETTING_INVALID.
  static absl::StatusOr<Authority> open(const std::filesystem::path& folder);

  /// A fresh key and a certificate for it, for servers and clients alike, from a little before `now` on.
  /// Errors: SETTING_INVALID for a host that is neither a name nor an address.
  absl::StatusOr<Issued> issue(const Subject& subject, absl::Time now, absl::Duration life) const;

  /// ca.pem
  const std::string& pem() const { return pem_; }

 private:
  Authority(std::string pem, Certificate certificate, Key key)
      : pem_(std::move(pem)), certificate_(std::move(certificate)), key_(std::move(key)) {}

  std::string pem_;
  Certificate certificate_;
  Key key_;
};

/// Writes `text` into `file` whole or not at all; keys with mode 0600. Errors: SETTING_INVALID. Reentrant.
absl::Status writeFile(const std::filesystem::path& file, const std::string& text, bool secret);

}  // namespace cameramonit::certificate
