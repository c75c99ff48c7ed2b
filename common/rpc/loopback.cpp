#include "common/rpc/loopback.h"

namespace cameramonit::rpc {

bool isLoopback(std::string_view address) {
  return address.starts_with("127.") || address.starts_with("localhost:") || address.starts_with("[::1]:") ||
         address.starts_with("unix:");
}

}  // namespace cameramonit::rpc
