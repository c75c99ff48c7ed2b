#pragma once

#include <string_view>

namespace cameramonit::rpc {

/// Whether a gRPC address ("host:port", "unix:path") never leaves this machine.
bool isLoopback(std::string_view address);

}  // namespace cameramonit::rpc
