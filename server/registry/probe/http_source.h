#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cameramonit/registry/v1/probe.pb.h"
#include "common/media/stream_probe.h"
#include "server/registry/address/ip_address.h"
#include "server/registry/address/stream_address.h"
#include "server/registry/probe/patience.h"

namespace cameramonit::registry {

/// The body of one HTTP answer, read as it is asked for. It connects to the given addresses alone, follows no
/// redirection, uses no proxy, and ends after 32 MB. Thread-bound.
class HttpSource final : public media::ByteSource {
 public:
  /// Borrows `patience`.
  HttpSource(const StreamAddress& address, const std::vector<IpAddress>& addresses, const std::optional<Login>& login,
             const Patience& patience);
  ~HttpSource() override;

  /// Waits for the answer's head. OK when a body follows; else what it means.
  v1::ProbeOutcome start();
  int read(std::uint8_t* target, int size) override;
  std::string server() const;

 private:
  struct Transfer;
  bool pump();

  const Patience& patience_;
  std::unique_ptr<Transfer> transfer_;
};

}  // namespace cameramonit::registry
