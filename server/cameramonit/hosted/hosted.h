#pragma once

#include <string>
#include <vector>

#include <absl/status/status.h>
#include <grpcpp/impl/codegen/service_type.h>

#include "common/rpc/peers.h"
#include "server/cameramonit/data_directory.h"
#include "server/cameramonit/foundation.h"
#include "server/cameramonit/settings.h"

namespace cameramonit {

/// What every hosted service may use. Borrowed; it outlives them all.
struct Premises {
  const Settings& settings;
  const DataDirectory& data;
  Foundation& foundation;
};

/// One contract that a hosted service fulfils.
struct Contract {
  std::string name;  ///< full name, e.g. "cameramonit.chat.v1.ChatService"
  grpc::Service* service;
};

/// One service of this process with everything behind it: tables, threads, keys. The process may hold all of them or
/// any few; they reach one another through `rpc::Peers` alone and cannot tell. Thread-bound.
class Hosted {
 public:
  virtual ~Hosted() = default;

  virtual std::vector<Contract> contracts() = 0;
  /// Once, when the server runs and before it says that it serves.
  virtual void connect(const rpc::Peers&) {}
  /// Begins its own work, once everything is connected and serving.
  virtual absl::Status start() { return absl::OkStatus(); }
  /// Ends its own work, while everything is still there. Idempotent.
  virtual void stop() {}
};

}  // namespace cameramonit
