#pragma once

#include <filesystem>
#include <memory>

#include <absl/base/thread_annotations.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>

#include "web-gateway/http/server_options.h"

namespace boost::asio::ssl {
class context;
}

namespace cameramonit::http {

/// A certificate and key read from files: TLS 1.2 and newer, HTTP/1.1 by ALPN. Thread-safe.
class TlsCertificate {
 public:
  /// FAILED_PRECONDITION with SETTING_INVALID when a file cannot be read or the key does not belong to the certificate.
  static absl::StatusOr<std::unique_ptr<TlsCertificate>> load(const TlsFiles& files);

  /// For new connections; those that are open keep theirs.
  std::shared_ptr<boost::asio::ssl::context> context() const;

  /// Reads the files again when they have changed since. A pair that cannot be used leaves the present one in use and
  /// is reported once.
  absl::Status reloadIfChanged();

 private:
  explicit TlsCertificate(TlsFiles files) : files_(std::move(files)) {}

  const TlsFiles files_;
  mutable absl::Mutex mutex_;
  std::shared_ptr<boost::asio::ssl::context> context_ ABSL_GUARDED_BY(mutex_);
  std::filesystem::file_time_type chainTime_ ABSL_GUARDED_BY(mutex_);
  std::filesystem::file_time_type keyTime_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cameramonit::http
