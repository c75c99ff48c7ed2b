#include "server/registry/probe/patience.h"

#include <poll.h>

#include <algorithm>
#include <utility>

namespace cameramonit::registry {
namespace {

/// Between two looks whether the caller went away.
constexpr absl::Duration kSlice = absl::Milliseconds(100);

}  // namespace

Patience::Patience(absl::Duration limit, std::function<bool()> cancelled)
    : deadline_(std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(limit)),
      cancelled_(std::move(cancelled)) {}

bool Patience::over() const {
  return std::chrono::steady_clock::now() >= deadline_ || (cancelled_ && cancelled_());
}

absl::Duration Patience::left() const {
  return std::max(absl::ZeroDuration(), absl::FromChrono(deadline_ - std::chrono::steady_clock::now()));
}

bool Patience::await(int fd, short events) const {
  while (!over()) {
    pollfd wanted{fd, events, 0};
    const auto slice = absl::ToInt64Milliseconds(std::min(kSlice, left())) + 1;
    if (::poll(&wanted, 1, static_cast<int>(slice)) > 0) return true;
  }
  return false;
}

}  // namespace cameramonit::registry
