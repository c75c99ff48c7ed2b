#include "common/rpc/connecting.h"

#include <cstdlib>

namespace cameramonit::rpc {
namespace {

constexpr int kFirstPauseMs = 100;
constexpr int kLongestPauseMs = 1'000;
constexpr int kAttemptMs = 5'000;

/// A connection is driven by whoever waits for a call over it, else only by gRPC's backup poller: at its usual 5 s a
/// client that pauses between calls never gets through a handshake. gRPC hears of this from the environment alone, and
/// once; so before main.
[[maybe_unused]] const int kPolled = setenv("GRPC_CLIENT_CHANNEL_BACKUP_POLL_INTERVAL_MS", "100", /*overwrite=*/0);

}  // namespace

void reconnectSoon(grpc::ChannelArguments& arguments) {
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kFirstPauseMs);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kAttemptMs);  // in fact the time limit of an attempt
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kLongestPauseMs);
}

}  // namespace cameramonit::rpc
