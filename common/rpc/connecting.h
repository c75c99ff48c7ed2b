#pragma once

#include <grpcpp/support/channel_arguments.h>

namespace cameramonit::rpc {

/// Makes a channel look for its server again soon after it went away: every 100 ms to 1 s, while gRPC would take up to
/// two minutes. An attempt may take as long as TCP and TLS need on a busy machine.
void reconnectSoon(grpc::ChannelArguments& arguments);

}  // namespace cameramonit::rpc
