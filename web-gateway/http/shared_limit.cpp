#include "web-gateway/http/shared_limit.h"

#include <arpa/inet.h>

#include <array>

namespace cameramonit::http {

std::optional<SharedLimit::Slot> SharedLimit::acquire(std::string key) {
  absl::MutexLock lock(&mutex_);
  if (open_ >= total_ || perKey_ == 0) return std::nullopt;
  std::size_t& ofKey = byKey_[key];
  if (ofKey >= perKey_) return std::nullopt;
  ++ofKey;
  ++open_;
  return Slot(*this, std::move(key));
}

std::size_t SharedLimit::open() const {
  absl::MutexLock lock(&mutex_);
  return open_;
}

void SharedLimit::release(const std::string& key) {
  absl::MutexLock lock(&mutex_);
  --open_;
  const auto ofKey = byKey_.find(key);
  if (--ofKey->second == 0) byKey_.erase(ofKey);
}

std::string clientKey(const std::string& address) {
  in6_addr ipv6{};
  if (inet_pton(AF_INET6, address.c_str(), &ipv6) != 1) return address;
  if (IN6_IS_ADDR_V4MAPPED(&ipv6)) {
    std::array<char, INET_ADDRSTRLEN> text{};
    return inet_ntop(AF_INET, &ipv6.s6_addr[12], text.data(), text.size());
  }
  for (std::size_t i = 8; i < 16; ++i) ipv6.s6_addr[i] = 0;
  std::array<char, INET6_ADDRSTRLEN> text{};
  return std::string(inet_ntop(AF_INET6, &ipv6, text.data(), text.size())) + "/64";
}

}  // namespace cameramonit::http
