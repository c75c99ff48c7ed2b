#include "server/registry/address/host_resolver.h"

#include <netdb.h>

#include <algorithm>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include "common/base/status.h"

namespace cameramonit::registry {
namespace {

constexpr int kThreads = 4;
constexpr int kWaiting = 64;

using Addresses = absl::StatusOr<std::vector<IpAddress>>;

Addresses lookUp(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(host.c_str(), nullptr, &hints, &found);
  if (error == EAI_NONAME || error == EAI_NODATA) return absl::NotFoundError("No such host name is known.");
  if (error != 0) return absl::UnavailableError("Names cannot be looked up at the moment.");
  std::vector<IpAddress> addresses;
  for (const addrinfo* entry = found; entry != nullptr; entry = entry->ai_next) {
    const auto address = IpAddress::fromSocketAddress(entry->ai_addr);
    if (address && std::find(addresses.begin(), addresses.end(), *address) == addresses.end()) {
      addresses.push_back(*address);
    }
  }
  freeaddrinfo(found);
  if (addresses.empty()) return absl::NotFoundError("The host name has no address.");
  return addresses;
}

/// What the waiting caller and the thread that looks up share; whoever is last frees it.
struct LookUp {
  absl::Mutex mutex;
  bool done ABSL_GUARDED_BY(mutex) = false;
  Addresses result ABSL_GUARDED_BY(mutex) = absl::DeadlineExceededError("The look-up of the name took too long.");
};

}  // namespace

SystemHostResolver::SystemHostResolver() : executor_("resolve", kThreads, kWaiting) {}

absl::StatusOr<std::vector<IpAddress>> SystemHostResolver::resolve(const std::string& host, absl::Duration limit) {
  if (const auto address = IpAddress::parse(host)) return std::vector<IpAddress>{*address};
  auto lookUpOf = std::make_shared<LookUp>();
  const bool posted = executor_.post([lookUpOf, host] {
    Addresses result = lookUp(host);
    absl::MutexLock lock(&lookUpOf->mutex);
    lookUpOf->result = std::move(result);
    lookUpOf->done = true;
  });
  if (!posted) return absl::UnavailableError("Too many names are being looked up.");
  absl::MutexLock lock(&lookUpOf->mutex);
  lookUpOf->mutex.AwaitWithTimeout(absl::Condition(&lookUpOf->done), limit);
  return lookUpOf->result;
}

}  // namespace cameramonit::registry
