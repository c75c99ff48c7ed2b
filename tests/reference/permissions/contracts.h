#pragma once

#include <memory>
#include <string>
#include <vector>

#include <google/protobuf/descriptor.h>

#include "cameramonit/policy/v1/policy.pb.h"

namespace cameramonit::testing {

/// One RPC as its proto declares it.
struct Rpc {
  const google::protobuf::MethodDescriptor* method = nullptr;
  std::string name;  ///< "cameramonit.chat.v1.ChatService/Ask"
  policy::v1::Policy policy;
};

/// Every RPC of every *.proto below protos/, read from the files themselves, so that none can be left out by what a
/// program happens to link. Thread-bound; the descriptors live as long as this.
class Contracts {
 public:
  Contracts();
  ~Contracts();

  /// By package, service, and the order within it.
  const std::vector<Rpc>& rpcs() const { return rpcs_; }

 private:
  class Source;
  std::unique_ptr<Source> source_;
  std::vector<Rpc> rpcs_;
};

}  // namespace cameramonit::testing
