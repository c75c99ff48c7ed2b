#pragma once

#include <memory>
#include <string>

#include <absl/status/statusor.h>

#include "common/rpc/metrics.h"
#include "web-gateway/http/server_options.h"

namespace cameramonit {

/// An address as settings write it.
struct ListenAddress {
  std::string host;
  std::uint16_t port = 0;
};

/// Reads "127.0.0.1:8787". Errors: SETTING_INVALID, naming `key`. Reentrant.
absl::StatusOr<ListenAddress> parseListenAddress(const std::string& key, const std::string& text);

/// `/metrics` and `/healthz` of a process without the gateway, which has them itself. Thread-bound.
class OperatorPages {
 public:
  /// Borrows `metrics`. Errors: UNAVAILABLE for an address that is taken.
  static absl::StatusOr<std::unique_ptr<OperatorPages>> start(const ListenAddress& address,
                                                              const rpc::Metrics& metrics);
  ~OperatorPages();

  int port() const;

 private:
  class Impl;
  explicit OperatorPages(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace cameramonit
