#pragma once

#include <memory>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <grpcpp/channel.h>

#include "common/rpc/mesh_credentials.h"

namespace cameramonit::rpc {

/// One service of the mesh as others reach it.
struct Peer {
  std::string service;                 ///< "events"
  std::vector<std::string> contracts;  ///< full names; the first one's health decides whether an address is asked
  /// host:port, several separated by commas; or one DNS name with a port, which may have many addresses.
  std::string addresses;
};

/// What gRPC dials for `addresses`.
/// Errors: SETTING_INVALID for a list that mixes names, or lacks a port. Reentrant.
absl::StatusOr<std::string> dialTarget(const std::string& addresses);

/// A channel to `peer` with mutual TLS: only a server whose certificate is that service's is believed. Calls spread
/// over its healthy addresses; deadlines and retries are as serviceConfig() says; a silent connection is noticed within
/// 15 s and built anew within one. Does not connect yet.
/// Errors: SETTING_INVALID.
absl::StatusOr<std::shared_ptr<grpc::Channel>> peerChannel(const Peer& peer, const MeshCertificate& files);

}  // namespace cameramonit::rpc
